#include "harness/chance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/rng.h"
#include "tests/unit/caught.h"

enum { N = 12, K = 4, TRIALS = 4000 };

START_TEST(counts_as_expected_pass)
{
    const uint64_t count[] = {1010, 985, 1005}, wide[] = {100, 300};
    ck_assert_fine(expect_chi2("cell", count, (double[]){1000, 1000, 1000}, 3, 2, 1));
    ck_assert_fine(expect_chi2("cell", wide, (double[]){110, 290}, 2, 1, 1));
}
END_TEST

START_TEST(the_furthest_cell_is_named_with_its_error)
{
    const uint64_t count[] = {1000, 1200, 800, 1010};
    ck_assert_said("cell 1   1200 times   expected 1000 ± 32\n"
                   "χ² = 80 on 3 degrees of freedom; one right answer in a million exceeds 31",
                   expect_chi2("cell", count, (double[]){1000, 1000, 1000, 1000}, 4, 3, 1));
}
END_TEST

START_TEST(a_scale_divides_the_statistic)
{
    const uint64_t count[] = {1000, 1200, 800, 1010};
    ck_assert_fine(expect_chi2("cell", count, (double[]){1000, 1000, 1000, 1000}, 4, 3, 4));
}
END_TEST

START_TEST(a_binomial_count_is_judged_at_both_ends)
{
    ck_assert_fine(expect_binomial("heads", 500, 1000, 0.5));
    ck_assert_fine(expect_binomial("heads", 575, 1000, 0.5));
    ck_assert_fine(expect_binomial("heads", 0, 10, 0.5));
    ck_assert_fine(expect_binomial("heads", 0, 1000, 0));
    ck_assert_str_ne(SAID(expect_binomial("heads", 580, 1000, 0.5)), "");
    ck_assert_str_ne(SAID(expect_binomial("heads", 420, 1000, 0.5)), "");
    ck_assert_str_ne(SAID(expect_binomial("heads", 1, 1000, 0)), "");
    ck_assert_said("heads   0 times in 40   expected 20.0 ± 3.2\n"
                   "fewer than one right answer in a million is this far off",
                   expect_binomial("heads", 0, 40, 0.5));
}
END_TEST

/* ---- samples ---- */

static struct ml_rng rng;
static uint64_t single[N], pair[N * N];

/* K of N, all equally likely: the first K of a shuffle. */
static void right_sample(size_t kept[K])
{
    size_t all[N];
    for (size_t i = 0; i < N; i++) all[i] = i;
    for (size_t i = 0; i < K; i++) {
        size_t j = i + ml_rng_below(&rng, N - i), item = all[j];
        all[j] = all[i];
        kept[i] = all[i] = item;
    }
}

/* Four neighbours on a ring: each item as likely as another, and pairs far from it. */
static void neighbours(size_t kept[K])
{
    size_t first = ml_rng_below(&rng, N);
    for (size_t i = 0; i < K; i++) kept[i] = (first + i) % N;
}

/* The last item never. */
static void without_the_last(size_t kept[K])
{
    do right_sample(kept);
    while (kept[0] == N - 1 || kept[1] == N - 1 || kept[2] == N - 1 || kept[3] == N - 1);
}

/* Every count is multiplied by `weight`, as if so many times the trials had come out so. */
static void count(void (*sample)(size_t *), size_t trials, uint64_t weight)
{
    memset(single, 0, sizeof single);
    memset(pair, 0, sizeof pair);
    for (size_t t = 0; t < trials; t++) {
        size_t kept[K];
        sample(kept);
        for (size_t i = 0; i < K; i++) {
            single[kept[i]] += weight;
            for (size_t j = 0; j < K; j++)
                if (kept[i] < kept[j]) pair[kept[i] * N + kept[j]] += weight;
        }
    }
}

START_TEST(a_right_sampler_passes)
{
    rng = rng_seeded(1);
    count(right_sample, TRIALS, 1);
    ck_assert_fine(expect_uniform_subset("item", single, N, K, TRIALS));
    ck_assert_fine(expect_uniform_pairs("items", pair, N, K, TRIALS));
}
END_TEST

START_TEST(an_item_that_is_never_kept_is_named)
{
    rng = rng_seeded(2);
    count(without_the_last, TRIALS, 1);
    const char *said = SAID(expect_uniform_subset("item", single, N, K, TRIALS));
    ck_assert_msg(strncmp(said, "item 11   0 times   expected 1333 ± ", 36) == 0, "%s", said);
}
END_TEST

START_TEST(wrong_pairs_fail_though_each_item_is_right)
{
    rng = rng_seeded(3);
    count(neighbours, TRIALS, 1);
    ck_assert_fine(expect_uniform_subset("item", single, N, K, TRIALS));
    ck_assert_str_ne(SAID(expect_uniform_pairs("items", pair, N, K, TRIALS)), "");
}
END_TEST

/* What single items explain is not counted again: here pairs are as those counts make them. */
START_TEST(pairs_are_blind_to_what_single_items_explain)
{
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) pair[i * N + j] = 500 + 10 * i + 10 * j;
    double mean = 500 + 10 * (N - 1); /* trials such that the mean pair count is this one */
    ck_assert_fine(
        expect_uniform_pairs("items", pair, N, K, (uint64_t)(mean * N * (N - 1) / (K * (K - 1)))));
}
END_TEST

/* chi-square as the failure's words have it. Counts times w under trials times w give w times the
 * statistic: a weight makes any sample fail, and gives three digits more. */
static double statistic(const char *said)
{
    const char *at = strstr(said, "χ² = ");
    ck_assert_msg(at != NULL, "it did not fail: %s", said);
    return strtod(at + strlen("χ² = "), NULL) / 1000;
}

/* Over 400 right samplers the mean of a chi-square on df degrees of freedom is df, within five
 * standard errors of sqrt(2 df / 400); its variance is 2 df, within five of about
 * 2 df sqrt(2 / 400). */
static void expect_chi_square(const double *x, double df)
{
    double mean = 0, variance = 0;
    for (int i = 0; i < 400; i++) mean += x[i] / 400;
    for (int i = 0; i < 400; i++) variance += (x[i] - mean) * (x[i] - mean) / 399;
    ck_assert_double_lt(fabs(mean - df), 5 * sqrt(2 * df / 400));
    ck_assert_double_lt(fabs(variance - 2 * df), 5 * 2 * df * sqrt(2.0 / 400) * 1.5);
}

START_TEST(right_samplers_give_a_chi_square_for_items_and_pairs)
{
    static double of_items[400], of_pairs[400];
    rng = rng_seeded(4);
    for (int i = 0; i < 400; i++) {
        count(right_sample, 500, 1000);
        of_items[i] = statistic(SAID(expect_uniform_subset("item", single, N, K, 500000)));
        of_pairs[i] = statistic(SAID(expect_uniform_pairs("items", pair, N, K, 500000)));
    }
    expect_chi_square(of_items, N - 1);
    expect_chi_square(of_pairs, N * (N - 3) / 2);
}
END_TEST

int main(void)
{
    return UNIT_RUN("chance", counts_as_expected_pass, the_furthest_cell_is_named_with_its_error,
                    a_scale_divides_the_statistic, a_binomial_count_is_judged_at_both_ends,
                    a_right_sampler_passes, an_item_that_is_never_kept_is_named,
                    wrong_pairs_fail_though_each_item_is_right,
                    pairs_are_blind_to_what_single_items_explain,
                    right_samplers_give_a_chi_square_for_items_and_pairs);
}
