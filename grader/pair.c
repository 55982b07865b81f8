#include "grader/pair.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/confine.h"
#include "grader/process.h"
#include "grader/run.h"
#include "grader/stats.h"
#include "harness/wire.h"

enum {
    YOURS,
    PLAIN,
    BLAS,
    FAST,
    RUNGS,
    MAX_ROUNDS = 200,
    LEAST_ROUNDS = 7,
    IDLE_LAPS = 5,
    MOST_CALLS = 4096
};

static const double lap_ns_wanted = 0.4e6, budget_ms = 200;
static const char *const rung_name[RUNGS] = {"yours", "plain", "blas", "fast"};

/* An answer runs in one address space with the loop that times it, and could take that over. It
 * cannot hide that it then beats the fastest way known by more than anybody will. */
#define BELIEVABLE 3

struct rung {
    bool exists;
    struct process process;
    size_t read;                /* bytes of its wire already seen */
    double ns[2];               /* the two laps of this round, less the idle one */
    double all[2 * MAX_ROUNDS]; /* every lap */
    double ratio[MAX_ROUNDS];   /* this rung's time / yours, a round */
};

struct pair {
    const struct pair_options *o;
    struct report *r;
    struct arena *a;
    struct rung rung[RUNGS];
    size_t graded, calls, rounds;
    const char *unit;
    double idle_ns;
    const char *fault, *wrong; /* the kit's; a lap of yours that came out wrong */
};

/* ---- asking a rung ---- */

/* The rung's next line, without its newline; NULL: there is none. */
static char *next_line(struct pair *p, struct rung *g)
{
    struct process *one = &g->process;
    for (;;) {
        struct stream *s = &g->process.wire;
        char *newline = s->n > g->read ? memchr(s->bytes + g->read, '\n', s->n - g->read) : NULL;
        if (newline) {
            size_t length = (size_t)(newline - (s->bytes + g->read));
            char *line = arena_printf(p->a, "%.*s", (int)length, s->bytes + g->read);
            g->read += length + 1;
            return line;
        }
        if (s->cut || process_ended(one) || !process_wait_any(&one, 1, -1)) return NULL;
    }
}

static const char *why_silent(struct pair *p, size_t which)
{
    const struct process *one = &p->rung[which].process;
    const char *name = arena_printf(p->a, "speed runner of %s", rung_name[which]);
    const char *unread = process_unread(one), *error = process_error(one);
    if (error) return arena_printf(p->a, "cannot start %s", error);
    if (unread) return arena_printf(p->a, "what the %s said is lost: %s", name, unread);
    if (one->wire.cut) return arena_printf(p->a, "the %s says too much", name);
    return run_why_ended(name, one, p->a);
}

static void take_wrong(struct pair *p, size_t which, const char *words)
{
    if (which == YOURS)
        p->wrong = arena_copy(p->a, words);
    else
        p->fault = arena_printf(p->a, "the reference reference/%s/%s.c failed a timed round: %s",
                                p->o->manifest->exercise, rung_name[which], words);
}

static void send(struct pair *p, size_t which, const char *line)
{
    struct process *one = &p->rung[which].process;
    size_t n = strlen(line);
    if (write(one->feed, line, n) == (ssize_t)n) return;
    const char *error = strerror(errno);
    if (errno == EPIPE) process_wait_any(&one, 1, 100); /* it is about to end */
    p->fault = process_ended(one) ? why_silent(p, which)
                                  : arena_printf(p->a, "cannot ask the speed runner of %s: %s",
                                                 rung_name[which], error);
}

/* The fields of the rung's next line that begins with `word`, and how many; 0: there is none, and
 * why is noted. */
