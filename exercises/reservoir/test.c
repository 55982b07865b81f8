/* The suite of reservoir. Samples are sets: no test looks at the order of items, and none at how often or in what order the answer
 * draws, but for the one that hands it the draw that a modulo betrays itself by. */
#include "harness/suite.h"
#include "reservoir.h"

enum { N = 20, K = 5, MOST_K = 128 };

/* ---- what several tests do ---- */

static struct reservoir *asked_reservoir(void)
{
    return asked_bytes("r", sizeof(struct reservoir));
}

/* Pushes first, first + step, ...; n of them. Stops at a status that is not ML_OK and returns it. */
static int push_all(struct reservoir *r, size_t n, int64_t first, int64_t step, struct ml_rng *rng)
{
    int status = ML_OK;
    for (size_t i = 0; i < n && status == ML_OK; i++) status = reservoir_push(r, first + (int64_t)i * step, rng);
    return status;
}

static int sample(struct reservoir *r, int64_t *items, size_t k, size_t n, struct ml_rng *rng)
{
    int status = reservoir_init(r, items, k);
    return status == ML_OK ? push_all(r, n, 0, 1, rng) : status;
}

JUDGE static bool holds(const int64_t *items, size_t n, int64_t item)
{
    for (size_t i = 0; i < n; i++)
        if (items[i] == item) return true;
    return false;
}

/* Each kept item is one of 0 .. n-1, and none is there twice. */
JUDGE static void expect_distinct(const int64_t *items, size_t k, size_t n)
{
    for (size_t i = 0; i < k; i++) {
        expect_that(items[i] >= 0 && items[i] < (int64_t)n,
                    "items[%zu] = %lld is no item of the stream 0 .. %zu", i, (long long)items[i], n - 1);
        expect_that(!holds(items, i, items[i]), "items[%zu] = %lld is in the sample twice: each item can be kept once",
                    i, (long long)items[i]);
    }
}

JUDGE static void expect_same(const int64_t *items, const int64_t *again, size_t k, const char *why)
{
    for (size_t i = 0; i < k; i++)
        expect_that(items[i] == again[i], "items[%zu] is %lld the first time and %lld the second: %s", i,
                    (long long)items[i], (long long)again[i], why);
}

/* ---- basics ---- */

/* The README's example: k = 3, and the stream 10, 20, 30. */
TEST(basics, the_first_k_are_kept)
{
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", 3);
    struct ml_rng rng = *dice();
    note("k = 3, the stream 10 20 30");
    TRIAL(reservoir_init(r, items, 3); *trial_status = push_all(r, 3, 10, 10, &rng));
    expect_status(ML_OK);
    for (int64_t item = 10; item <= 30; item += 10)
        expect_that(holds(items, 3, item), "items = [%lld %lld %lld]   expected 10, 20 and 30 in any order",
                    (long long)items[0], (long long)items[1], (long long)items[2]);
}

TEST(basics, seen_counts_every_item)
{
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", 3);
    uint64_t *seen = asked_u64("seen", 3);
    struct ml_rng rng = *dice();
    note("k = 3; r->seen after 0, 2 and 1,000 items");
    TRIAL(reservoir_init(r, items, 3); seen[0] = r->seen; push_all(r, 2, 0, 1, &rng); seen[1] = r->seen;
          push_all(r, 998, 2, 1, &rng); seen[2] = r->seen);
    expect_u64(&seen[0], 0);
    expect_u64(&seen[1], 2);
    expect_u64(&seen[2], 1000);
}

TEST(basics, a_full_sample_goes_on_changing)
{
    size_t n = 4000;
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", K);
    struct ml_rng rng = *dice();
    note("k = %d, the stream 0 .. %zu", K, n - 1);
    TRIAL(*trial_status = sample(r, items, K, n, &rng));
    expect_status(ML_OK);
    bool all_early = true;
    for (size_t i = 0; i < K; i++) all_early = all_early && items[i] < K;
    expect_that(!all_early, "after 4,000 items the sample is still the first %d: later items must be able to take a place", K);
}

/* ---- edges ---- */

