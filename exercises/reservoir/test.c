/* The suite of reservoir. Samples are sets: no test looks at the order of the items. Which draws
 * an answer makes is its own affair, too; one test hands it the two that a bare modulo shows
 * itself by. */
#include <inttypes.h>

#include "harness/suite.h"
#include "reservoir.h"

enum { N = 12, K = 4 };

static const int64_t never_written = 0x7B7B7B7B7B7B7B7B; /* GIVEN_POISON in every byte */

/* ---- what several tests do ---- */

static struct reservoir *asked_reservoir(void)
{
    return asked_bytes("r", sizeof(struct reservoir));
}

/* Pushes n items: first, first + step, ... Stops at a status that is not ML_OK and returns it. */
static int push_all(struct reservoir *r, size_t n, int64_t first, int64_t step, struct ml_rng *rng)
{
    int status = ML_OK;
    for (size_t i = 0; i < n && status == ML_OK; i++)
        status = reservoir_push(r, first + (int64_t)i * step, rng);
    return status;
}

/* From zeros: what init forgets to set shows in the one test that is about that. */
static int start(struct reservoir *r, int64_t *items, size_t k)
{
    memset(r, 0, sizeof *r);
    return reservoir_init(r, items, k);
}

/* The stream 0 .. n-1. */
static int sample(struct reservoir *r, int64_t *items, size_t k, size_t n, struct ml_rng *rng)
{
    int status = start(r, items, k);
    return status == ML_OK ? push_all(r, n, 0, 1, rng) : status;
}

/* One trial of many samples, one after another, with one generator. Row t of the result is sample
 * t; all are taken in the same k places, so that a step past them is seen. */
static const int64_t *many_samples(size_t rounds, size_t k, size_t n)
{
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", k), *kept = asked_i64("kept", rounds * k);
    struct ml_rng rng = *dice();
    note("k = %zu, the stream 0 .. %zu; %zu sample%s", k, n - 1, rounds, rounds > 1 ? "s" : "");
    TRIAL(for (size_t t = 0; t < rounds; t++) {
        memset(items, GIVEN_POISON, k * sizeof *items);
        *trial_status = sample(r, items, k, n, &rng);
        memcpy(kept + t * k, items, k * sizeof *items);
    });
    expect_status(ML_OK);
    return kept;
}

JUDGE static size_t place_of(const int64_t *items, size_t n, int64_t item)
{
    size_t i = 0;
    while (i < n && items[i] != item) i++;
    return i;
}

JUDGE static bool holds(const int64_t *items, size_t n, int64_t item)
{
    return place_of(items, n, item) < n;
}

JUDGE static void expect_of_stream(const int64_t *items, size_t i, size_t n)
{
    expect_that(items[i] >= 0 && items[i] < (int64_t)n,
                "items[%zu] = %" PRId64 " is no item of the stream 0 .. %zu", i, items[i], n - 1);
}

/* Each kept item is one of 0 .. n-1, and none is there twice. */
JUDGE static void expect_distinct(const int64_t *items, size_t k, size_t n)
{
    for (size_t i = 0; i < k; i++) {
        expect_of_stream(items, i, n);
        expect_that(!holds(items, i, items[i]),
                    "items[%zu] = %" PRId64 " is in the sample twice: each item can be kept once",
                    i, items[i]);
    }
}

JUDGE static void expect_same(const int64_t *items, const int64_t *again, size_t k, const char *why)
{
    for (size_t i = 0; i < k; i++) {
        expect_that(items[i] != never_written, "items[%zu] was never written", i);
        expect_that(items[i] == again[i],
                    "items[%zu] is %" PRId64 " the first time and %" PRId64 " the second: %s", i,
                    items[i], again[i], why);
    }
}

/* ---- basics ---- */

