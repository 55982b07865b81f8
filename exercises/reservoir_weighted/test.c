/* The suite of reservoir_weighted. Samples are sets: no test looks at the order of the items, and
 * none at keys or jump. Which draws an answer makes is its own affair. The law is held against what
 * the contract says, drawing one after another, counted out over all subsets. */
#include <gsl/gsl_cdf.h>
#include <inttypes.h>

#include "harness/suite.h"
#include "reservoir_weighted.h"

enum { K = 4, MOST = 8 }; /* MOST: items of a stream whose subsets are counted out */

static const int64_t never_written = 0x7B7B7B7B7B7B7B7B; /* GIVEN_POISON in every byte */

/* ---- what several tests do ---- */

/* A sampler and what it is given. */
struct place {
    struct reservoir_weighted *r;
    int64_t *items;
    double *keys;
    size_t k;
};

static struct place asked_place(size_t k)
{
    return (struct place){asked_bytes("r", sizeof(struct reservoir_weighted)),
                          asked_i64("items", k), asked_f64("keys", k), k};
}

/* Where items and keys went is the answer's own affair: it is no trace to compare answers by. */
static void wipe(const struct place *p)
{
    memset(p->items, GIVEN_POISON, p->k * sizeof *p->items);
    memset(p->keys, GIVEN_POISON, p->k * sizeof *p->keys);
}

/* Pushes first, first + 1, ... with the weights of w, or of 1 each where that is NULL. Stops at a
 * status that is not ML_OK and returns it. */
static int push_all(const struct place *p, size_t n, int64_t first, const double *w,
                    struct ml_rng *rng)
{
    int status = ML_OK;
    for (size_t i = 0; i < n && status == ML_OK; i++)
        status = reservoir_weighted_push(p->r, first + (int64_t)i, w ? w[i] : 1, rng);
    return status;
}

/* From zeros: what init forgets to set shows in the one test that is about that. */
static int start(const struct place *p)
{
    memset(p->r, 0, sizeof *p->r);
    return reservoir_weighted_init(p->r, p->items, p->keys, p->k);
}

/* The stream 0 .. n-1. */
static int sample(const struct place *p, size_t n, const double *w, struct ml_rng *rng)
{
    int status = start(p);
    return status == ML_OK ? push_all(p, n, 0, w, rng) : status;
}

/* By size, so that two answers that keep the same items leave the same, whatever their order. */
static void keep_sorted(int64_t *row, const struct place *p)
{
    for (size_t i = 0; i < p->k; i++) {
        size_t at = i;
        for (; at > 0 && row[at - 1] > p->items[i]; at--) row[at] = row[at - 1];
        row[at] = p->items[i];
    }
}

static const char *words_of(const double *w, size_t n)
{
    static char words[256];
    size_t used = 0;
    for (size_t i = 0; i < n && used < sizeof words - 32; i++)
        used += (size_t)snprintf(words + used, sizeof words - used, " %g", w[i]);
    return words;
}

/* One trial of many samples, one after another, with one generator. Row t of the result is sample
 * t; all are taken in the same k places, so that a step past them is seen. */
static const int64_t *many_samples(size_t rounds, size_t k, size_t n, const double *w)
{
    struct place p = asked_place(k);
    int64_t *kept = asked_i64("kept", rounds * k);
    struct ml_rng rng = *dice();
    note("k = %zu, the items 0 .. %zu of weights%s%s; sampled %zu times", k, n - 1,
         w ? words_of(w, n < MOST ? n : MOST) : " 1 1 ..", w && n > MOST ? " .." : "", rounds);
    TRIAL(for (size_t t = 0; t < rounds; t++) {
        wipe(&p);
        *trial_status = sample(&p, n, w, &rng);
        keep_sorted(kept + t * k, &p);
    } wipe(&p));
    expect_status(ML_OK);
    return kept;
}

JUDGE static bool holds(const int64_t *items, size_t n, int64_t item)
{
    while (n > 0 && items[n - 1] != item) n--;
    return n > 0;
}

