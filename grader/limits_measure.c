/* Windows of about a millisecond, one of each kind after the other, round after round: whatever
 * disturbs the machine for a while disturbs all kinds alike. What disturbs can only slow down, so
 * that the median would tell of the neighbours; the fastest window of all may be a moment's luck
 * with the clock rate. What one window in ten reaches, a core comes to again and again.
 *
 * All of it happens in a process of its own, which alone is pinned, and whose memory is gone
 * afterwards. One that was compiled for another processor ends there, by SIGILL. */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "grader/confine.h"
#include "grader/limits.h"
#include "grader/limits_kernels.h"

enum {
    MOST_WINDOWS = 60,
    MOST_SECONDS = 20, /* on a machine that gives no CPU time */
    KINDS = LIMITS_LEVELS + 2
};
static const double window_ns = 1e6, quick_ns = 280e6, dram_ns = 400e6;

/* Something to do at full speed, and how fast it was done. */
struct kind {
    const char *bytes; /* to read; NULL: multiply and add */
    size_t footprint, at;
    struct limits_sum (*fma)(size_t rounds);
    size_t amount; /* a window: bytes to read, or rounds */
    double rate[MOST_WINDOWS];
    size_t n;
};

static volatile double sink;

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Round and round in the footprint, from where the last window stopped. */
static double read_on(struct kind *k)
{
    unsigned long long all = 0;
    for (size_t left = k->amount, n; left > 0; left -= n) {
        n = k->footprint - k->at < left ? k->footprint - k->at : left;
        all ^= limits_read(k->bytes + k->at, n);
        k->at = (k->at + n) % k->footprint;
    }
    sink = (double)all;
    return (double)k->amount;
}

static double compute(struct kind *k)
{
    struct limits_sum s = k->fma(k->amount);
    sink = s.sum;
    return s.flops;
}

/* Bytes or operations a nanosecond: GB/s, GFLOP/s. */
static double window(struct kind *k, double *ns)
{
    double from = now_ns(), done = k->bytes ? read_on(k) : compute(k);
    *ns = now_ns() - from;
    return done / *ns;
}

/* Other kinds had the caches since. */
static void warm(const struct kind *k)
{
    bool cached = k->bytes && k->footprint <= 64 << 20;
    if (cached) sink = (double)limits_read(k->bytes, k->footprint);
}

/* One that was over too soon counts for nothing, and the next is twice as long: so a moment in
 * which the processor was another's cannot make windows short, only waste one. */
static void take_window(struct kind *k)
{
    double ns, rate;
    warm(k);
    for (;;) {
        rate = window(k, &ns);
        if (ns >= window_ns / 2 || k->amount > SIZE_MAX / 4) break;
        k->amount *= 2;
    }
    k->rate[k->n++] = rate;
}

static void measure_in_turns(struct kind *kind, size_t n, double budget_ns)
{
    double until = now_ns() + budget_ns;
    for (size_t w = 0; w < MOST_WINDOWS && (w < 3 || now_ns() < until); w++)
        for (size_t i = 0; i < n; i++) take_window(&kind[i]);
}

static int descending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static double best_tenth(struct kind *k)
{
    qsort(k->rate, k->n, sizeof *k->rate, descending);
    return k->rate[k->n / 10];
}

/* Huge pages where they can be had, so that a limit is the memory's, not the page table's. Every
 * page is written to: those never written are all the same one. NULL: not so much. */
static char *take_memory(size_t n)
{
    char *bytes = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (bytes == MAP_FAILED) return NULL;
#ifdef MADV_HUGEPAGE
    madvise(bytes, n, MADV_HUGEPAGE);
#endif
    return memset(bytes, 1, n);
}

/* ---- the process that measures ---- */

struct measured {
    double read_gb_s[LIMITS_LEVELS], fma_gflops_f32, fma_gflops_f64;
};

/* A whole pass, or a window would read what the caches above still have of the warming. */
static size_t least_amount(const struct limits_level *level)
{
    return level->capacity ? level->footprint : LIMITS_STEP;
}

static bool measure(const struct limits *l, struct measured *m)
{
    static struct kind kind[KINDS];
    const struct limits_level *last = &l->level[l->n_levels - 1];
    char *bytes = take_memory(last->footprint);
    if (!bytes) return false;
    for (size_t i = 0; i < l->n_levels; i++)
        kind[2 + i] = (struct kind){.bytes = bytes,
                                    .footprint = l->level[i].footprint,
                                    .amount = least_amount(&l->level[i])};
    kind[0] = (struct kind){.fma = limits_fma_f32, .amount = 1};
    kind[1] = (struct kind){.fma = limits_fma_f64, .amount = 1};
    /* DRAM comes last: its windows sweep all caches */
    size_t cached = last->capacity ? l->n_levels : l->n_levels - 1;
    measure_in_turns(kind, 2 + cached, quick_ns);
    if (cached < l->n_levels) measure_in_turns(&kind[2 + cached], 1, dram_ns);
    m->fma_gflops_f32 = best_tenth(&kind[0]);
    m->fma_gflops_f64 = best_tenth(&kind[1]);
    for (size_t i = 0; i < l->n_levels; i++) m->read_gb_s[i] = best_tenth(&kind[2 + i]);
    return true;
}

static void child(const struct limits *l, pid_t parent, int cpu, int result)
{
    static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGALRM};
    struct measured m = {0};
    for (size_t i = 0; i < sizeof caught / sizeof *caught; i++) signal(caught[i], SIG_DFL);
    confine_to_parent(parent, SIGKILL);
    if (cpu >= 0) confine_to_cpu(cpu);
    alarm(MOST_SECONDS);
    bool ok = measure(l, &m) && write(result, &m, sizeof m) == sizeof m;
    _exit(ok ? 0 : 1);
}

/* ---- the grader ---- */

static const char *why_ended(int status, struct arena *a)
{
    int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (number == SIGILL)
        return "build/ was made for another processor: make clean, and make it here";
    if (number == SIGALRM) return "the machine gives no time: is it overloaded?";
    if (number) return arena_printf(a, "the process that measures was ended by signal %d", number);
    return "there is no memory for it";
}

static const char *take(struct limits *l, const struct measured *m)
{
    bool ok = m->fma_gflops_f32 > 0 && m->fma_gflops_f64 > 0;
    l->fma_gflops_f32 = m->fma_gflops_f32;
    l->fma_gflops_f64 = m->fma_gflops_f64;
    for (size_t i = 0; i < l->n_levels; i++) {
        l->level[i].read_gb_s = m->read_gb_s[i];
        ok = ok && m->read_gb_s[i] > 0;
    }
    return ok ? NULL : "the clock does not go on";
}

static pid_t wait_for(pid_t pid, int *status)
{
    pid_t got;
    do got = waitpid(pid, status, 0);
    while (got < 0 && errno == EINTR);
    return got;
}

const char *limits_measure(struct limits *l, int cpu, struct arena *a)
{
    int result[2], status = 0;
    struct measured m;
    const char *why = NULL;
    if (pipe(result) != 0) return arena_printf(a, "no more pipes to be had: %s", strerror(errno));
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) child(l, parent, cpu, result[1]);
    if (pid < 0) why = arena_printf(a, "no more processes to be had: %s", strerror(errno));
    close(result[1]);
    if (pid > 0 && (wait_for(pid, &status) < 0 || status != 0)) why = why_ended(status, a);
    if (!why && read(result[0], &m, sizeof m) != sizeof m) why = "its result is lost";
    if (!why) why = take(l, &m);
    close(result[0]);
    return why ? arena_printf(a, "the limits of this machine cannot be measured: %s", why) : NULL;
}