/* The README's example: k = 3, and the stream 10, 20, 30; then 110, 120, 130, and so on. */
TEST(basics, the_first_k_are_kept)
{
    enum { ROUNDS = 12 };
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", 3), *kept = asked_i64("kept", ROUNDS * 3);
    struct ml_rng rng = *dice();
    note("k = 3, the stream 10 20 30, then 110 120 130 and so on, each with a new reservoir_init");
    TRIAL(for (size_t t = 0; t < ROUNDS; t++) {
        start(r, items, 3);
        *trial_status = push_all(r, 3, 10 + 100 * (int64_t)t, 10, &rng);
        memcpy(kept + 3 * t, items, 3 * sizeof *items);
    });
    expect_status(ML_OK);
    for (size_t i = 0; i < 3 * ROUNDS; i++) {
        int64_t base = 100 * (int64_t)(i / 3), item = base + 10 * (int64_t)(i % 3 + 1);
        const int64_t *have = kept + i / 3 * 3;
        expect_that(holds(have, 3, item),
                    "items = [%" PRId64 " %" PRId64 " %" PRId64 "]   expected %" PRId64 ", %" PRId64
                    " and %" PRId64 " in any order",
                    have[0], have[1], have[2], base + 10, base + 20, base + 30);
    }
}

/* That the first 4 of 1,000 stay to the end has a chance of 1 in 4e10, for each of 16 samples. */
TEST(basics, a_full_sample_goes_on_changing)
{
    const int64_t *items = many_samples(16, K, 1000);
    bool all_early = true;
    for (size_t i = 0; i < 16 * K; i++) {
        expect_of_stream(items + i / K * K, i % K, 1000);
        all_early = all_early && items[i] < K;
    }
    expect_that(
        !all_early,
        "after 1,000 items the sample is still the first %d, all 16 times: later items must be "
        "able to take a place",
        K);
}

TEST(basics, seen_counts_every_item)
{
    static const size_t after[] = {0, 1, 2, 3, 4, 5, 50, 1000};
    enum { STOPS = sizeof after / sizeof *after };
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", 3);
    uint64_t *seen = asked_u64("seen", STOPS);
    struct ml_rng rng = *dice();
    note("k = 3; seen[i] is r->seen after 0, 1, 2, 3, 4, 5, 50 and 1,000 items");
    TRIAL(start(r, items, 3); for (size_t s = 0, n = 0; s < STOPS; s++) {
        push_all(r, after[s] - n, (int64_t)n, 1, &rng);
        n = after[s];
        seen[s] = r->seen;
    });
    for (size_t s = 0; s < STOPS; s++) expect_u64(&seen[s], after[s]);
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
        expect_u64(&seen[n], n);
        for (size_t i = 0; i < n; i++)
            expect_that(holds(items + n * K, n, (int64_t)i),
                        "n = %zu: item %zu is not in items[0 .. %zu), and there are places for %d",
                        n, i, n, K);
    }
}

TEST(edges, no_item_is_kept_twice)
{
    size_t rounds = repeats(400);
    const int64_t *items = many_samples(rounds, K, N);
    for (size_t t = 0; t < rounds; t++) expect_distinct(items + t * K, K, N);
}

/* What an item looks like says nothing: equal ones, the largest and the smallest are items too.
 * One INT64_MIN among 400 items, the first or the second of them, stays in one sample of 200, as
 * any item does; in all of 16 by chance once in 6e36. */
