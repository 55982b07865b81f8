/* When there have been enough rounds, and what the report then says: on rungs that take as long as
 * a test wants, by a clock that goes as they do. What this file defines takes the place of rungs.c,
 * of the clock and of the machine. */
#include "grader/pair.h"

#include <math.h>
#include <poll.h>
#include <string.h>

#include "grader/limits.h"
#include "grader/noise.h"
#include "grader/rungs.h"
#include "harness/rng.h"
#include "tests/unit/unit.h"

const char *const rung_name[RUNGS] = {"yours", "plain", "blas", "fast"};

/* ---- rungs by arithmetic ---- */

enum { IDLE_NS = 20000, PLAIN_NS_EACH = 4, OVERHEAD_NS = 300000 };

static struct {
    double speed, noise; /* of yours beside fast; of a lap */
    double later;        /* its speed after the first window; 0: the same */
    double power;        /* yours takes n^power */
    double odd;          /* every other stretch of rounds of yours is so much faster */
    size_t wrong_at;     /* a lap of yours that is wrong; 0: none */
    bool fast;           /* is there a fast.c? */
    size_t laps, yours, windows, sizes[RUNGS], calls[RUNGS];
    size_t largest; /* that yours was asked for */
    double now_ms;
    uint64_t last_seed;
    size_t repeats; /* laps of yours with inputs that it may have seen */
    struct ml_rng rng;
} the;

static void reset(void)
{
    memset(&the, 0, sizeof the);
    the.speed = 1, the.noise = 0.002, the.power = 1, the.fast = true;
    the.rng = rng_seeded(1);
}

bool rungs_well(const struct rungs *g)
{
    return !g->fault && !g->wrong;
}

void rungs_start(struct rungs *g)
{
    g->rung[YOURS].exists = g->rung[PLAIN].exists = true;
    g->rung[FAST].exists = the.fast;
    g->workload = (struct rungs_workload){.graded = 1000,
                                          .n_sizes = 4,
                                          .size = {100, 1000, 10000, 100000},
                                          .unit = "item",
                                          .bytes_per_n = 8,
                                          .flops_per_n = 2};
}

void rungs_stop(struct rungs *g)
{
    (void)g;
}

void rungs_size(struct rungs *g, size_t which, size_t n, size_t calls)
{
    (void)g;
    the.sizes[which] = n, the.calls[which] = calls;
    if (which == YOURS && n > the.largest) the.largest = n;
}

double rungs_lap(struct rungs *g, size_t which, uint64_t seed, enum lap_kind kind)
{
    double n = (double)the.sizes[which], each = PLAIN_NS_EACH, speed = the.speed;
    if (the.later > 0 && the.windows > 0) speed = the.later;
    if (which == FAST) each /= 4;
    if (which == YOURS) {
        the.yours++;
        the.repeats += seed <= the.last_seed;
        the.last_seed = seed;
        if (the.odd > 0 && seed / 16 % 2) speed *= the.odd;
        each /= 4 * speed;
        each *= pow(n / 1000, the.power - 1);
    }
    if (which == YOURS && the.yours == the.wrong_at) g->wrong = "call 3: wrong";
    double ns = IDLE_NS;
    if (kind == LAP_CALL) ns += each * n * (double)the.calls[which];
    ns *= 1 + the.noise * ml_rng_normal(&the.rng);
    the.laps++;
    the.now_ms += (ns + OVERHEAD_NS) / 1e6;
    return ns;
}

void rungs_end(struct rungs *g)
{
    (void)g;
}

double clock_ms(void)
{
    return the.now_ms;
}

int poll(struct pollfd *fds, nfds_t n, int ms) /* the moment between two windows */
{
    (void)fds, (void)n;
    the.windows++;
    the.now_ms += ms;
    return 0;
}

const char *limits_measure(struct limits *l, int cpu, struct arena *a)
{
    (void)cpu, (void)a;
    for (size_t i = 0; i < l->n_levels; i++) l->level[i].read_gb_s = 16;
    l->fma_gflops_f32 = 80, l->fma_gflops_f64 = 40;
    return NULL;
}

/* ---- what is measured ---- */

static const struct manifest manifest = {
    .exercise = "mean",
    .n_bands = 3,
    .band = {{"reference class", 0.6, 10}, {"solid", 0.2, 8}, {"slow", 0, 4}},
    .growth = {1, "n"}};
static struct arena arena;
static struct report_test tests[1];