static size_t take_line(struct pair *p, size_t which, const char *word, char **f)
{
    char *line = p->fault ? NULL : next_line(p, &p->rung[which]), *said = line;
    if (line) said = arena_copy(p->a, line);
    size_t n = line ? wire_split(line, f) : 0;
    if (n > 0 && strcmp(f[0], word) == 0) return n;
    if (n == 2 && strcmp(f[0], "wrong") == 0)
        take_wrong(p, which, f[1]);
    else if (n == 2 && *f[1] && (strcmp(f[0], "fault") == 0 || strcmp(f[0], "unloadable") == 0))
        p->fault = arena_copy(p->a, f[1]);
    else if (!p->fault)
        p->fault = line ? arena_printf(p->a, "the speed runner of %s answers nonsense: %.40s",
                                       rung_name[which], said)
                        : why_silent(p, which);
    return 0;
}

/* Sends a request that is to be answered with `word`: for a lap its ns, else 0. */
static double ask(struct pair *p, size_t which, const char *request, const char *word)
{
    char *f[WIRE_MAX_FIELDS];
    send(p, which, request);
    size_t n = take_line(p, which, word, f);
    if (n == 0 || strcmp(word, "lap") != 0) return 0;
    size_t ns;
    if (n == 2 && wire_count(f[1], &ns) && ns > 0) return (double)ns;
    p->fault = arena_printf(p->a, "the speed runner of %s answers nonsense: a lap of %.40s ns",
                            rung_name[which], n == 2 ? f[1] : "no");
    return 0;
}

static bool going_well(const struct pair *p)
{
    return !p->fault && !p->wrong && !process_interrupted();
}

static double lap(struct pair *p, size_t which, uint64_t seed, const char *what)
{
    const char *how = which == YOURS ? "check" : "trust";
    return ask(p, which,
               arena_printf(p->a, "lap %llu %s %s\n", (unsigned long long)seed, what, how), "lap");
}

static void set_size(struct pair *p, size_t which, size_t n, size_t calls)
{
    ask(p, which, arena_printf(p->a, "size %zu %zu\n", n, calls), "ready");
}

/* ---- the processes ---- */

static const char *rung_answer(struct pair *p, size_t which)
{
    if (which == YOURS) return p->o->answer;
    return run_reference(p->o->kit, p->o->manifest->exercise, rung_name[which], p->a);
}

static void start_rung(struct pair *p, size_t which)
{
    const struct manifest *m = p->o->manifest;
    bool with_blas = which == YOURS ? p->o->with_blas : which == BLAS;
    const char *answer = rung_answer(p, which);
    if (access(answer, R_OK) != 0) return; /* an exercise without this reference */
    const char *runner = run_runner(p->o->kit, m->exercise, with_blas ? ".blas" : "", p->a);
    const char *argv[] = {runner,        "bench",
                          "--answer",    answer,
                          "--time-ms",   arena_printf(p->a, "%d", m->limits.time_ms),
                          "--memory-mb", arena_printf(p->a, "%d", m->limits.memory_mb),
                          "--output-kb", arena_printf(p->a, "%d", m->limits.output_kb),
                          NULL};
    p->rung[which].exists = true;
    p->fault = process_start(&p->rung[which].process,
                             &(struct launch){.argv = argv,
                                              .may_read = run_may_read(runner, answer, p->a),
                                              .deadline_ms = 60000,
                                              .err_limit = 4096,
                                              .wire_limit = 1 << 20,
                                              .feeds = true,
                                              .cpu = confine_quiet_cpu(),
                                              .same_addresses = true});
}

/* hello <version> <graded size> <unit> */
static void read_hello(struct pair *p, size_t which)
{
    char *f[WIRE_MAX_FIELDS];
    size_t n = take_line(p, which, "hello", f);
    if (n > 1) p->fault = run_version(f[1], p->a);
    if (!p->fault && n > 0 && (n != 4 || !wire_count(f[2], &p->graded) || p->graded == 0))
        p->fault = arena_printf(p->a, "the speed runner of %s does not say what it measures",
                                rung_name[which]);
    if (!going_well(p)) return;
    p->unit = arena_copy(p->a, f[3]);
}