TEST(edges, any_value_is_an_item)
{
    enum { ROUNDS = 16, LENGTH = 400 };
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", 2 * ROUNDS);
    struct ml_rng rng = *dice();
    size_t stayed = 0;
    note("k = 2, %d samples of one INT64_MIN and %d times INT64_MAX", ROUNDS, LENGTH - 1);
    TRIAL(for (size_t t = 0; t < ROUNDS; t++) {
        start(r, items + 2 * t, 2);
        push_all(r, t % 2, INT64_MAX, 0, &rng);
        *trial_status = reservoir_push(r, INT64_MIN, &rng);
        push_all(r, LENGTH - 1 - t % 2, INT64_MAX, 0, &rng);
    });
    expect_status(ML_OK);
    expect_that(r->seen == LENGTH,
                "r->seen = %" PRIu64 "   expected %d: equal items are counted one by one", r->seen,
                LENGTH);
    for (size_t t = 0; t < ROUNDS; t++) {
        expect_that(holds(items + 2 * t, 2, INT64_MAX),
                    "the sample is [%" PRId64 " %" PRId64 "], and all items but one are INT64_MAX",
                    items[2 * t], items[2 * t + 1]);
        stayed += holds(items + 2 * t, 2, INT64_MIN);
    }
    expect_that(
        stayed < ROUNDS,
        "the one item that is different stayed in all %d samples: equal items replace others "
        "like any item",
        ROUNDS);
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
    note("k = 3");
    TRIAL(status[0] = reservoir_init(NULL, items, 3); status[1] = reservoir_init(r, NULL, 3));
    expect_status_at(&status[0], ML_EINVAL, "with r = NULL");
    expect_status_at(&status[1], ML_EINVAL, "with items = NULL");
    expect_untouched(r);
    expect_untouched(items);
}

/* Refused at every age of the stream, also where the answer has no need to draw. */
TEST(contract, a_null_is_refused_by_push)
{
    static const size_t age[] = {0, 1, 3, 4, 500};
    enum { AGES = sizeof age / sizeof *age };
    struct reservoir *r = asked_bytes("r", AGES * sizeof *r);
    struct reservoir *before = asked_bytes("before", AGES * sizeof *r);
    int64_t *items = asked_i64("items", AGES * 3), *kept = asked_i64("kept", AGES * 3);
    int32_t *status = asked_i32("status", AGES + 1);
    struct ml_rng rng = *dice();
    note("k = 3, after 0, 1, 3, 4 and 500 items");
    TRIAL(for (size_t a = 0; a < AGES; a++) sample(r + a, items + 3 * a, 3, age[a], &rng);
          memcpy(before, r, AGES * sizeof *r); memcpy(kept, items, AGES * 3 * sizeof *items);
          for (size_t a = 0; a < AGES; a++) status[a] = reservoir_push(r + a, 7, NULL);
          status[AGES] = reservoir_push(NULL, 7, &rng));
    expect_status_at(&status[AGES], ML_EINVAL, "with r = NULL");
    for (size_t a = 0; a < AGES; a++) {
        char which[64];
        snprintf(which, sizeof which, "with rng = NULL, after %zu items", age[a]);
        expect_status_at(&status[a], ML_EINVAL, which);
        expect_that(memcmp(r + a, before + a, sizeof *r) == 0,
                    "%s, the refused push changed *r: it must be left as it was", which);
        expect_that(memcmp(items + 3 * a, kept + 3 * a, 3 * sizeof *items) == 0,
                    "%s, the refused push changed items: they must be left as they were", which);
    }
}

TEST(contract, only_places_with_an_item_are_written)
{
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", K * K); /* row n: the places after a stream of n */
    struct ml_rng rng = *dice();
    note("k = %d, the stream 0 .. n-1, n = 0 .. %d", K, K - 1);
    TRIAL(for (size_t n = 0; n < K; n++) sample(r, items + n * K, K, n, &rng));
    for (size_t n = 0; n < K; n++)
        for (size_t i = n; i < K; i++)
            expect_that(items[n * K + i] == never_written,
                        "after %zu items items[%zu] was written%s", n, i,
                        n ? "" : ", by reservoir_init");
}

/* Two right samples of 4 out of 500 are the same once in 2e9 at the most. A wrong law, which is for
 * other tests to find, may repeat a few. */
