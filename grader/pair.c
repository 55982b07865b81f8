#include "grader/pair.h"

#include <math.h>
#include <poll.h>
#include <string.h>

#include "grader/confine.h"
#include "grader/limits.h"
#include "grader/noise.h"
#include "grader/rungs.h"
#include "grader/speed.h"
#include "grader/stats.h"
#include "grader/text.h"

enum {
    LEAST_ROUNDS = 7,
    LAYOUTS = 12,       /* in a window */
    SHOWN_EVERY = 4,    /* rounds, the rungs that are not judged take part */
    MOST_ROUNDS = 1000, /* of one window */
    MOST_WINDOWS = 2,
    GROWTH_LAPS = 10,
    IDLE_LAPS = 5,
    MOST_CALLS = 4096,
    MOST_LAP_SECONDS = 1 /* the judge allows 5 (harness/lap.c) */
};

static const double plain_lap_ns = 0.4e6, reference_lap_ns = 0.02e6, patience_ms = 2000,
                    until_later_ms = 100;

/* An answer runs in one address space with the loop that times it, and could take that over. It
 * cannot hide that it then beats the fastest way known by more than anybody will. */
#define BELIEVABLE 3

/* All laps of one size. */
struct series {
    size_t n, rounds[RUNGS]; /* that a rung took part in; yours in all */
    size_t calls[RUNGS];     /* in a lap; plain may be so much slower that it gets fewer */
    double idle_ns[RUNGS];   /* of a lap: the kit's own part */
    double *ns[RUNGS];       /* a call, two a round */
    double *ratio[RUNGS];    /* this rung's time / yours, one a round */
};

struct pair {
    const struct pair_options *o;
    struct report *r;
    struct arena *a;
    struct rungs rungs;
    size_t reference;
    uint64_t seed;         /* of the next lap */
    struct series *graded; /* and what it says */
    struct speed_judgement judged;
    struct noise before;
    struct limits limits;
    bool limits_known;
};

/* ---- one size ---- */

static struct series *series_of(struct pair *p, size_t n)
{
    struct series *s = arena_take(p->a, 1, sizeof *s);
    size_t room = MOST_ROUNDS * MOST_WINDOWS;
    for (size_t i = 0; i < RUNGS; i++) {
        if (!p->rungs.rung[i].exists) continue;
        s->ns[i] = arena_take(p->a, 2 * room, sizeof *s->ns[i]);
        s->ratio[i] = arena_take(p->a, room, sizeof *s->ratio[i]);
    }
    s->n = n;
    return s;
}

/* How many calls of that rung make a lap of so many ns. */
static size_t choose_calls(struct rungs *g, size_t which, size_t n, double wanted_ns)
{
    size_t calls = 1;
    for (int tries = 0; tries < 6 && rungs_well(g); tries++) {
        rungs_size(g, which, n, calls);
        rungs_lap(g, which, 1, LAP_CALL);
        double put = rungs_lap(g, which, 2, LAP_PUT), ns = rungs_lap(g, which, 2, LAP_CALL) - put;
        double more = wanted_ns / fmax(ns, 1000);
        if (more <= 1.3 || calls == MOST_CALLS) break;
        calls = (size_t)fmin(ceil((double)calls * more), MOST_CALLS);
    }
    return calls;
}

static double measure_idle(struct rungs *g, size_t which, size_t n, size_t calls)
{
    double ns[IDLE_LAPS];
    rungs_size(g, which, n, calls);
    rungs_lap(g, which, 100, LAP_PUT);
    for (size_t i = 0; i < IDLE_LAPS; i++) ns[i] = rungs_lap(g, which, 100 + i, LAP_PUT);
    return stats_median(ns, IDLE_LAPS);
}

/* A lap is plain's of 0.4 ms; where the reference is so much faster that its own would then be
 * little more than a handshake, a lap of all but plain is longer. Both, and what the kit's part of
 * them takes, are fixed before yours first runs: what that leaves in the caches would be taken off
 * its own time. */
static void choose_laps(struct pair *p, struct series *s)
{
    struct rungs *g = &p->rungs;
    size_t plain = choose_calls(g, PLAIN, s->n, plain_lap_ns), others = plain;
    double idle = measure_idle(g, PLAIN, s->n, plain), others_idle = idle;
    if (p->reference != PLAIN) {
        size_t calls = choose_calls(g, p->reference, s->n, reference_lap_ns);
        others = calls > plain ? calls : plain;
        others_idle = measure_idle(g, p->reference, s->n, others);
    }
    for (size_t i = 0; i < RUNGS; i++) {
        s->calls[i] = i == PLAIN ? plain : others;
        s->idle_ns[i] = i == PLAIN ? idle : others_idle;
    }
}