static struct report measured(enum pair_sizes sizes, double budget_ms)
{
    arena_free(&arena);
    arena = (struct arena){0};
    struct report r = {.exercise = "mean", .test = tests};
    const struct kit nowhere = {.root = "/nowhere", .build = "/nowhere"};
    struct pair_options o = {
        .kit = &nowhere, .manifest = &manifest, .sizes = sizes, .budget_ms = budget_ms};
    ck_assert_ptr_null(pair_measure(&r, &o, &arena));
    return r;
}

static struct report_speed graded(void)
{
    struct report r = measured(PAIR_GRADED, PAIR_BUDGET_MS);
    ck_assert_ptr_nonnull(r.speed);
    return *r.speed;
}

START_TEST(the_ratio_is_the_references_time_by_yours)
{
    static const double speeds[] = {0.05, 0.5, 1, 2};
    static const char *const bands[] = {"slow", "solid", "reference class", "reference class"};
    for (size_t i = 0; i < 4; i++) {
        reset();
        the.speed = speeds[i];
        struct report_speed s = graded();
        ck_assert(s.conclusive);
        ck_assert_double_eq_tol(s.vs_reference, speeds[i], 0.01 * speeds[i]);
        ck_assert_double_eq_tol(s.plain, 4 * speeds[i], 0.05 * speeds[i]);
        ck_assert_str_eq(s.band, bands[i]);
        ck_assert_str_eq(s.reference, "fast");
        ck_assert(isnan(s.blas));
    }
}
END_TEST

START_TEST(a_precise_figure_takes_half_the_budget_and_a_noisy_one_all)
{
    reset();
    graded();
    double calm = the.now_ms;
    reset();
    the.noise = 0.2;
    graded();
    ck_assert_double_lt(calm, 0.75 * the.now_ms);
    ck_assert_double_ge(calm, PAIR_BUDGET_MS / 2);
    ck_assert_double_ge(the.now_ms, PAIR_BUDGET_MS);
    ck_assert_uint_eq(the.windows, 0);
}
END_TEST

/* The seeds of yours only rise: what counts over all laps (a sampler's distribution) counts each
 * input once. */
START_TEST(no_inputs_come_twice)
{
    reset();
    the.speed = 0.6, the.noise = 0.15; /* two windows */
    measured(PAIR_ALL, PAIR_BUDGET_MS);
    ck_assert_uint_gt(the.yours, 100);
    ck_assert_uint_eq(the.repeats, 0);
}
END_TEST

START_TEST(the_budget_is_what_is_asked_for)
{
    reset();
    the.noise = 0.2;
    measured(PAIR_GRADED, 2000);
    ck_assert_double_ge(the.now_ms, 2000);
    ck_assert_double_lt(the.now_ms, 2500);
}
END_TEST

/* 0.6 begins the reference class. */
START_TEST(on_the_edge_of_a_band_a_second_window_follows_then_the_faster_band)
{
    reset();
    the.speed = 0.6, the.noise = 0.15;
    struct report_speed s = graded();
    ck_assert_uint_eq(the.windows, 1);
    ck_assert(s.conclusive);
    ck_assert_str_eq(s.band, "reference class");
    ck_assert_double_eq(s.points, 10);
}
END_TEST

START_TEST(a_speed_that_changes_between_windows_is_inconclusive_and_says_so)
{
    reset();
    the.speed = 0.6, the.later = 0.3;
    struct report_speed s = graded();
    ck_assert_uint_eq(the.windows, 1);
    ck_assert(!s.conclusive);
    ck_assert_ptr_nonnull(strstr(s.why_not, "the ratio drifted from 0.60 to 0.30"));
    ck_assert_ptr_nonnull(strstr(s.why_not, "TIME=2"));
}
END_TEST

START_TEST(two_modes_further_apart_than_a_band_are_inconclusive)
{
    reset();
    the.speed = 0.5, the.odd = 1.7;
    struct report_speed s = graded();
    ck_assert(!s.conclusive);
    ck_assert_ptr_nonnull(strstr(s.why_not, "jumped to and fro between"));
}
END_TEST

START_TEST(what_beats_the_fastest_way_known_by_far_gets_no_band)
{
    reset();
    the.speed = 3.5;
    struct report_speed s = graded();
    ck_assert(!s.conclusive && !s.band && s.points == 0);
    ck_assert_ptr_nonnull(strstr(s.why_not, "times as fast as reference/mean/fast.c"));
}
END_TEST

START_TEST(without_a_faster_one_plain_is_the_reference)
{
    reset();
    the.fast = false;
    the.speed = 0.25;
    struct report_speed s = graded();
    ck_assert_str_eq(s.reference, "plain");
    ck_assert_double_eq_tol(s.vs_reference, 1, 0.01);
}
END_TEST