TEST(contract, all_chance_comes_from_rng)
{
    enum { SEEDS = 32, LENGTH = 500 };
    struct reservoir *r = asked_reservoir();
    int64_t *items = asked_i64("items", SEEDS * K);
    uint64_t root = ml_rng_u64(dice()), *draws = asked_u64("draws", SEEDS);
    note("k = %d, the stream 0 .. %d, with %d seeds", K, LENGTH - 1, SEEDS);
    TRIAL(for (size_t s = 0; s < SEEDS; s++) {
        struct ml_rng rng = rng_seeded(root + s);
        sample(r, items + s * K, K, LENGTH, &rng);
        draws[s] = rng.draws;
    });
    size_t same = 0, idle = 0;
    for (size_t s = 0; s < SEEDS; s++) {
        same += s && memcmp(items, items + s * K, K * sizeof *items) == 0;
        idle += draws[s] == 0;
    }
    expect_that(same < SEEDS / 2, "with %zu of %d other seeds the sample is that of the first seed",
                same, SEEDS - 1);
    expect_that(idle == 0, "nothing was drawn from rng in %zu of %d samples of %d out of %d items",
                idle, SEEDS, K, LENGTH);
}

TEST(contract, the_same_seed_gives_the_same_sample)
{
    struct reservoir *r = asked_reservoir(), *other = asked_bytes("other", sizeof *other);
    int64_t *items = asked_i64("items", K), *again = asked_i64("other_items", K);
    struct ml_rng seed = *dice();
    note("k = %d, the stream 0 .. 499 with one seed, through r and then through another sampler",
         K);
    TRIAL(struct ml_rng rng = seed; sample(r, items, K, 500, &rng); rng = seed;
          sample(other, again, K, 500, &rng));
    expect_same(items, again, K,
                "something outlives a stream in a static, or is not drawn from rng");
}

/* A struct that was used, and one that holds garbage, behave as one of zeros does: same seed, same
 * stream, same sample. */
TEST(contract, init_forgets_the_stream_before)
{
    struct reservoir *fresh = asked_bytes("fresh", sizeof *fresh),
                     *used = asked_bytes("used", sizeof *used);
    struct reservoir *garbage = asked_bytes("garbage", sizeof *garbage);
    int64_t *items = asked_i64("items", K), *again = asked_i64("used_items", K);
    int64_t *others = asked_i64("garbage_items", K);
    struct ml_rng seed = *dice(), other = rng_seeded(seed.s[0]);
    note("k = %d, the stream 0 .. %d; before init `used` had sampled 1,000 items, `garbage` was "
         "never set",
         K, N - 1);
    TRIAL(struct ml_rng rng = seed; sample(fresh, items, K, N, &rng);
          sample(used, again, K, 1000, &other); rng = seed; reservoir_init(used, again, K);
          push_all(used, N, 0, 1, &rng); rng = seed; reservoir_init(garbage, others, K);
          push_all(garbage, N, 0, 1, &rng));
    expect_u64(&garbage->seen, N);
    expect_same(items, others, K,
                "reservoir_init must set all that push relies on: *r may hold anything");
    expect_u64(&used->seen, N);
    expect_same(items, again, K,
                "reservoir_init must start the stream anew, whatever the struct held");
}

TEST(contract, two_samplers_do_not_disturb_each_other)
{
    struct reservoir *r = asked_reservoir(), *other = asked_bytes("other", sizeof *other);
    int64_t *alone = asked_i64("items", K), *items = asked_i64("items", K),
            *others = asked_i64("other_items", 3);
    struct ml_rng seed = *dice(), apart = rng_seeded(seed.s[1]);
    note("k = %d, the stream 0 .. 299, alone and then in turn with a sampler of 3", K);
    TRIAL(struct ml_rng rng = seed; sample(r, alone, K, 300, &rng); rng = seed; start(r, items, K);
          start(other, others, 3); for (int64_t i = 0; i < 300; i++) {
              reservoir_push(r, i, &rng);
              reservoir_push(other, -i, &apart);
          });
    expect_same(alone, items, K,
                "a second live sampler changed it; keep the state in *r, not in statics");
}

/* ---- chance ---- */

TEST(chance, every_position_is_equally_likely)
{
    size_t rounds = repeats(4000);
    const int64_t *items = many_samples(rounds, K, N);
    uint64_t count[N] = {0};
    for (size_t i = 0; i < rounds * K; i++)
        if (items[i] >= 0 && items[i] < N) count[items[i]]++;
    expect_uniform_subset("position", count, N, K, rounds);
}