/* Buffers of that size in the processes of these rungs; then pages and caches warm, and a first
 * check: on inputs of its own each time, for what is judged over all laps counts this one too. */
static void lay_out(struct pair *p, const struct series *s, const bool *which)
{
    struct rungs *g = &p->rungs;
    p->seed++;
    for (size_t i = 0; i < RUNGS; i++)
        if (which[i] && g->rung[i].exists) rungs_size(g, i, s->n, s->calls[i]);
    for (size_t i = 0; i < RUNGS; i++)
        if (which[i] && g->rung[i].exists) rungs_lap(g, i, p->seed, LAP_CALL);
}

static struct series *begin(struct pair *p, size_t n)
{
    struct series *s = series_of(p, n);
    choose_laps(p, s);
    return s;
}

/* ns a call, in one lap */
static double lap(struct pair *p, size_t which, const struct series *s)
{
    double ns = rungs_lap(&p->rungs, which, p->seed, LAP_CALL) - s->idle_ns[which];
    return fmax(ns, 1) / (double)s->calls[which];
}

/* One lap of each in turn, forwards or backwards; the `half`th of a round, with its own inputs. */
static void take_turns(struct pair *p, struct series *s, const bool *runs, bool forwards,
                       size_t half)
{
    p->seed++;
    for (size_t k = 0; k < RUNGS; k++) {
        size_t i = forwards ? k : RUNGS - 1 - k;
        if (runs[i]) s->ns[i][2 * s->rounds[i] + half] = lap(p, i, s);
    }
}

/* ABBA, and every other time BAAB: so each comes as often first, and as often after the other. */
static void round_abba(struct pair *p, struct series *s, const bool *which)
{
    bool runs[RUNGS], forwards = s->rounds[YOURS] % 2 == 0;
    for (size_t i = 0; i < RUNGS; i++) runs[i] = which[i] && p->rungs.rung[i].exists;
    take_turns(p, s, runs, forwards, 0);
    take_turns(p, s, runs, !forwards, 1);
    if (!rungs_well(&p->rungs)) return;
    const double *yours = s->ns[YOURS] + 2 * s->rounds[YOURS];
    for (size_t i = 0; i < RUNGS; i++) {
        if (!runs[i]) continue;
        const double *ns = s->ns[i] + 2 * s->rounds[i];
        s->ratio[i][s->rounds[i]] = (ns[0] + ns[1]) / (yours[0] + yours[1]);
    }
    for (size_t i = 0; i < RUNGS; i++) s->rounds[i] += runs[i];
}

static struct speed_judgement judge(const struct pair *p, const struct series *s)
{
    return speed_judge(s->ratio[p->reference], s->rounds[p->reference], p->o->manifest);
}

/* Judged at rounds that lie further and further apart: a figure that is asked after each round
 * whether it will do is one that has been chosen. All is laid out anew a few times: a layout's luck
 * would otherwise be taken for a speed. */
static struct speed_judgement run_window(struct pair *p, struct series *s)
{
    double from = clock_ms(), budget = p->o->budget_ms, laid_until = 0;
    size_t first = s->rounds[YOURS], done = 0, next = LEAST_ROUNDS;
    const bool all[RUNGS] = {true, true, true, true};
    bool judged[RUNGS] = {[YOURS] = true};
    judged[p->reference] = true; /* the others are only shown */
    for (;;) {
        double spent = clock_ms() - from;
        if (spent >= laid_until) {
            lay_out(p, s, done > 0 ? judged : all);
            laid_until = spent + budget / LAYOUTS;
        }
        round_abba(p, s, done % SHOWN_EVERY == 0 ? all : judged);
        done = s->rounds[YOURS] - first;
        spent = clock_ms() - from;
        if (!rungs_well(&p->rungs) || done == MOST_ROUNDS) break;
        if (done < LEAST_ROUNDS && spent < patience_ms) continue;
        if (spent >= budget) break;
        if (done < next || spent < budget / 2) continue;
        struct speed_judgement now = judge(p, s);
        if (speed_is_precise(&now)) break;
        next = done + done / 4 + 1;
    }
    return judge(p, s);
}

/* ---- the graded size ---- */

static void measure_graded(struct pair *p)
{
    struct series *s = p->graded = begin(p, p->rungs.workload.graded);
    p->before = noise_now(confine_quiet_cpu());
    for (size_t window = 0; window < MOST_WINDOWS && rungs_well(&p->rungs); window++) {
        if (window > 0) poll(NULL, 0, (int)until_later_ms);
        p->judged = run_window(p, s);
        if (p->judged.state == SPEED_SURE) break;
    }
    rungs_end(&p->rungs);
}