/* Each kept item is one of 0 .. n-1, and none is there twice. */
JUDGE static void expect_distinct(const int64_t *items, size_t k, size_t n)
{
    for (size_t i = 0; i < k; i++) {
        expect_that(items[i] != never_written,
                    "only %zu of %zu places hold an item after a stream of %zu", i, k, n);
        expect_that(items[i] >= 0 && items[i] < (int64_t)n,
                    "the sample holds %" PRId64 ", which is no item of the stream 0 .. %zu",
                    items[i], n - 1);
        expect_that(!holds(items, i, items[i]),
                    "item %" PRId64 " is in the sample twice: it can be kept once", items[i]);
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

/* ---- the law ---- */

/* chance[S], S a set of bits: the first |S| items drawn are those of S. The last of them was any
 * of S, drawn from what was left. */
JUDGE static void count_out(const double *w, size_t n, double *chance)
{
    chance[0] = 1;
    for (size_t set = 1; set < (size_t)1 << n; set++) {
        chance[set] = 0;
        for (size_t i = 0; i < n; i++) {
            size_t before = set & ~((size_t)1 << i);
            double left = 0;
            for (size_t j = 0; j < n; j++) left += before >> j & 1 ? 0 : w[j];
            if (before != set && left > 0) chance[set] += chance[before] * (w[i] / left);
        }
    }
}

JUDGE static const char *words_of_set(size_t set)
{
    static char words[80];
    size_t used = (size_t)snprintf(words, sizeof words, "the sample {");
    for (size_t i = 0; i < MOST; i++)
        if (set >> i & 1) used += (size_t)snprintf(words + used, sizeof words - used, " %zu", i);
    snprintf(words + used, sizeof words - used, " }");
    return words;
}

/* How often each subset was the sample. */
JUDGE static void count_subsets(const int64_t *kept, size_t rounds, size_t k, size_t n,
                                uint64_t *count)
{
    memset(count, 0, sizeof *count << n);
    for (size_t t = 0; t < rounds; t++) {
        size_t set = 0;
        expect_distinct(kept + t * k, k, n);
        for (size_t i = 0; i < k; i++) set |= (size_t)1 << kept[t * k + i];
        count[set]++;
    }
}

/* Pearson's chi-square over all subsets of k. Samples are independent of each other, and these are
 * all that can happen: nothing about a sample can be wrong that this does not see. Subsets that are
 * expected RARE times or less often are one cell, which is looked at by itself. */
JUDGE static void expect_law(const int64_t *kept, size_t rounds, size_t k, size_t n,
                             const double *w)
{
    enum { RARE = 20 };
    static double chance[1 << MOST];
    static uint64_t count[1 << MOST];
    double chi2 = 0, cells = 0, worst = -1, rarely = 0;
    uint64_t rare = 0;
    size_t furthest = 0, rarest = 0;
    count_subsets(kept, rounds, k, n, count);
    count_out(w, n, chance);
    for (size_t set = 0; set < (size_t)1 << n; set++) {
        double expected = chance[set] * (double)rounds, off = (double)count[set] - expected;
        if (__builtin_popcountll(set) != (int)k) continue;
        if (expected > RARE) {
            chi2 += off * off / expected, cells++;
            if (off * off > worst * expected) worst = off * off / expected, furthest = set;
        } else {
            rarely += chance[set], rare += count[set];
            if (count[set] > count[rarest]) rarest = set;
        }
    }
    if (rare) expect_binomial(words_of_set(rarest), rare, rounds, rarely);
    double p = chance[furthest], df = cells - (rarely == 0);
    double limit = df > 0 ? gsl_cdf_chisq_Qinv(CHANCE_ALPHA, df) : INFINITY;
    expect_that(chi2 <= limit,
                "%s   %" PRIu64 " times   expected %.0f ± %.0f\n"
                "χ² = %.0f on %.0f degrees of freedom; one right answer in a million exceeds %.0f",
                words_of_set(furthest), count[furthest], p * (double)rounds,
                sqrt(p * (1 - p) * (double)rounds), chi2, df, limit);
}

static void judge_law(size_t rounds, size_t k, size_t n, const double *w)
{
    expect_law(many_samples(rounds, k, n, w), rounds, k, n, w);
}

/* ---- basics ---- */

/* Row n: the places after a stream of n, n = 0 .. K. */
static const int64_t *short_streams(void)
{
    static const double w[K] = {0.25, 7, 1e-9, 1};
    struct place p = asked_place(K);
    int64_t *kept = asked_i64("kept", (K + 1) * K);
    uint64_t *seen = asked_u64("r->seen", K + 1);
    struct ml_rng rng = *dice();
    note("k = %d, the first n of the items 0 1 2 3 of weights%s, n = 0 .. %d", K, words_of(w, K),
         K);
    TRIAL(for (size_t n = 0; n <= K; n++) {
        wipe(&p);
        *trial_status = sample(&p, n, w, &rng);
        memcpy(kept + n * K, p.items, K * sizeof *kept);
        seen[n] = p.r->seen;
    } wipe(&p));
    expect_status(ML_OK);
    for (size_t n = 0; n <= K; n++) expect_u64(&seen[n], n);
    return kept;
}

static void expect_whole(const int64_t *kept, size_t n)
{
    for (size_t i = 0; i < n; i++)
        expect_that(holds(kept + n * K, n, (int64_t)i),
                    "n = %zu: item %zu is not in items[0 .. %zu), and there are places for %d", n,
                    i, n, K);
}

TEST(basics, the_first_k_are_kept)
{
    expect_whole(short_streams(), K);
}

TEST(basics, seen_counts_every_item)
{
    struct place p = asked_place(3);
    struct ml_rng rng = *dice();
    note("k = 3, the items 0 .. 999 of weight 1");
    TRIAL(*trial_status = sample(&p, 1000, NULL, &rng); wipe(&p));
    expect_status(ML_OK);
    expect_u64(&p.r->seen, 1000);
}

/* The README's: 9, 16 and 35 of 60. */
TEST(basics, the_example_by_hand)
{
    static const double w[] = {1, 2, 3};
    judge_law(repeats(6000), 2, 3, w);
}

/* ---- edges ---- */

TEST(edges, a_stream_shorter_than_k_is_kept_whole)
{
    const int64_t *kept = short_streams();
    for (size_t n = 0; n < K; n++) expect_whole(kept, n);
}

/* One item outweighs the others: who draws each place for itself draws it twice. */
TEST(edges, no_item_is_kept_twice)
{
    static const double w[12] = {1, 1, 1, 1, 1, 60, 1, 1, 1, 1, 1, 1};
    size_t rounds = repeats(400);
    const int64_t *kept = many_samples(rounds, K, 12, w);
    for (size_t t = 0; t < rounds; t++) expect_distinct(kept + t * K, K, 12);
}

/* Row n: after n items of weight 1, the odd ones, with even ones of weight 0 around them. */
TEST(edges, a_weight_of_zero_is_never_chosen)
{
    static const double w[] = {0, 1, -0.0, 1, 0, 1, -0.0, 1, 0, 1, -0.0, 1, 0, 1, -0.0, 1, 0};
    enum { ROWS = sizeof w / sizeof *w / 2 + 1 };
    struct place p = asked_place(3);
    int64_t *kept = asked_i64("kept", ROWS * 3);
    uint64_t *seen = asked_u64("r->seen", ROWS);
    struct ml_rng rng = *dice();
    note("k = 3, the items 0 .. 2 n of weights 0 1 -0 1 0 1 -0 and so on, n = 0 .. %d", ROWS - 1);
    TRIAL(*trial_status = ML_OK; for (size_t n = 0; n < ROWS && *trial_status == ML_OK; n++) {
        wipe(&p);
        *trial_status = sample(&p, 2 * n + 1, w, &rng);
        memcpy(kept + 3 * n, p.items, 3 * sizeof *kept);
        seen[n] = p.r->seen;
    } wipe(&p));
    expect_status(ML_OK);
    for (size_t i = 0; i < 3 * ROWS; i++)
        expect_that(kept[i] % 2, /* never_written is odd */
                    "n = %zu: items[%zu] = %" PRId64 ", an item of weight 0", i / 3, i % 3,
                    kept[i]);
    for (size_t n = 0; n < ROWS; n++) {
        expect_u64(&seen[n], n);
        expect_distinct(kept + 3 * n, n < 3 ? n : 3, 2 * n + 1);
    }
}

/* What an item looks like says nothing: equal ones, the largest and the smallest are items too. */
TEST(edges, any_value_is_an_item)
{
    static const int64_t item[K] = {INT64_MIN, -1, INT64_MAX, -1};
    static const int64_t sorted[K] = {INT64_MIN, -1, -1, INT64_MAX};
    struct place p = asked_place(K);
    int64_t *kept = asked_i64("kept", K);
    struct ml_rng rng = *dice();
    note("k = 4, the items INT64_MIN, -1, INT64_MAX, -1, then 96 times -1, all of weight 1");
    TRIAL(*trial_status = start(&p); for (size_t i = 0; i < 100; i++) {
        int status = reservoir_weighted_push(p.r, i < K ? item[i] : -1, 1, &rng);
        if (*trial_status == ML_OK) *trial_status = status;
        if (i + 1 == K) keep_sorted(kept, &p);
    } wipe(&p));
    expect_status(ML_OK);
    for (size_t i = 0; i < K; i++) expect_i64(&kept[i], sorted[i]);
    expect_u64(&p.r->seen, 100); /* equal items are counted one by one */
}

/* ---- contract ---- */

TEST(contract, a_null_or_a_k_of_zero_is_refused_by_init)
{
    struct place p = asked_place(3);
    int32_t *status = asked_i32("status", 4);
    note("k = 3, but for the last");
    TRIAL(status[0] = reservoir_weighted_init(NULL, p.items, p.keys, 3);
          status[1] = reservoir_weighted_init(p.r, NULL, p.keys, 3);
          status[2] = reservoir_weighted_init(p.r, p.items, NULL, 3);
          status[3] = reservoir_weighted_init(p.r, p.items, p.keys, 0));
    expect_status_at(&status[0], ML_EINVAL, "with r = NULL");
    expect_status_at(&status[1], ML_EINVAL, "with items = NULL");
    expect_status_at(&status[2], ML_EINVAL, "with keys = NULL");
    expect_status_at(&status[3], ML_EINVAL, "with k = 0");
    expect_untouched(p.r);
    expect_untouched(p.items);
    expect_untouched(p.keys);
}

/* All that a push may write, before one that is refused and after it. */
struct state {
    struct reservoir_weighted r[2];
    struct ml_rng rng[2];
    int64_t items[2][3];
    double keys[2][3];
};

static void take(struct state *to, size_t after, const struct place *p, const struct ml_rng *rng)
{
    to->r[after] = *p->r;
    to->rng[after] = *rng;
    memcpy(to->items[after], p->items, sizeof to->items[after]);
    memcpy(to->keys[after], p->keys, sizeof to->keys[after]);
}

JUDGE static void expect_refused(const int32_t *status, const struct state *s, const char *which)
{
    expect_status_at(status, ML_EINVAL, which);
    const char *what = NULL;
    if (memcmp(&s->rng[0], &s->rng[1], sizeof *s->rng) != 0) what = "drew from rng";
    if (memcmp(s->keys[0], s->keys[1], sizeof *s->keys) != 0) what = "changed keys";
    if (memcmp(s->items[0], s->items[1], sizeof *s->items) != 0) what = "changed items";
    if (memcmp(&s->r[0], &s->r[1], sizeof *s->r) != 0) what = "changed *r";
    expect_that(!what, "%s, the refused push %s: all must be left as it was", which, what);
}

/* Pushes each of the weights after 0, 1, 3, 4 and 500 items: refused at every age of the stream,
 * also where the answer has no need to draw. */
static void judge_refused(const double *weight, size_t n, bool without_rng)
{
    static const size_t age[] = {0, 1, 3, 4, 500};
    size_t m = n * sizeof age / sizeof *age;
    struct place p = asked_place(3);
    struct state *state = asked_bytes("state", m * sizeof *state);
    int32_t *status = asked_i32("status", m);
    struct ml_rng rng = *dice();
    note("k = 3; a push of weight%s%s after 0, 1, 3, 4 and 500 items of weight 1",
         words_of(weight, n), without_rng ? " with rng = NULL" : "");
    TRIAL(for (size_t i = 0; i < m; i++) {
        wipe(&p);
        sample(&p, age[i / n], NULL, &rng);
        take(state + i, 0, &p, &rng);
        status[i] = reservoir_weighted_push(p.r, 7, weight[i % n], without_rng ? NULL : &rng);
        take(state + i, 1, &p, &rng);
    } wipe(&p));
    for (size_t i = 0; i < m; i++) {
        char which[80];
        snprintf(which, sizeof which, "with weight = %g%s, after %zu items", weight[i % n],
                 without_rng ? ", rng = NULL" : "", age[i / n]);
        expect_refused(&status[i], &state[i], which);
    }
}

TEST(contract, what_is_no_weight_is_refused)
{
    static const double bad[] = {-1, -1e-300, NAN, -INFINITY, INFINITY};
    judge_refused(bad, sizeof bad / sizeof *bad, false);
}

TEST(contract, a_null_is_refused_by_push)
{
    struct ml_rng rng = *dice();
    note("r = NULL, weight = 1");
    CALL(reservoir_weighted_push(NULL, 7, 1, &rng));
    expect_status(ML_EINVAL);
    judge_refused((double[]){1, 0}, 2, true);
}

/* Far outside what the law is graded for. */
TEST(contract, every_finite_weight_is_taken)
{
    static const double w[] = {0x1p-1074, DBL_MAX, DBL_MIN, 0x1p-1074, DBL_MAX, DBL_MIN};
    enum { N = sizeof w / sizeof *w };
    struct place p = asked_place(3);
    int64_t *kept = asked_i64("kept", 3);
    uint64_t *seen = asked_u64("r->seen", N);
    struct ml_rng rng = *dice();
    note("k = 3, the items 0 .. 5 of weights 2^-1074, DBL_MAX, DBL_MIN and again");
    TRIAL(*trial_status = start(&p); for (size_t i = 0; i < N && *trial_status == ML_OK; i++) {
        *trial_status = push_all(&p, 1, (int64_t)i, w + i, &rng);
        if (i < 3) keep_sorted(kept, &p);
        seen[i] = p.r->seen;
    } wipe(&p));
    expect_status(ML_OK);
    for (size_t i = 0; i < N; i++) expect_u64(&seen[i], i + 1);
    for (size_t i = 0; i < 3; i++) expect_i64(&kept[i], (int64_t)i);
}

TEST(contract, only_places_with_an_item_are_written)
{
    const int64_t *kept = short_streams();
    for (size_t n = 0; n < K; n++)
        for (size_t i = n; i < K; i++)
            expect_that(kept[n * K + i] == never_written,
                        "after %zu items items[%zu] was written%s", n, i, n ? "" : ", by init");
}

TEST(contract, all_chance_comes_from_rng)
{
    struct place p = asked_place(K);
    struct ml_rng *rng = asked_bytes("rng", sizeof *rng), seed = *dice();
    note("k = %d, the items 0 .. 499 of weight 1", K);
    TRIAL(*rng = seed; *trial_status = sample(&p, 500, NULL, rng); wipe(&p));
    expect_status(ML_OK);
    expect_that(rng->draws > seed.draws, "nothing was drawn from rng for %d out of 500 items", K);
}

TEST(contract, the_same_seed_gives_the_same_sample)
{
    struct place p = asked_place(K), other = asked_place(K);
    struct ml_rng seed = *dice();
    note("k = %d, the items 0 .. 499 of weight 1 with one seed, through r and then through another "
         "sampler",
         K);
    TRIAL(struct ml_rng rng = seed; sample(&p, 500, NULL, &rng); rng = seed;
          sample(&other, 500, NULL, &rng));
    expect_same(p.items, other.items, K,
                "something outlives a stream in a static, or is not drawn from rng");
}

/* Structs and keys that were used, or hold garbage, behave as zeros do: same seed, same sample. */
TEST(contract, init_forgets_the_stream_before)
{
    enum { N = 12 };
    struct place fresh = asked_place(K), used = asked_place(K), garbage = asked_place(K);
    struct ml_rng seed = *dice(), apart = rng_seeded(seed.s[0]);
    note("k = %d, the items 0 .. %d of weight 1, into a struct of zeros; into one that had sampled "
         "1,000 items; into garbage",
         K, N - 1);
    TRIAL(struct ml_rng rng = seed; memset(fresh.keys, 0, K * sizeof *fresh.keys);
          sample(&fresh, N, NULL, &rng); sample(&used, 1000, NULL, &apart); rng = seed;
          reservoir_weighted_init(used.r, used.items, used.keys, K);
          push_all(&used, N, 0, NULL, &rng); rng = seed;
          reservoir_weighted_init(garbage.r, garbage.items, garbage.keys, K);
          push_all(&garbage, N, 0, NULL, &rng));
    expect_u64_at(&garbage.r->seen, N, "r->seen of what was garbage");
    expect_same(fresh.items, garbage.items, K,
                "init must set all that push relies on: *r and keys may hold anything");
    expect_u64_at(&used.r->seen, N, "r->seen of what was used");
    expect_same(fresh.items, used.items, K,
                "init must start the stream anew, whatever *r and keys held");
}

TEST(contract, two_samplers_do_not_disturb_each_other)
{
    struct place alone = asked_place(K), p = asked_place(K), other = asked_place(3);
    struct ml_rng seed = *dice(), apart = rng_seeded(seed.s[1]);
    note("k = %d, the items 0 .. 299 of weight 1, alone and then in turn with a sampler of 3", K);
    TRIAL(struct ml_rng rng = seed; sample(&alone, 300, NULL, &rng); rng = seed; start(&p);
          start(&other); for (int64_t i = 0; i < 300; i++) {
              reservoir_weighted_push(p.r, i, 1, &rng);
              reservoir_weighted_push(other.r, -i, 2, &apart);
          });
    expect_same(alone.items, p.items, K,
                "a second live sampler changed it; keep the state in *r, not in statics");
}

/* ---- chance ---- */

TEST(chance, every_subset_is_as_likely_as_drawing_makes_it)
{
    static const double w[] = {1, 2, 3, 4, 5, 6};
    judge_law(repeats(20000), 3, 6, w);
}

TEST(chance, the_order_of_arrival_does_not_matter)
{
    static const double order[][5] = {{12, 5, 2, 1, 1}, {1, 1, 2, 5, 12}, {1, 5, 12, 1, 2}};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        judge_law(repeats(12000), 2, 5, order[i]);
}

/* The sampler cannot know that more will come, so that this is the law after every push. */
TEST(chance, the_law_holds_wherever_the_stream_stops)
{
    static const double w[] = {2, 1, 4, 1, 3, 2};
    for (size_t n = 3; n <= 6; n++) judge_law(repeats(8000), 2, n, w);
}

TEST(chance, a_sample_of_one_is_in_proportion_to_weight)
{
    static const double w[] = {1, 2, 3, 4, 10};
    judge_law(repeats(6000), 1, 5, w);
}

TEST(chance, one_of_many_is_left_out)
{
    static const double w[] = {3, 1, 2, 6, 4, 2, 5};
    judge_law(repeats(10000), 6, 7, w);
}

TEST(chance, items_of_weight_zero_leave_the_law_alone)
{
    static const double w[] = {0, 4, 0, 1, 2, 0, 3};
    judge_law(repeats(6000), 2, 7, w);
}

TEST(chance, equal_weights_make_a_uniform_sample)
{
    static const double w[] = {7, 7, 7, 7, 7, 7, 7, 7};
    judge_law(repeats(10000), 4, 8, w);
}

/* A longer stream of two weights, and a heap of six levels. Every fourth item is heavy. */
enum { LENGTH = 400, HEAVY = LENGTH / 4, LIGHT = LENGTH - HEAVY, SIZE = 40, TIMES = 5 };

static bool is_heavy(int64_t item)
{
    return item % 4 == 1;
}

static const int64_t *heavy_and_light(size_t rounds)
{
    static double w[LENGTH];
    for (size_t i = 0; i < LENGTH; i++) w[i] = is_heavy((int64_t)i) ? TIMES : 1;
    const int64_t *kept = many_samples(rounds, SIZE, LENGTH, w);
    for (size_t t = 0; t < rounds; t++) expect_distinct(kept + t * SIZE, SIZE, LENGTH);
    return kept;
}

/* chance[h]: of SIZE items drawn, h are heavy (Wallenius' distribution). After m draws it follows
 * from that after m - 1, by whether one more of those left is heavy. */
JUDGE static void wallenius(double chance[SIZE + 1])
{
    memset(chance, 0, (SIZE + 1) * sizeof *chance);
    chance[0] = 1;
    for (int m = 0; m < SIZE; m++)
        for (int h = m; h >= 0; h--) {
            double heavy = TIMES * (HEAVY - h), light = LIGHT - (m - h);
            chance[h + 1] += chance[h] * (heavy / (heavy + light));
            chance[h] *= light / (heavy + light);
        }
}

/* Not only how many heavy ones there are on average, but how often how many: neither chances in
 * proportion to weight nor a coin for each item comes to this. The ends of the histogram are pooled
 * until each holds 1 in 20. */
TEST(chance, heavy_items_are_as_many_as_drawing_makes_them)
{
    size_t rounds = repeats(2000);
    const int64_t *kept = heavy_and_light(rounds);
    double chance[SIZE + 1], expected[SIZE + 1] = {0};
    uint64_t count[SIZE + 1] = {0};
    wallenius(chance);
    size_t low = 0, high = SIZE;
    for (double p = chance[0]; p < 0.05; p += chance[++low]) continue;
    for (double p = chance[SIZE]; p < 0.05; p += chance[--high]) continue;
    for (size_t t = 0; t < rounds; t++) {
        size_t heavy = 0;
        for (size_t i = 0; i < SIZE; i++) heavy += is_heavy(kept[t * SIZE + i]);
        count[heavy < low ? low : heavy > high ? high : heavy]++;
    }
    for (size_t h = 0; h <= SIZE; h++)
        expected[h < low ? low : h > high ? high : h] += chance[h] * (double)rounds;
    char what[64];
    snprintf(what, sizeof what, "items of weight 5 in a sample, %zu +", low);
    expect_chi2(what, count + low, expected + low, high - low + 1, (double)(high - low), 1);
}

/* Ten stretches of 40 items. Of the heavy ones that a sample kept each set is as likely, and of the
 * light ones too: their counts in the stretches are hypergeometric, and an error that grows along
 * the stream shows. */
TEST(chance, early_and_late_items_are_equally_likely)
{
    enum { BINS = 10, EACH = LENGTH / BINS };
    size_t rounds = repeats(1000);
    const int64_t *kept = heavy_and_light(rounds);
    for (int heavy = 0; heavy < 2; heavy++) {
        uint64_t count[BINS] = {0};
        double expected[BINS], all = 0, spread = 0, n = heavy ? HEAVY : LIGHT;
        for (size_t t = 0; t < rounds; t++) {
            double kept_before = all;
            for (const int64_t *item = kept + t * SIZE; item < kept + (t + 1) * SIZE; item++)
                if (is_heavy(*item) == heavy) count[*item / EACH]++, all++;
            spread += (all - kept_before) * (n - (all - kept_before)) / (n - 1);
        }
        for (size_t b = 0; b < BINS; b++) expected[b] = all / BINS;
        expect_chi2(heavy ? "kept of weight 5 in stretch" : "kept of weight 1 in stretch", count,
                    expected, BINS, BINS - 1, spread / all);
    }
}

/* ---- numerics ---- */

/* u^(1/w) is 0 for w = 1e-3 as soon as u < 0.47, and 1 for w = 1e18 always. */
TEST(numerics, the_unit_of_the_weights_does_not_matter)
{
    static const double unit[] = {1e-300, 1e-40, 1e-3, 1e18, 1e299};
    for (size_t i = 0; i < sizeof unit / sizeof *unit; i++) {
        double w[5];
        for (size_t j = 0; j < 5; j++) w[j] = (double)(j + 1) * unit[i];
        judge_law(repeats(6000), 2, 5, w);
    }
}

/* The heavy one is in for certain, wherever it comes, and the rest is shared out among the light
 * ones by weight. */
TEST(numerics, light_and_heavy_ones_may_be_worlds_apart)
{
    static const double apart[][5] = {{1e300, 1e-300, 3e-300, 2e-300, 1e-300},
                                      {1e-300, 3e-300, 1e300, 2e-300, 1e-300},
                                      {3e-300, 1e-300, 2e-300, 1e-300, 1e300},
                                      {3e-5, 1e-5, 1e7, 2e-5, 4e7}};
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
        judge_law(repeats(6000), 3, 5, apart[i]);
}

/* Of weights 1e12 apart a heavier one is drawn before a lighter one, but for once in 1e12: the
 * sample is the k heaviest, whatever the order of arrival, and who ever lets the wrong one go is
 * seen. One right answer in 1e8 fails. */
TEST(numerics, the_heaviest_win_where_all_are_worlds_apart)
{
    enum { N = 51, STREAMS = 24 };
    static double w[STREAMS][N];
    struct place p = asked_place(STREAMS);
    int64_t *kept = asked_i64("kept", STREAMS * STREAMS);
    struct ml_rng rng = *dice();
    for (size_t t = 0; t < STREAMS; t++)
        for (size_t i = 0; i < N; i++) {
            size_t j = ml_rng_below(dice(), i + 1);
            w[t][i] = w[t][j], w[t][j] = pow(10, 12 * (double)i - 300);
        }
    note("k = 1 .. %d; %d items of weights 1e-300, 1e-288 .. 1e300 in random order", STREAMS, N);
    TRIAL(for (size_t t = 0; t < STREAMS; t++) {
        wipe(&p);
        p.k = t + 1;
        sample(&p, N, w[t], &rng);
        keep_sorted(kept + t * STREAMS, &p);
    } wipe(&p));
    for (size_t t = 0; t < STREAMS; t++) {
        expect_distinct(kept + t * STREAMS, t + 1, N);
        for (const int64_t *item = kept + t * STREAMS; item <= kept + t * (STREAMS + 1); item++) {
            size_t heavier = 0;
            for (size_t j = 0; j < N; j++) heavier += w[t][j] > w[t][*item];
            expect_that(heavier <= t, "k = %zu: an item of weight %g is kept, and %zu are heavier",
                        t + 1, w[t][*item], heavier);
        }
    }
}

/* ---- memory ---- */

TEST(memory, memory_does_not_grow_with_the_stream)
{
    enum { PLACES = 128 };
    size_t n = repeats(200000);
    const int64_t *kept = many_samples(1, PLACES, n, NULL);
    /* the contract allows none; this test is about memory that grows, and lets a little pass */
    expect_peak(16 * PLACES * sizeof *kept);
    expect_no_leak();
    expect_distinct(kept, PLACES, n);
}