TEST(chance, every_pair_is_equally_likely)
{
    size_t rounds = repeats(4000);
    const int64_t *items = many_samples(rounds, K, N);
    static uint64_t together[N * N];
    memset(together, 0, sizeof together);
    for (size_t t = 0; t < rounds; t++)
        for (size_t i = 0; i < K; i++)
            for (size_t j = 0; j < K; j++) {
                int64_t a = items[t * K + i], b = items[t * K + j];
                if (a >= 0 && a < b && b < N) together[a * N + b]++;
            }
    expect_uniform_pairs("positions", together, N, K, rounds);
}

/* Twenty stretches of a longer stream, each as likely as another: an error that grows along the
 * stream shows here. */
TEST(chance, early_and_late_items_are_equally_likely)
{
    enum { LENGTH = 1500, SIZE = 60, BINS = 20, EACH = LENGTH / BINS };
    size_t rounds = repeats(40);
    const int64_t *items = many_samples(rounds, SIZE, LENGTH);
    uint64_t count[BINS] = {0};
    double expected[BINS];
    for (size_t i = 0; i < rounds * SIZE; i++)
        if (items[i] >= 0 && items[i] < LENGTH) count[items[i] / EACH]++;
    for (size_t b = 0; b < BINS; b++) expected[b] = (double)rounds * SIZE / BINS;
    /* a stretch's count in one sample is hypergeometric: the scale is that of single items */
    double n = LENGTH, scale = (1 - SIZE / n) * n / (n - 1);
    expect_chi2("stretch of 75 items, number", count, expected, BINS, BINS - 1, scale);
}

/* The README's example, with items 0 .. 3: each is left out of one sample in four. */
TEST(chance, the_fourth_of_four_gets_in_like_the_first)
{
    size_t rounds = repeats(2000);
    const int64_t *items = many_samples(rounds, 3, 4);
    uint64_t count[4] = {0};
    for (size_t t = 0; t < rounds; t++) {
        expect_distinct(items + 3 * t, 3, 4);
        for (size_t i = 0; i < 3; i++) count[items[3 * t + i]]++;
    }
    expect_uniform_subset("position", count, 4, 3, rounds);
}

TEST(chance, a_sample_of_one_is_fair_too)
{
    enum { LENGTH = 6 };
    size_t rounds = repeats(2000);
    const int64_t *items = many_samples(rounds, 1, LENGTH);
    uint64_t count[LENGTH] = {0};
    for (size_t t = 0; t < rounds; t++) {
        expect_distinct(items + t, 1, LENGTH);
        count[items[t]]++;
    }
    expect_uniform_subset("position", count, LENGTH, 1, rounds);
}

/* 2^64 is no multiple of n, so x % n favours small remainders, by far too little for a count to
 * show. But who takes remainders without bias draws again at one end of the range: at the top,
 * above the last multiple of n, or at the bottom, below 2^64 mod n. A bare modulo turns both ends
 * into their remainders. Other ways, such as the high word of x * n, turn the top into n - 1. So a
 * full sample meets its next item while one value of the generator is 0, then 2^64 - 1, and we
 * look at the place that goes. n is k + 1 where one draw decides all, k where it only picks the
 * place; a draw that uses fewer bits, the low or the high 32, betrays itself alike.
 *
 * No size makes n a power of 2, for which remainders are fair. At the end where it draws again a
 * right answer takes the remainder's place with probability 1/10 at most. All samples must agree
 * to fail it: six at the least, typically eleven. */
enum { SIZES = 12, DRAWS = 3, ENDS = 2, ROW = 40 };
static const size_t size[SIZES] = {10, 12, 13, 17, 18, 20, 21, 22, 24, 28, 33, 36};
static const uint64_t end_value[ENDS] = {0, UINT64_MAX};

static uint64_t rotate_right(uint64_t x, int k)
{
    return (x >> k) | (x << (64 - k));
}

