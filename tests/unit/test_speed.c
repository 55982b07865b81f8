/* What speed.c makes of series whose answer is known. The noise of a round is drawn around 1, as
 * the ratio of two nearly equal times has it: 1 % wide unless told otherwise. */
#include "grader/speed.h"

#include <math.h>
#include <string.h>

#include "harness/rng.h"
#include "tests/unit/unit.h"

enum { ROUNDS = 60, SERIES = 1000 };

static const struct manifest manifest = {
    .n_bands = 4,
    .band = {{"ahead", 1.5, 10}, {"reference class", 0.67, 8}, {"solid", 0.25, 6}, {"slow", 0, 3}}};

static struct ml_rng rng;
static double series[ROUNDS];

static double normal(void)
{
    double u = 1 - ml_rng_uniform(&rng), v = ml_rng_uniform(&rng);
    return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

static void steady(double at, double width)
{
    for (int i = 0; i < ROUNDS; i++) series[i] = at * (1 + width * normal());
}

static struct speed_judgement judged(void)
{
    return speed_judge(series, ROUNDS, &manifest);
}

START_TEST(a_steady_series_is_sure_and_near_its_middle)
{
    static const struct {
        double at;
        size_t band;
    } row[] = {{3, 0}, {1, 1}, {0.5, 2}, {0.1, 3}};
    rng = rng_seeded(1);
    for (size_t r = 0; r < sizeof row / sizeof *row; r++) {
        steady(row[r].at, 0.01);
        struct speed_judgement j = judged();
        ck_assert_int_eq(j.state, SPEED_SURE);
        ck_assert_uint_eq(j.band, row[r].band);
        ck_assert_double_eq_tol(j.ratio, row[r].at, 0.01 * row[r].at);
        ck_assert(j.interval[0] <= j.ratio && j.ratio <= j.interval[1]);
        ck_assert(speed_is_precise(&j));
    }
}
END_TEST

/* Independent rounds show a drift in one series of a thousand, two modes hardly ever. */
START_TEST(noise_is_seldom_taken_for_a_drift_or_for_modes)
{
    int drifts = 0, modes = 0;
    rng = rng_seeded(2);
    for (int s = 0; s < SERIES; s++) {
        steady(1, 0.1);
        struct speed_judgement j = judged();
        drifts += j.drifts, modes += j.two_modes;
    }
    ck_assert_int_le(drifts, 6);
    ck_assert_int_le(modes, 2);
}
END_TEST

/* Student's t with two degrees of freedom: no variance. */
START_TEST(heavy_tails_do_not_move_the_figure_or_make_modes)
{
    int modes = 0, off = 0;
    rng = rng_seeded(3);
    for (int s = 0; s < SERIES; s++) {
        for (int i = 0; i < ROUNDS; i++) {
            double a = normal(), b = normal();
            series[i] = 1 + 0.01 * normal() / sqrt((a * a + b * b) / 2);
        }
        struct speed_judgement j = judged();
        modes += j.two_modes;
        off += !(j.interval[0] <= 1 && 1 <= j.interval[1]);
        ck_assert_int_eq(j.state, SPEED_SURE);
    }
    ck_assert_int_le(modes, SERIES / 100);
    ck_assert_int_le(off, SERIES * 7 / 100);
}
END_TEST

START_TEST(one_outlier_in_twenty_changes_nothing)
{
    rng = rng_seeded(4);
    for (int s = 0; s < 100; s++) {
        steady(0.5, 0.01);
        struct speed_judgement clean = judged();
        for (int i = 0; i < ROUNDS; i += 20) series[i + s % 20] *= 5;
        struct speed_judgement j = judged();
        ck_assert_int_eq(j.state, SPEED_SURE);
        ck_assert_uint_eq(j.band, 2);
        ck_assert(!j.two_modes);
        ck_assert_double_eq_tol(j.ratio, clean.ratio, 0.005 * clean.ratio);
    }
}
END_TEST

START_TEST(a_drift_is_seen_and_the_interval_holds_both_ends)
{
    rng = rng_seeded(5);
    for (int s = 0; s < 100; s++) {
        for (int i = 0; i < ROUNDS; i++)
            series[i] = (0.4 + 0.1 * i / ROUNDS) * (1 + 0.01 * normal());
        struct speed_judgement j = judged();
        ck_assert(j.drifts && !speed_is_precise(&j));
        ck_assert_double_le(j.interval[0], 0.425);
        ck_assert_double_ge(j.interval[1], 0.475);
        ck_assert_int_eq(j.state, SPEED_SURE); /* both ends are solid */
    }
}
END_TEST

START_TEST(a_shift_half_way_is_a_drift)
{
    rng = rng_seeded(6);
    steady(0.5, 0.01);
    for (int i = ROUNDS / 2; i < ROUNDS; i++) series[i] *= 1.2;
    struct speed_judgement j = judged();
    ck_assert(j.drifts);
    ck_assert_double_le(j.interval[0], 0.505);
    ck_assert_double_ge(j.interval[1], 0.595);
}
END_TEST

/* A fifth of the rounds, or half, at another speed; in no order. */
START_TEST(two_modes_are_seen_and_the_interval_holds_both)
{
    rng = rng_seeded(7);
    for (int every = 2; every <= 5; every++) {
        steady(0.4, 0.01);
        for (int i = 0; i < ROUNDS; i++)
            if (ml_rng_below(&rng, (uint64_t)every) == 0) series[i] *= 1.3;
        struct speed_judgement j = judged();
        ck_assert(j.two_modes && !speed_is_precise(&j));
        ck_assert_double_le(j.interval[0], 0.405);
        ck_assert_double_ge(j.interval[1], 0.515);
        ck_assert_int_eq(j.state, SPEED_SURE); /* both are solid */
    }
}
END_TEST

START_TEST(modes_too_far_apart_for_one_band_are_unsure_and_said)
{
    struct arena a = {0};
    rng = rng_seeded(8);
    steady(0.5, 0.003);
    for (int i = 0; i < ROUNDS; i += 2) series[i] *= 1.6;
    struct speed_judgement j = judged();
    ck_assert_int_eq(j.state, SPEED_UNSURE);
    ck_assert_str_eq(speed_why_unsure(&j, &a), "the ratio jumped to and fro between 0.50 and 0.80");
    arena_free(&a);
}
END_TEST

START_TEST(a_drift_across_bands_is_said)
{
    struct arena a = {0};
    for (int i = 0; i < ROUNDS; i++) series[i] = i < ROUNDS / 2 ? 0.5 : 1;
    struct speed_judgement j = judged();
    ck_assert_int_eq(j.state, SPEED_UNSURE);
    ck_assert_str_eq(speed_why_unsure(&j, &a),
                     "the ratio drifted from 0.50 to 1.00 while it was measured");
    arena_free(&a);
}
END_TEST

/* 0.67 begins the reference class. */
START_TEST(an_interval_on_an_edge_is_decided_for_the_learner)
{
    rng = rng_seeded(9);
    steady(0.669, 0.03);
    struct speed_judgement j = judged();
    ck_assert_int_eq(j.state, SPEED_ON_EDGE);
    ck_assert_uint_eq(j.band, 1);
    ck_assert(!speed_is_precise(&j));
}
END_TEST

START_TEST(noise_wider_than_a_band_is_unsure)
{
    struct arena a = {0};
    rng = rng_seeded(10);
    for (int i = 0; i < ROUNDS; i++) series[i] = exp(3 * normal());
    struct speed_judgement j = judged();
    ck_assert_int_eq(j.state, SPEED_UNSURE);
    ck_assert(strstr(speed_why_unsure(&j, &a), "from round to round the ratio wandered between"));
    arena_free(&a);
}
END_TEST

START_TEST(few_rounds_are_taken_for_what_they_are)
{
    const double one[] = {0.01}, none[1] = {0};
    struct speed_judgement j = speed_judge(one, 1, &manifest);
    ck_assert_int_eq(j.state, SPEED_SURE);
    ck_assert_uint_eq(j.band, 3);
    j = speed_judge(none, 0, &manifest);
    ck_assert_int_eq(j.state, SPEED_UNSURE);
}
END_TEST

int main(void)
{
    return UNIT_RUN("speed", a_steady_series_is_sure_and_near_its_middle,
                    noise_is_seldom_taken_for_a_drift_or_for_modes,
                    heavy_tails_do_not_move_the_figure_or_make_modes,
                    one_outlier_in_twenty_changes_nothing,
                    a_drift_is_seen_and_the_interval_holds_both_ends, a_shift_half_way_is_a_drift,
                    two_modes_are_seen_and_the_interval_holds_both,
                    modes_too_far_apart_for_one_band_are_unsure_and_said,
                    a_drift_across_bands_is_said, an_interval_on_an_edge_is_decided_for_the_learner,
                    noise_wider_than_a_band_is_unsure, few_rounds_are_taken_for_what_they_are);
}