TEST(edges, a_stream_shorter_than_k_is_kept_whole)
{
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", K * K); /* row n: the places after a stream of n */
    uint64_t *seen = asked_u64("r->seen", K);
    struct ml_rng rng = *dice();
    note("k = %d, the stream 0 .. n-1, n = 0 .. %d", K, K - 1);
    TRIAL(for (size_t n = 0; n < K; n++) {
        *trial_status = sample(r, items + n * K, K, n, &rng);
        seen[n] = r->seen;
    });
    expect_status(ML_OK);
    for (size_t n = 0; n < K; n++) {
        const int64_t *row = items + n * K;
        expect_u64(&seen[n], n);
        for (size_t i = 0; i < n; i++)
            expect_that(holds(row, n, (int64_t)i), "n = %zu: item %zu should have been kept, there are places for %d", n, i, K);
        for (size_t i = n; i < K; i++)
            expect_that(row[i] == 0x7B7B7B7B7B7B7B7B, "n = %zu: items[%zu] was written, and only %zu items were pushed", n, i, n);
    }
}

TEST(edges, one_place_holds_one_of_the_stream)
{
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", 1);
    struct ml_rng rng = *dice();
    note("k = 1, the stream 0 .. 999");
    TRIAL(*trial_status = sample(r, items, 1, 1000, &rng));
    expect_status(ML_OK);
    expect_distinct(items, 1, 1000);
}

TEST(edges, no_item_is_kept_twice)
{
    size_t rounds = repeats(400);
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", rounds * K);
    struct ml_rng rng = *dice();
    note("k = %d, the stream 0 .. %d, %zu times", K, N - 1, rounds);
    TRIAL(for (size_t t = 0; t < rounds; t++) *trial_status = sample(r, items + t * K, K, N, &rng));
    for (size_t t = 0; t < rounds; t++) expect_distinct(items + t * K, K, N);
}

/* What an item looks like says nothing: equal ones, the largest and the smallest are items too. */
TEST(edges, any_value_is_an_item)
{
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", 2);
    struct ml_rng rng = *dice();
    note("k = 2, the stream INT64_MIN, INT64_MAX, then INT64_MAX 50 times");
    TRIAL(reservoir_init(r, items, 2); reservoir_push(r, INT64_MIN, &rng); reservoir_push(r, INT64_MAX, &rng));
    expect_that(holds(items, 2, INT64_MIN) && holds(items, 2, INT64_MAX), "INT64_MIN and INT64_MAX should both be kept");
    TRIAL(*trial_status = push_all(r, 50, INT64_MAX, 0, &rng));
    expect_status(ML_OK);
    expect_u64(&r->seen, 52);
    expect_that(holds(items, 2, INT64_MAX), "equal items are counted one by one: the stream was almost all INT64_MAX");
}

/* ---- contract ---- */

TEST(contract, a_k_of_zero_is_refused)
{
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", 1);
    note("k = 0");
    CALL(reservoir_init(r, items, 0));
    expect_status(ML_EINVAL);
    expect_untouched(r);
    expect_untouched(items);
}

TEST(contract, a_null_is_refused_by_init)
{
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", 3);
    int32_t *status = asked_i32("status", 2);
    note("k = 3; status[0] without r, status[1] without items");
    TRIAL(status[0] = reservoir_init(NULL, items, 3); status[1] = reservoir_init(r, NULL, 3));
    expect_i32(&status[0], ML_EINVAL);
    expect_i32(&status[1], ML_EINVAL);
    expect_untouched(r);
}

TEST(contract, a_null_is_refused_by_push)
{
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", 3);
    int32_t *status = asked_i32("status", 2);
    struct ml_rng rng = *dice();
    note("k = 3, after 4 items; status[0] without r, status[1] without rng");
    TRIAL(sample(r, items, 3, 4, &rng));
    TRIAL(status[0] = reservoir_push(NULL, 7, &rng); status[1] = reservoir_push(r, 7, NULL));
    expect_i32(&status[0], ML_EINVAL);
    expect_i32(&status[1], ML_EINVAL);
    expect_untouched(r);
    expect_untouched(items);
}

TEST(contract, init_leaves_items_alone)
{
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", 3);
    note("k = 3");
    CALL(reservoir_init(r, items, 3));
    expect_status(ML_OK);
    expect_untouched(items);
}

/* A used struct, started anew, behaves as a fresh one does: same seed, same stream, same sample. */
TEST(contract, init_forgets_the_stream_before)
{
    struct reservoir *fresh = asked_bytes("fresh", sizeof *fresh), *used = asked_bytes("used", sizeof *used);
    int64_t *items = asked_i64("items", K), *again = asked_i64("items of the used one", K);
    struct ml_rng seed = *dice(), rng = seed, other = rng_seeded(rng.s[0]);
    note("k = %d; `used` has sampled 1,000 items before this", K);
    TRIAL(sample(fresh, items, K, N, &rng); rng = seed; sample(used, again, K, 1000, &other);
          *trial_status = sample(used, again, K, N, &rng));
    expect_status(ML_OK);
    expect_u64(&used->seen, N);
    expect_same(items, again, K, "reservoir_init must start the stream anew, whatever the struct held");
}

