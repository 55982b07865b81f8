/* Seeds are fixed: a bound that one right generator in a million misses is met, or missed, for
 * ever. */
#include "harness/rng.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "tests/unit/unit.h"

enum { DRAWS = 200000 };

/* What the authors' own code gives for the state 1, 2, 3, 4. */
START_TEST(the_sequence_is_that_of_xoshiro256_plus_plus)
{
    static const uint64_t want[] = {41943041,
                                    58720359,
                                    3588806011781223,
                                    3591011842654386,
                                    9228616714210784205u,
                                    9973669472204895162u,
                                    14011001112246962877u,
                                    12406186145184390807u,
                                    15849039046786891736u,
                                    10450023813501588000u};
    struct ml_rng rng = {.s = {1, 2, 3, 4}};
    for (int i = 0; i < 10; i++) ck_assert_uint_eq(ml_rng_u64(&rng), want[i]);
    ck_assert_uint_eq(rng.draws, 10);
}
END_TEST

START_TEST(a_seed_is_spread_by_splitmix64)
{
    static const uint64_t want[] = {6457827717110365317u, 3203168211198807973u,
                                    9817491932198370423u, 4593380528125082431u};
    struct ml_rng rng = rng_seeded(1234567);
    for (int i = 0; i < 4; i++) ck_assert_uint_eq(rng.s[i], want[i]);
    ck_assert_uint_eq(rng.draws, 0);
}
END_TEST

START_TEST(each_name_and_each_seed_has_dice_of_its_own)
{
    ck_assert_uint_eq(rng_seed_for(1, "a_claim"), rng_seed_for(1, "a_claim"));
    ck_assert_uint_ne(rng_seed_for(1, "a_claim"), rng_seed_for(2, "a_claim"));
    ck_assert_uint_ne(rng_seed_for(1, "a_claim"), rng_seed_for(1, "a_clain"));
    ck_assert_uint_ne(rng_seed_for(1, "ab"), rng_seed_for(1, "ba"));
}
END_TEST

START_TEST(below_stays_below_and_counts_its_calls)
{
    static const uint64_t bounds[] = {1, 2, 3, 7, UINT32_MAX, 1ull << 32, 3ull << 62, UINT64_MAX};
    struct ml_rng rng = rng_seeded(3);
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
        for (int k = 0; k < 1000; k++) ck_assert_uint_lt(ml_rng_below(&rng, bounds[i]), bounds[i]);
    ck_assert_uint_eq(ml_rng_below(&rng, 0), 0);
    ck_assert_uint_eq(rng.draws, 1000 * (sizeof bounds / sizeof *bounds) + 1);
}
END_TEST

/* P(chi-square on cells - 1 degrees of freedom >= this one). */
static double chance_of(const uint64_t *count, size_t cells)
{
    double chi2 = 0, expected = (double)DRAWS / (double)cells;
    for (size_t i = 0; i < cells; i++) chi2 += pow((double)count[i] - expected, 2) / expected;
    return gsl_cdf_chisq_Q(chi2, (double)cells - 1);
}

START_TEST(below_is_uniform)
{
    struct ml_rng rng = rng_seeded(4);
    for (size_t cells = 2; cells <= 64; cells++) {
        uint64_t count[64] = {0};
        for (int i = 0; i < DRAWS; i++) count[ml_rng_below(&rng, cells)]++;
        ck_assert_double_gt(chance_of(count, cells), 1e-6);
    }
}
END_TEST

/* Three quarters of 2^64: a remainder would hit the lowest third twice as often as the others. */
START_TEST(below_has_no_bias_for_huge_bounds)
{
    struct ml_rng rng = rng_seeded(5);
    uint64_t count[3] = {0};
    for (int i = 0; i < DRAWS; i++) count[ml_rng_below(&rng, 3ull << 62) >> 62]++;
    ck_assert_double_gt(chance_of(count, 3), 1e-6);
}
END_TEST

/* rotl(s0 + s3, 23) + s0 is 0 for s0 = s3 = 0, and all ones for s0 = 0 and s3 all ones. */
START_TEST(uniform_reaches_neither_0_nor_1)
{
    struct ml_rng least = {.s = {0, 1, 0, 0}}, most = {.s = {0, 1, 0, UINT64_MAX}};
    ck_assert_double_eq(ml_rng_uniform(&least), 0x1p-53);
    ck_assert_double_eq(ml_rng_uniform(&most), 1 - 0x1p-53);
}
END_TEST

START_TEST(uniform_is_uniform)
{
    struct ml_rng rng = rng_seeded(6);
    uint64_t count[100] = {0};
    for (int i = 0; i < DRAWS; i++) count[(size_t)(100 * ml_rng_uniform(&rng))]++;
    ck_assert_double_gt(chance_of(count, 100), 1e-6);
    ck_assert_uint_eq(rng.draws, DRAWS);
}
END_TEST

/* Into cells of equal probability by its own distribution function. */
START_TEST(normal_is_normal)
{
    struct ml_rng rng = rng_seeded(7);
    uint64_t count[100] = {0};
    for (int i = 0; i < DRAWS; i++)
        count[(size_t)(100 * gsl_cdf_ugaussian_P(ml_rng_normal(&rng)))]++;
    ck_assert_double_gt(chance_of(count, 100), 1e-6);
    ck_assert_uint_eq(rng.draws, DRAWS);
}
END_TEST

int main(void)
{
    return UNIT_RUN("rng", the_sequence_is_that_of_xoshiro256_plus_plus,
                    a_seed_is_spread_by_splitmix64, each_name_and_each_seed_has_dice_of_its_own,
                    below_stays_below_and_counts_its_calls, below_is_uniform,
                    below_has_no_bias_for_huge_bounds, uniform_reaches_neither_0_nor_1,
                    uniform_is_uniform, normal_is_normal);
}