/* ---- the report ---- */

static double call_ns(const struct series *s, size_t which)
{
    size_t laps = 2 * s->rounds[which];
    if (!s->ns[which] || laps == 0) return NAN;
    return stats_median(s->ns[which], laps);
}

static double ratio(const struct series *s, size_t which)
{
    return s->ratio[which] ? stats_median(s->ratio[which], s->rounds[which]) : NAN;
}

static struct report_size *add_size(struct pair *p, const struct series *s,
                                    const struct speed_judgement *judged)
{
    struct report_speed *speed = p->r->speed;
    const struct rungs_workload *w = &p->rungs.workload;
    struct report_size *z = &speed->size[speed->n_sizes++];
    *z = (struct report_size){.n = s->n,
                              .graded = s->n == w->graded,
                              .yours_ns = call_ns(s, YOURS),
                              .plain_ns = call_ns(s, PLAIN),
                              .blas_ns = call_ns(s, BLAS),
                              .fast_ns = call_ns(s, FAST),
                              .vs_reference = judged ? judged->ratio : NAN,
                              .interval = {NAN, NAN},
                              .bytes = w->bytes_per_n * (double)s->n,
                              .flops = w->flops_per_n * (double)s->n,
                              .limit_ns = NAN};
    const char *limit = "none";
    if (p->limits_known)
        z->limit_ns = limits_call_ns(&p->limits, z->bytes, z->flops, w->single_precision, &limit);
    if (strcmp(limit, "none") == 0) z->limit_ns = NAN;
    z->limit = arena_copy(p->a, limit);
    if (judged) memcpy(z->interval, judged->interval, sizeof z->interval);
    return z;
}

/* ---- the other sizes ---- */

static double exponent(const struct report_speed *s)
{
    double n[RUNGS_MOST_SIZES], ns[RUNGS_MOST_SIZES];
    for (size_t i = 0; i < s->n_sizes; i++) n[i] = (double)s->size[i].n;
    for (size_t i = 0; i < s->n_sizes; i++) ns[i] = s->size[i].yours_ns;
    return stats_exponent(n, ns, s->n_sizes);
}

/* How long a round of yours will take, from the sizes so far. Unknown is no time. */
static double lap_s_expected(const struct pair *p, const struct series *s)
{
    const struct report_speed *speed = p->r->speed;
    if (speed->n_sizes == 0) return 0;
    const struct report_size *last = &speed->size[speed->n_sizes - 1];
    double grows = fmax(1, exponent(speed)); /* fmax takes the 1 where there is none */
    return last->yours_ns * pow((double)s->n / (double)last->n, grows) * (double)s->calls[YOURS] /
           1e9;
}

static void measure_all_rungs(struct pair *p, size_t n)
{
    struct series *s = begin(p, n);
    double expected = lap_s_expected(p, s);
    if (expected > MOST_LAP_SECONDS) {
        char count[32];
        p->r->speed->left_out =
            arena_printf(p->a, "n = %s is left out: a round of yours would take about %.0f seconds",
                         text_count(count, n), expected);
        return;
    }
    struct speed_judgement judged = run_window(p, s);
    if (rungs_well(&p->rungs)) add_size(p, s, &judged);
}

static void measure_yours(struct pair *p, size_t n)
{
    struct series *s = begin(p, n);
    lay_out(p, s, (const bool[RUNGS]){[YOURS] = true});
    double ns[GROWTH_LAPS];
    for (size_t i = 0; i < GROWTH_LAPS; i++) p->seed++, ns[i] = lap(p, YOURS, s);
    if (!rungs_well(&p->rungs)) return;
    struct report_size *z = add_size(p, s, NULL);
    z->yours_ns = stats_median(ns, GROWTH_LAPS);
}

static void measure_size(struct pair *p, size_t i)
{
    const struct rungs_workload *w = &p->rungs.workload;
    bool below = i + 1 < w->n_sizes && w->size[i + 1] == w->graded;
    bool up_to_next = i == 0 || w->size[i - 1] <= w->graded;
    if (w->size[i] == w->graded)
        add_size(p, p->graded, &p->judged);
    else if (p->o->sizes == PAIR_ALL || (p->o->sizes == PAIR_NEAR && up_to_next))
        measure_all_rungs(p, w->size[i]);
    else if (p->o->sizes == PAIR_GRADED && below)
        measure_yours(p, w->size[i]);
}

