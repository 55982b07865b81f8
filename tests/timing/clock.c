/* Which clock repeats better: the kernel's account of the child's CPU time, or the wall's while
 * judge and child are pinned to one processor.
 *
 *   clock [REPEATS=100]
 *
 * Two children run the same laps, asked in turn (A B B A) as the grader asks yours and the
 * reference (harness/turn.h); each lap is read by both clocks. A repeat is 200 ms and yields one
 * number a clock: the median of the rounds' ratios A / B, which is 1 but for noise. A row says what
 * holds 95 % of the repeats, idle, with one processor busy beside, and with all busy. */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "grader/confine.h"
#include "grader/stats.h"
#include "harness/turn.h"

enum { JUDGE_TURN, CHILD_TURN, MAX_ROUNDS = 1000, MAX_REPEATS = 2000 };
enum clock { CPU, WALL, CLOCKS };
static const char *const clock_name[CLOCKS] = {"account", "wall"};

struct worker {
    pid_t pid;
    struct turn *turn;
    size_t n, passes; /* a lap is so many passes over n floats */
    double spent_ns;
};

static double wall_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void *shared(size_t bytes)
{
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (p != MAP_FAILED) return p;
    perror("mlkata: mmap");
    exit(2);
}

/* ---- what is timed ---- */

static float sum_of(const float *x, size_t n)
{
    float sum[8] = {0};
    for (size_t i = 0; i + 8 <= n; i += 8)
        for (size_t j = 0; j < 8; j++) sum[j] += x[i + j];
    return sum[0] + sum[1] + sum[2] + sum[3] + sum[4] + sum[5] + sum[6] + sum[7];
}

static volatile float sink; /* or gcc leaves the sums out */

static void serve(const struct worker *w)
{
    float *x = shared(w->n * sizeof *x);
    for (size_t i = 0; i < w->n; i++) x[i] = (float)i;
    for (;;) {
        turn_await_end(w->turn, JUDGE_TURN, 0);
        for (size_t p = 0; p < w->passes; p++) sink = sum_of(x, w->n);
        turn_give(w->turn, JUDGE_TURN);
    }
}

static void start(struct worker *w, size_t n, size_t passes)
{
    *w = (struct worker){.turn = shared(sizeof *w->turn), .n = n, .passes = passes};
    w->turn->whose = JUDGE_TURN;
    w->pid = fork();
    if (w->pid < 0) perror("mlkata: fork"), exit(2);
    if (w->pid > 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    serve(w);
}

static void lap(struct worker *w, double ns[CLOCKS])
{
    double from = wall_ns();
    turn_give(w->turn, CHILD_TURN);
    turn_await_end(w->turn, CHILD_TURN, 0);
    ns[WALL] += wall_ns() - from;
    double spent = turn_child_ns(w->pid);
    ns[CPU] += spent - w->spent_ns;
    w->spent_ns = spent;
}

/* Laps of about 0.4 ms of CPU time. */
static size_t passes_for(size_t n)
{
    struct worker w;
    double ns[CLOCKS] = {0};
    start(&w, n, 1);
    for (int i = 0; i < 20; i++) lap(&w, (double[CLOCKS]){0});
    for (int i = 0; i < 20; i++) lap(&w, ns);
    kill(w.pid, SIGKILL);
    waitpid(w.pid, NULL, 0);
    double more = 0.4e6 / (ns[CPU] / 20);
    return more < 1 ? 1 : (size_t)more;
}

/* ---- how well it repeats ---- */

static void repeat(struct worker w[2], double ratio[CLOCKS])
{
    static double rounds[CLOCKS][MAX_ROUNDS];
    size_t n = 0;
    for (double until = wall_ns() + 200e6; n < MAX_ROUNDS && wall_ns() < until; n++) {
        double ns[2][CLOCKS] = {0};
        lap(&w[0], ns[0]), lap(&w[1], ns[1]), lap(&w[1], ns[1]), lap(&w[0], ns[0]);
        for (int c = 0; c < CLOCKS; c++) rounds[c][n] = ns[0][c] / ns[1][c];
    }
    for (int c = 0; c < CLOCKS; c++) ratio[c] = stats_median(rounds[c], n);
}

static void row(const char *load, size_t n, size_t repeats)
{
    static double ratio[CLOCKS][MAX_REPEATS];
    struct worker w[2];
    size_t passes = passes_for(n);
    start(&w[0], n, passes), start(&w[1], n, passes);
    for (size_t i = 0; i < repeats; i++) {
        double both[CLOCKS];
        repeat(w, both);
        for (int c = 0; c < CLOCKS; c++) ratio[c][i] = both[c];
    }
    for (int i = 0; i < 2; i++) kill(w[i].pid, SIGKILL), waitpid(w[i].pid, NULL, 0);
    for (int c = 0; c < CLOCKS; c++) {
        stats_median(ratio[c], repeats); /* sorts */
        size_t low = repeats / 40, high = repeats - 1 - low;
        printf("%-16s %6zu KB   %-8s %.4f  %.4f .. %.4f\n", load, n * sizeof(float) / 1024,
               clock_name[c], ratio[c][repeats / 2], ratio[c][low], ratio[c][high]);
    }
    fflush(stdout);
}

static pid_t keep_busy(int cpu)
{
    pid_t pid = fork();
    if (pid != 0) return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    confine_to_cpu(cpu);
    for (volatile unsigned i = 0;; i++) continue;
}

int main(int argc, char **argv)
{
    static const size_t sizes[] = {4096, 1 << 18, 1 << 23};
    static const char *const loads[] = {"idle", "one busy", "all busy"};
    size_t repeats = argc > 1 ? strtoul(argv[1], NULL, 10) : 100;
    if (repeats < 1 || repeats > MAX_REPEATS) {
        fprintf(stderr, "mlkata: REPEATS is 1 to %d\n", MAX_REPEATS);
        return 2;
    }
    int mine = confine_quiet_cpu(), busy = 0;
    pid_t load[2] = {0};
    confine_to_cpu(mine);
    printf("load             footprint   clock    median  95 %% of %zu repeats\n", repeats);
    for (size_t i = 0; i < sizeof loads / sizeof *loads; i++) {
        if (i == 1) load[busy++] = keep_busy(mine > 0 ? mine - 1 : 0);
        if (i == 2) load[busy++] = keep_busy(mine);
        for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) row(loads[i], sizes[j], repeats);
    }
    while (busy-- > 0) kill(load[busy], SIGKILL), waitpid(load[busy], NULL, 0);
    return 0;
}