START_TEST(a_very_slow_answer_is_measured_once_and_is_slow)
{
    reset();
    the.speed = 1e-4; /* a lap of one second and more */
    struct report_speed s = graded();
    ck_assert(s.conclusive);
    ck_assert_str_eq(s.band, "slow");
    ck_assert_double_lt(the.now_ms, 20000);
}
END_TEST

START_TEST(it_grows_as_it_grows)
{
    static const double powers[] = {1, 1.5, 2};
    for (size_t i = 0; i < 3; i++) {
        reset();
        the.power = powers[i];
        struct report_speed s = graded();
        ck_assert_double_eq_tol(s.growth, powers[i], 0.03);
        ck_assert_uint_eq(s.n_sizes, 2);
        ck_assert_uint_eq(s.size[0].n, 100);
        ck_assert(isnan(s.size[0].plain_ns) && !s.every_rung);
        ck_assert(s.size[1].graded);
    }
}
END_TEST

START_TEST(a_bench_has_every_rung_at_every_size_asked_for)
{
    static const struct {
        enum pair_sizes asked;
        size_t n;
    } row[] = {{PAIR_NEAR, 3}, {PAIR_ALL, 4}};
    for (size_t i = 0; i < 2; i++) {
        reset();
        struct report r = measured(row[i].asked, PAIR_BUDGET_MS);
        ck_assert_uint_eq(r.speed->n_sizes, row[i].n);
        ck_assert(r.speed->every_rung);
        for (size_t z = 0; z < row[i].n; z++) {
            const struct report_size *size = &r.speed->size[z];
            double n = (double)size->n;
            ck_assert_double_eq_tol(size->plain_ns, PLAIN_NS_EACH * n, 0.05 * n);
            ck_assert_double_eq_tol(size->vs_reference, 1, 0.02);
        }
    }
}
END_TEST

/* 8 bytes at 16 GB/s are half a nanosecond; 2 operations at 40 GFLOP/s a tenth of that. */
START_TEST(the_limit_is_that_of_the_machine)
{
    reset();
    struct report_speed s = graded();
    ck_assert_str_eq(s.limit, "memory");
    ck_assert_double_eq_tol(s.size[1].limit_ns, 500, 1e-9);
    ck_assert_double_eq_tol(s.of_limit, 0.5, 0.01);
    ck_assert_ptr_nonnull(s.cpu);
}
END_TEST

START_TEST(a_size_that_would_take_too_long_is_left_out_and_said)
{
    reset();
    the.power = 3.3;
    struct report r = measured(PAIR_ALL, PAIR_BUDGET_MS);
    ck_assert_uint_eq(r.speed->n_sizes, 3);
    ck_assert_uint_eq(the.largest, 10000);
    ck_assert_ptr_nonnull(strstr(r.speed->left_out, "n = 100,000 is left out"));
}
END_TEST

START_TEST(a_wrong_round_is_a_failed_test_whatever_its_size)
{
    static const size_t laps[] = {1, 5, 0};
    for (size_t i = 0; i < 3; i++) {
        reset();
        if (i == 2) { /* the last one: of the second size */
            graded();
            size_t last = the.yours;
            reset();
            the.wrong_at = last;
        } else
            the.wrong_at = laps[i];
        struct report r = measured(PAIR_GRADED, PAIR_BUDGET_MS);
        ck_assert_ptr_null(r.speed);
        ck_assert_uint_eq(r.n_tests, 1);
        ck_assert_str_eq(tests[0].name, "every_timed_round_is_right");
        ck_assert_ptr_nonnull(strstr(tests[0].message, "call 3: wrong"));
    }
}
END_TEST

int main(void)
{
    return UNIT_RUN("pair", the_ratio_is_the_references_time_by_yours,
                    a_precise_figure_takes_half_the_budget_and_a_noisy_one_all,
                    no_inputs_come_twice, the_budget_is_what_is_asked_for,
                    on_the_edge_of_a_band_a_second_window_follows_then_the_faster_band,
                    a_speed_that_changes_between_windows_is_inconclusive_and_says_so,
                    two_modes_further_apart_than_a_band_are_inconclusive,
                    what_beats_the_fastest_way_known_by_far_gets_no_band,
                    without_a_faster_one_plain_is_the_reference,
                    a_very_slow_answer_is_measured_once_and_is_slow, it_grows_as_it_grows,
                    a_bench_has_every_rung_at_every_size_asked_for,
                    the_limit_is_that_of_the_machine,
                    a_size_that_would_take_too_long_is_left_out_and_said,
                    a_wrong_round_is_a_failed_test_whatever_its_size);
}
