#include "grader/stats.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "harness/rng.h"
#include "tests/unit/unit.h"

#define MEDIAN(...)                                                                                \
    stats_median((double[]){__VA_ARGS__}, sizeof((double[]){__VA_ARGS__}) / sizeof(double))

START_TEST(the_median_is_the_middle_or_the_mean_of_the_two)
{
    ck_assert(isnan(stats_median(NULL, 0)));
    ck_assert_double_eq(MEDIAN(7), 7);
    ck_assert_double_eq(MEDIAN(9, 1), 5);
    ck_assert_double_eq(MEDIAN(3, -1, 2), 2);
    ck_assert_double_eq(MEDIAN(4, 1, 3, 2), 2.5);
    ck_assert_double_eq(MEDIAN(INFINITY, 1, 2), 2);
}
END_TEST

/* Which of 1 .. n the interval reaches to. */
static void interval_of(size_t n, double interval[2])
{
    static double x[5000];
    for (size_t i = 0; i < n; i++) x[i] = (double)(n - i);
    stats_median_interval(x, n, interval);
}

/* Tables of the sign test: of 100 values the 40th and the 61st, of 10 the second and the ninth. */
START_TEST(the_interval_is_that_of_the_sign_test)
{
    static const struct {
        size_t n;
        double low, high;
    } table[] = {{1, 1, 1},  {5, 1, 5},   {6, 1, 6},    {8, 1, 8},    {9, 2, 8},
                 {10, 2, 9}, {25, 8, 18}, {50, 18, 33}, {100, 40, 61}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        double interval[2];
        interval_of(table[i].n, interval);
        ck_assert_double_eq(interval[0], table[i].low);
        ck_assert_double_eq(interval[1], table[i].high);
    }
}
END_TEST

/* From the k-th least to the k-th greatest value: the largest k for which
 * 2 P(Binomial(n, 1/2) < k) <= 5 %. */
START_TEST(the_interval_is_the_narrowest_that_holds_95_percent)
{
    for (size_t n = 6; n <= 5000; n += n < 300 ? 1 : 47) {
        double interval[2];
        interval_of(n, interval);
        unsigned k = (unsigned)interval[0];
        ck_assert_double_eq(interval[1], (double)(n + 1 - k));
        ck_assert_double_le(2 * gsl_cdf_binomial_P(k - 1, 0.5, (unsigned)n), 0.05);
        ck_assert_double_gt(2 * gsl_cdf_binomial_P(k, 0.5, (unsigned)n), 0.05);
    }
}
END_TEST

START_TEST(nothing_has_no_interval)
{
    double interval[2] = {1, 1};
    stats_median_interval(NULL, 0, interval);
    ck_assert(isnan(interval[0]) && isnan(interval[1]));
}
END_TEST

/* The median of uniform values is 1/2. 95 % less five standard errors of 4,000 series: 93.3 %. */
START_TEST(the_interval_covers_the_median_as_often_as_it_says)
{
    struct ml_rng rng = rng_seeded(2);
    int covered = 0, series = 4000;
    for (int s = 0; s < series; s++) {
        double x[31], interval[2];
        for (int i = 0; i < 31; i++) x[i] = ml_rng_uniform(&rng);
        stats_median_interval(x, 31, interval);
        covered += interval[0] <= 0.5 && 0.5 <= interval[1];
    }
    ck_assert_int_ge(covered, series * 933 / 1000);
    ck_assert_int_lt(covered, series * 99 / 100);
}
END_TEST

int main(void)
{
    return UNIT_RUN("stats", the_median_is_the_middle_or_the_mean_of_the_two,
                    the_interval_is_that_of_the_sign_test,
                    the_interval_is_the_narrowest_that_holds_95_percent, nothing_has_no_interval,
                    the_interval_covers_the_median_as_often_as_it_says);
}