TEST(contract, the_same_seed_gives_the_same_sample)
{
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", 2 * K);
    struct ml_rng rng = *dice();
    note("k = %d, the stream 0 .. 499, twice with the same seed", K);
    TRIAL(struct ml_rng first = rng; sample(r, items, K, 500, &first); struct ml_rng second = rng;
          sample(r, items + K, K, 500, &second));
    expect_same(items, items + K, K, "all chance must come from rng");
}

TEST(contract, another_seed_gives_another_sample)
{
    enum { SEEDS = 32 };
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", SEEDS * K);
    struct ml_rng *roots = dice();
    uint64_t root = ml_rng_u64(roots), *draws = asked_u64("draws", SEEDS);
    note("k = %d, the stream 0 .. 499, with %d seeds", K, SEEDS);
    TRIAL(for (size_t s = 0; s < SEEDS; s++) {
        struct ml_rng rng = rng_seeded(root + s);
        sample(r, items + s * K, K, 500, &rng);
        draws[s] = rng.draws;
    });
    size_t same = 0;
    for (size_t s = 1; s < SEEDS; s++) same += memcmp(items, items + s * K, K * sizeof *items) == 0;
    /* two right samples of 5 out of 500 agree once in 3e13 */
    expect_that(same == 0, "%zu of %d other seeds gave the very sample of the first: is the chance drawn from rng?", same, SEEDS - 1);
    for (size_t s = 0; s < SEEDS; s++)
        expect_that(draws[s] > 0, "nothing was drawn from rng: all chance must come from it");
}

TEST(contract, two_samplers_do_not_disturb_each_other)
{
    struct reservoir *r = asked_reservoir(), *other = asked_bytes("other", sizeof *other);
    int64_t *items = asked_i64("items", K), *again = asked_i64("items", K), *others = asked_i64("other_items", 3);
    struct ml_rng rng = *dice(), apart = rng_seeded(rng.s[1]);
    note("k = %d and 3, pushed in turn", K);
    TRIAL(struct ml_rng alone = rng; sample(r, items, K, 300, &alone); struct ml_rng mine = rng;
          reservoir_init(r, again, K); reservoir_init(other, others, 3);
          for (int64_t i = 0; i < 300; i++) {
              reservoir_push(r, i, &mine);
              reservoir_push(other, -i, &apart);
          });
    expect_same(items, again, K, "a second live sampler changed it; keep the state in *r, not in statics");
}

/* ---- chance ---- */

TEST(chance, every_position_is_equally_likely)
{
    size_t rounds = repeats(5000);
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", rounds * K);
    uint64_t count[N] = {0};
    struct ml_rng rng = *dice();
    note("k = %d, the stream 0 .. %d, %zu times", K, N - 1, rounds);
    TRIAL(for (size_t t = 0; t < rounds; t++) sample(r, items + t * K, K, N, &rng));
    for (size_t i = 0; i < rounds * K; i++)
        if (items[i] >= 0 && items[i] < N) count[items[i]]++;
    expect_uniform_subset("position", count, N, K, rounds);
}

TEST(chance, every_pair_is_equally_likely)
{
    size_t rounds = repeats(5000);
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", rounds * K);
    static uint64_t together[N * N];
    struct ml_rng rng = *dice();
    note("k = %d, the stream 0 .. %d, %zu times", K, N - 1, rounds);
    TRIAL(for (size_t t = 0; t < rounds; t++) sample(r, items + t * K, K, N, &rng));
    memset(together, 0, sizeof together);
    for (size_t t = 0; t < rounds; t++)
        for (size_t i = 0; i < K; i++)
            for (size_t j = 0; j < K; j++) {
                int64_t a = items[t * K + i], b = items[t * K + j];
                if (a >= 0 && a < b && b < N) together[a * N + b]++;
            }
    expect_uniform_pairs("positions", together, N, K, rounds);
}