static void start_all(struct pair *p)
{
    for (size_t i = 0; i < RUNGS && going_well(p); i++) start_rung(p, i);
    for (size_t i = 0; i < RUNGS && going_well(p); i++)
        if (p->rung[i].exists) read_hello(p, i);
    if (going_well(p) && !p->rung[PLAIN].exists)
        p->fault = arena_printf(p->a, "reference/%s/plain.c is not built: run make",
                                p->o->manifest->exercise);
}

/* ---- the rounds ---- */

/* How many calls make a lap, from plain alone: fixed before yours first runs. */
static void choose_calls(struct pair *p)
{
    p->calls = 1;
    for (int tries = 0; tries < 6 && going_well(p); tries++) {
        set_size(p, PLAIN, p->graded, p->calls);
        lap(p, PLAIN, 1, "call");
        double put = lap(p, PLAIN, 2, "put"), ns = lap(p, PLAIN, 2, "call") - put;
        double more = lap_ns_wanted / fmax(ns, 1000);
        if (more <= 1.3 || p->calls == MOST_CALLS) return;
        p->calls = (size_t)fmin(ceil((double)p->calls * more), MOST_CALLS);
    }
}

/* Before yours first runs, too: what it leaves in the caches would be taken off its own time. */
static void measure_idle(struct pair *p)
{
    set_size(p, PLAIN, p->graded, p->calls);
    lap(p, PLAIN, 100, "put");

    double ns[IDLE_LAPS];
    for (size_t i = 0; i < IDLE_LAPS; i++) ns[i] = lap(p, PLAIN, 100 + i, "put");
    p->idle_ns = stats_median(ns, IDLE_LAPS);
}

static void lay_out(struct pair *p)
{
    for (size_t i = 0; i < RUNGS && going_well(p); i++)
        if (p->rung[i].exists) set_size(p, i, p->graded, p->calls);
    for (size_t i = 0; i < RUNGS && going_well(p); i++)
        if (p->rung[i].exists) lap(p, i, 1, "call"); /* pages and caches warm, and a first check */
}

static void timed(struct pair *p, size_t which, int second)
{
    struct rung *g = &p->rung[which];
    if (!g->exists || !going_well(p)) return;
    uint64_t seed = p->o->seed * 1000003 + 2 * p->rounds + (uint64_t)second + 1000;
    double ns = lap(p, which, seed, "call") - p->idle_ns;
    g->ns[second] = fmax(ns, 1);
    g->all[2 * p->rounds + (size_t)second] = g->ns[second];
}

static void round_abba(struct pair *p)
{
    for (size_t i = 0; i < RUNGS; i++) timed(p, i, 0);
    for (size_t i = RUNGS; i-- > 0;) timed(p, i, 1);
    if (!going_well(p)) return;
    const double *yours = p->rung[YOURS].ns;
    for (size_t i = 0; i < RUNGS; i++) {
        const double *ns = p->rung[i].ns;
        p->rung[i].ratio[p->rounds] = (ns[0] + ns[1]) / (yours[0] + yours[1]);
    }
    p->rounds++;
}

static void run_rounds(struct pair *p)
{
    double until = clock_ms() + budget_ms;
    while (going_well(p) && p->rounds < MAX_ROUNDS &&
           (p->rounds < LEAST_ROUNDS || clock_ms() < until))
        round_abba(p);
    if (going_well(p)) ask(p, YOURS, "end\n", "ready");
}

/* ---- the report ---- */

static void add_wrong(struct pair *p)
{
    p->r->test[p->r->n_tests++] =
        (struct report_test){.max_points = p->o->manifest->band[0].points,
                             .group = arena_copy(p->a, "speed"),
                             .name = arena_copy(p->a, "every_timed_round_is_right"),
                             .status = TEST_FAIL,
                             .message = arena_printf(p->a, "%s (SEED=%llu repeats these rounds)",
                                                     p->wrong, (unsigned long long)p->o->seed),
                             .output = arena_copy(p->a, "")};
}