/* One step of xoshiro256++, undone. */
static void step_back(uint64_t s[4])
{
    uint64_t s1_s3 = rotate_right(s[3], 45), s0 = s[0] ^ s1_s3;
    uint64_t shifted = s[1] ^ s[2]; /* s1 ^ s1 << 17 */
    uint64_t s1 = shifted ^ shifted << 17 ^ shifted << 34 ^ shifted << 51;
    s[2] = s[1] ^ s1 ^ s0;
    s[0] = s0;
    s[1] = s1;
    s[3] = s1 ^ s1_s3;
}

/* A generator whose value number `draw`, from 0, is x: a value is rotl(s0 + s3, 23) + s0. */
static struct ml_rng generator_that_gives(uint64_t x, size_t draw, struct ml_rng *free)
{
    struct ml_rng r = {.s = {0, ml_rng_u64(free), ml_rng_u64(free), rotate_right(x, 23)}};
    while (draw--) step_back(r.s);
    return r;
}

/* In how many samples did the newcomer, item 1000, take the place value mod (k + beyond_k)? 0 if it
 * ever took another. */
JUDGE static size_t agreeing(const int64_t (*items)[ROW], uint64_t value, size_t beyond_k)
{
    size_t agree = 0;
    for (size_t s = 0; s < SIZES; s++) {
        size_t place = place_of(items[s], size[s], 1000);
        if (place == size[s]) continue; /* not kept: says nothing */
        if (place != value % (size[s] + beyond_k)) return 0;
        agree++;
    }
    return agree;
}

JUDGE static void expect_no_modulo(const int64_t (*items)[SIZES][ROW], size_t draw, int bits,
                                   size_t beyond_k)
{
    size_t low = agreeing(items[0], 0, beyond_k);
    size_t high = agreeing(items[1], UINT64_MAX >> (64 - bits), beyond_k);
    expect_that(
        low < 6 || high < 6,
        "draw %zu of a push, when it was 0, took place 0 for every k tried, and when it was\n"
        "2^%d - 1 its remainder by %s. 2^%d is no multiple of that: small remainders come up\n"
        "more often than large ones. Draw again at one end of the range, or leave it to\n"
        "ml_rng_below, which has no such bias",
        draw + 1, bits, beyond_k ? "n = k + 1" : "k", bits);
}

TEST(chance, no_place_gains_from_a_remainder)
{
    static const int widths[] = {64, 63, 53, 32, 31, 16, 15};
    struct reservoir *r = asked_reservoir();
    int64_t(*items)[ENDS][SIZES][ROW] = (void *)asked_i64("items", DRAWS * ENDS * SIZES * ROW);
    struct ml_rng rng = *dice();
    note("a full sample of k = %zu .. %zu meets its next item, and one of the first %d values of "
         "the "
         "generator is 0, or 2^64 - 1",
         size[0], size[SIZES - 1], DRAWS);
    TRIAL(for (size_t i = 0; i < DRAWS * ENDS * SIZES; i++) {
        size_t s = i % SIZES, end = i / SIZES % ENDS, draw = i / SIZES / ENDS;
        struct ml_rng crafted = generator_that_gives(end_value[end], draw, &rng);
        sample(r, items[draw][end][s], size[s], size[s], &rng);
        reservoir_push(r, 1000, &crafted);
    });
    for (size_t draw = 0; draw < DRAWS; draw++)
        for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
            expect_no_modulo(items[draw], draw, widths[w], 0);
            expect_no_modulo(items[draw], draw, widths[w], 1);
        }
}

/* ---- memory ---- */

TEST(memory, memory_does_not_grow_with_the_stream)
{
    enum { SIZE = 128 };
    size_t n = repeats(300000);
    const int64_t *items = many_samples(1, SIZE, n);
    /* the contract allows none; this test is about memory that grows, and lets a little pass */
    expect_peak(16 * SIZE * sizeof *items);
    expect_no_leak();
    expect_distinct(items, SIZE, n);
}