static void measure_others(struct pair *p)
{
    struct report_speed *s = p->r->speed;
    s->every_rung = p->o->sizes != PAIR_GRADED;
    s->size = arena_take(p->a, RUNGS_MOST_SIZES, sizeof *s->size);
    for (size_t i = 0; i < p->rungs.workload.n_sizes && rungs_well(&p->rungs); i++)
        measure_size(p, i);
    s->growth = exponent(s);
    for (size_t i = 0; i < s->n_sizes; i++) {
        const struct report_size *z = &s->size[i];
        if (!z->graded) continue;
        s->of_limit = z->limit_ns / z->yours_ns;
        s->limit = z->limit;
    }
}

/* ---- the verdict ---- */

static void add_wrong(struct pair *p)
{
    p->r->test[p->r->n_tests++] = (struct report_test){
        .max_points = p->o->manifest->band[0].points,
        .group = arena_copy(p->a, "speed"),
        .name = arena_copy(p->a, "every_timed_round_is_right"),
        .status = TEST_FAIL,
        .message = arena_printf(p->a, "%s (SEED=%llu repeats these rounds)", p->rungs.wrong,
                                (unsigned long long)p->o->seed),
        .output = arena_copy(p->a, "")};
}

static void set_band(struct report_speed *s, const struct manifest *m, size_t i, struct arena *a)
{
    s->band = arena_copy(a, m->band[i].name);
    s->points = m->band[i].points;
    if (i == 0) return;
    s->next_band = arena_copy(a, m->band[i - 1].name);
    s->next_from = m->band[i - 1].from;
}

static char *why_not(const struct pair *p, const struct report_speed *s)
{
    if (s->fast > BELIEVABLE) /* NaN without a fast.c */
        return arena_printf(p->a,
                            "%.0f times as fast as reference/%s/fast.c, the fastest way known: "
                            "worth a look by whoever grades, and no points by itself",
                            s->fast, p->o->manifest->exercise);
    if (p->judged.state != SPEED_UNSURE) return NULL;
    struct noise after = noise_now(confine_quiet_cpu());
    const char *noise = noise_between(&p->before, &after, p->a);
    return arena_printf(p->a, "%s%s%s; TIME=2 measures ten times as long",
                        speed_why_unsure(&p->judged, p->a), noise ? ": " : "", noise ? noise : "");
}

static void add_speed(struct pair *p)
{
    struct report_speed *s = p->r->speed = arena_take(p->a, 1, sizeof *s);
    const struct manifest *m = p->o->manifest;
    s->reference = arena_copy(p->a, rung_name[p->reference]);
    s->unit = arena_copy(p->a, p->rungs.workload.unit);
    s->single_precision = p->rungs.workload.single_precision;
    s->cpu = p->limits_known ? p->limits.cpu : NULL;
    s->vs_reference = p->judged.ratio;
    memcpy(s->interval, p->judged.interval, sizeof s->interval);
    s->plain = ratio(p->graded, PLAIN);
    s->blas = ratio(p->graded, BLAS);
    s->fast = ratio(p->graded, FAST);
    s->of_limit = NAN;
    s->limit = arena_copy(p->a, "none");
    s->growth_expected = m->growth.exponent;
    s->growth_says = arena_copy(p->a, m->growth.says);
    s->why_not = why_not(p, s);
    s->conclusive = !s->why_not;
    s->max_points = m->band[0].points;
    if (!(s->fast > BELIEVABLE)) set_band(s, m, p->judged.band, p->a);
}

static size_t reference_of(const struct rungs *g)
{
    return g->rung[BLAS].exists ? BLAS : g->rung[FAST].exists ? FAST : PLAIN;
}

const char *pair_measure(struct report *r, const struct pair_options *o, struct arena *a)
{
    struct pair *p = arena_take(a, 1, sizeof *p);
    *p = (struct pair){.o = o, .r = r, .a = a, .seed = o->seed * 1000003 + 1000};
    p->rungs = (struct rungs){.kit = o->kit,
                              .manifest = o->manifest,
                              .answer = o->answer,
                              .with_blas = o->with_blas,
                              .a = a};
    p->limits_known = !limits_of_machine(&p->limits, o->kit, false, a);
    rungs_start(&p->rungs);
    p->reference = reference_of(&p->rungs);
    if (rungs_well(&p->rungs)) measure_graded(p);
    if (rungs_well(&p->rungs)) add_speed(p);
    if (rungs_well(&p->rungs)) measure_others(p);
    rungs_stop(&p->rungs);
    if (!rungs_well(&p->rungs)) r->speed = NULL; /* what came before is not the whole of it */
    if (p->rungs.wrong && !p->rungs.fault) add_wrong(p);
    return p->rungs.fault;
}