/* Twenty stretches of a longer stream, each as likely as another: an error that grows or fades along the stream shows here. */
TEST(chance, early_and_late_items_are_equally_likely)
{
    enum { LENGTH = 1500, SIZE = 60, BINS = 20, EACH = LENGTH / BINS };
    size_t rounds = repeats(80);
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", rounds * SIZE);
    uint64_t count[BINS] = {0};
    double expected[BINS];
    struct ml_rng rng = *dice();
    note("k = %d, the stream 0 .. %d, %zu times", SIZE, LENGTH - 1, rounds);
    TRIAL(for (size_t t = 0; t < rounds; t++) sample(r, items + t * SIZE, SIZE, LENGTH, &rng));
    for (size_t i = 0; i < rounds * SIZE; i++)
        if (items[i] >= 0 && items[i] < LENGTH) count[items[i] / EACH]++;
    for (size_t b = 0; b < BINS; b++) expected[b] = (double)rounds * SIZE / BINS;
    /* a stretch's count in one sample is hypergeometric; the scale is as for single items: (1 - k/n) n / (n - 1) */
    double n = LENGTH, scale = (1 - SIZE / n) * n / (n - 1);
    expect_chi2("stretch of 75 items, number", count, expected, BINS, BINS - 1, scale);
}

/* 2^64 is no multiple of n, so x % n favours the small remainders, by too little for any count to show. But an unbiased method
 * never turns the last value, 2^64 - 1, into its remainder: it draws again, or spreads the values another way. So hand the
 * answer a generator whose next value that is, when a full sample meets its next item, and see which place goes. Narrower
 * draws (the low or high 16, 31, 32 or 63 bits, all ones too) are looked at alike. One match is chance; a match for every
 * one of 12 lengths is not: each has probability below 1/10. */
static void next_draw_is_all_ones(struct ml_rng *r)
{
    /* xoshiro256++ gives rotl(s0 + s3, 23) + s0: with s0 = 0 and s3 all ones that is all ones */
    *r = (struct ml_rng){.s = {0, 0x9E3779B97F4A7C15u, 0xD1B54A32D192ED03u, ~UINT64_C(0)}};
}

JUDGE static size_t place_of(const int64_t *items, size_t k, int64_t item)
{
    for (size_t i = 0; i < k; i++)
        if (items[i] == item) return i;
    return k;
}

TEST(chance, no_place_gains_from_a_remainder)
{
    static const size_t sizes[] = {10, 12, 13, 17, 18, 20, 21, 22, 24, 28, 33, 36};
    static const int bits[] = {64, 63, 53, 32, 31, 16, 15};
    enum { SIZES = sizeof sizes / sizeof *sizes, WIDTHS = sizeof bits / sizeof *bits };
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", SIZES * 40);
    uint64_t *drawn = asked_u64("draws", SIZES);
    struct ml_rng fill = *dice();
    note("a full sample meets its next item, and the generator's next value is 2^64 - 1");
    TRIAL(for (size_t s = 0; s < SIZES; s++) {
        struct ml_rng crafted;
        next_draw_is_all_ones(&crafted);
        reservoir_init(r, items + s * 40, sizes[s]);
        push_all(r, sizes[s], 0, 1, &fill);
        reservoir_push(r, 1000, &crafted);
        drawn[s] = crafted.draws;
    });
    for (size_t w = 0; w < WIDTHS; w++) {
        size_t matches = 0;
        for (size_t s = 0; s < SIZES; s++) {
            size_t n = sizes[s] + 1, remainder = (size_t)((~UINT64_C(0) >> (64 - bits[w])) % n);
            matches += drawn[s] == 1 && place_of(items + s * 40, sizes[s], 1000) == remainder;
        }
        expect_that(matches < SIZES,
                    "for each of %d lengths n the draw 2^%d - 1 became its remainder by n: 2^%d is no multiple of n, so small\n"
                    "remainders come up more often than large ones. ml_rng_below(rng, n) has no such bias",
                    SIZES, bits[w], bits[w]);
    }
}

/* ---- memory ---- */

TEST(memory, memory_does_not_grow_with_the_stream)
{
    size_t n = repeats(50000);
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", MOST_K);
    struct ml_rng rng = *dice();
    note("k = %d, the stream 0 .. %zu", MOST_K, n - 1);
    TRIAL(*trial_status = sample(r, items, MOST_K, n, &rng));
    expect_status(ML_OK);
    /* the contract allows none; a buffer of the size of the sample, or a fixed one, is not what this test is about */
    expect_peak(16 * MOST_K * sizeof(int64_t));
    expect_no_leak();
    expect_distinct(items, MOST_K, n);
}