static double call_ns(struct pair *p, size_t which)
{
    struct rung *g = &p->rung[which];
    return g->exists ? stats_median(g->all, 2 * p->rounds) / (double)p->calls : NAN;
}

static double ratio(struct pair *p, size_t which)
{
    struct rung *g = &p->rung[which];
    return g->exists ? stats_median(g->ratio, p->rounds) : NAN;
}

static void set_band(struct report_speed *s, const struct manifest *m, struct arena *a)
{
    for (size_t i = 0; i < m->n_bands; i++) {
        if (!(s->vs_reference >= m->band[i].from)) continue;
        s->band = arena_copy(a, m->band[i].name);
        s->points = m->band[i].points;
        if (i > 0) {
            s->next_band = arena_copy(a, m->band[i - 1].name);
            s->next_from = m->band[i - 1].from;
        }
        return;
    }
}

static void add_sizes(struct pair *p, struct report_speed *s)
{
    s->n_sizes = 1;
    s->size = arena_take(p->a, 1, sizeof *s->size);
    s->size[0] = (struct report_size){.n = p->graded,
                                      .graded = true,
                                      .yours_ns = call_ns(p, YOURS),
                                      .plain_ns = call_ns(p, PLAIN),
                                      .blas_ns = call_ns(p, BLAS),
                                      .fast_ns = call_ns(p, FAST)};
}

static size_t reference_rung(const struct pair *p)
{
    return p->rung[BLAS].exists ? BLAS : p->rung[FAST].exists ? FAST : PLAIN;
}

static void add_speed(struct pair *p)
{
    struct report_speed *s = arena_take(p->a, 1, sizeof *s);
    const struct manifest *m = p->o->manifest;
    size_t reference = reference_rung(p);
    s->reference = arena_copy(p->a, rung_name[reference]);
    s->unit = arena_copy(p->a, p->unit);
    s->vs_reference = ratio(p, reference);
    stats_median_interval(p->rung[reference].ratio, p->rounds, s->interval);
    s->plain = ratio(p, PLAIN), s->blas = ratio(p, BLAS), s->fast = ratio(p, FAST);
    s->of_limit = s->growth = NAN;
    s->limit = arena_copy(p->a, "none");
    s->growth_expected = m->growth.exponent;
    s->growth_says = arena_copy(p->a, m->growth.says);
    bool believed = !(s->fast > BELIEVABLE); /* NaN without a fast.c */
    s->conclusive = believed && s->interval[1] - s->interval[0] <= 0.4 * s->vs_reference;
    if (!believed)
        s->why_not =
            arena_printf(p->a,
                         "%.0f times as fast as reference/%s/fast.c, the fastest way known: "
                         "worth a look by whoever grades, and no points by itself",
                         s->fast, m->exercise);
    else if (!s->conclusive)
        s->why_not = arena_printf(p->a,
                                  "from round to round the ratio wandered between %.2f and %.2f: "
                                  "other work on this machine",
                                  s->interval[0], s->interval[1]);
    s->max_points = m->band[0].points;
    if (believed) set_band(s, m, p->a);
    add_sizes(p, s);
    p->r->speed = s;
}

const char *pair_measure(struct report *r, const struct pair_options *o, struct arena *a)
{
    struct pair *p = arena_take(a, 1, sizeof *p);
    p->o = o, p->r = r, p->a = a;
    start_all(p);
    if (going_well(p)) choose_calls(p);
    if (going_well(p)) measure_idle(p);
    if (going_well(p)) lay_out(p);
    if (going_well(p)) run_rounds(p);
    for (size_t i = 0; i < RUNGS; i++)
        if (p->rung[i].exists) process_free(&p->rung[i].process);
    if (p->wrong && !p->fault) add_wrong(p);
    if (going_well(p)) add_speed(p);
    return p->fault;
}
