/* A stream of n items through a sample of 64, with a seed and a first item of its own; after it, in
 * the same call, a small edge: a stream that ends before the sample is full, or a k of 0. */
#include <math.h>
#include <stdio.h>

#include "harness/lap.h"
#include "harness/rng.h"
#include "harness/trial.h"
#include "reservoir.h"

enum { K = 64, STRETCHES = 20, REFUSED = K };
enum { FEWEST_SAMPLES = 14 }; /* that are judged: the grader never asks for fewer than 7 rounds */

struct stream {
    int64_t first; /* items are first, first + 1, ... */
    size_t n;
    size_t edge; /* the length of the short stream, less than K; REFUSED: k = 0 instead */
    struct ml_rng rng;
};

struct outcome {
    int status;
    uint64_t seen;
    int64_t items[K];
};

static struct stream *stream, *now;
static struct outcome *main_outcome, *edge_outcome;
static size_t length;
static uint64_t kept[STRETCHES], kept_all;
static double spread; /* chi-square of each sample's own counts, summed */

static void lay(size_t n, size_t calls)
{
    length = n;
    stream = lap_given(calls * sizeof *stream);
    now = lap_given(sizeof *now);
    main_outcome = lap_asked(calls * sizeof *main_outcome);
    edge_outcome = lap_asked(calls * sizeof *edge_outcome);
}

static void fill(size_t n, size_t calls, struct ml_rng *r)
{
    for (size_t i = 0; i < calls; i++)
        stream[i] = (struct stream){
            .first = (int64_t)ml_rng_below(r, 1u << 30),
            .n = n,
            .edge = ml_rng_below(r, 4) ? ml_rng_below(r, K) : REFUSED,
            .rng = rng_seeded(ml_rng_u64(r)),
        };
}

static void put(size_t i)
{
    *now = stream[i];
}

static void sample(struct outcome *o, size_t n, size_t k)
{
    struct reservoir r;
    struct ml_rng *rng = &now->rng;
    int64_t first = now->first;
    o->status = reservoir_init(&r, o->items, k);
    if (o->status != ML_OK) return;
#pragma GCC unroll 8
    for (size_t i = 0; i < n; i++) reservoir_push(&r, first + (int64_t)i, rng);
    o->seen = r.seen;
}

static void call(size_t i)
{
    sample(&main_outcome[i], now->n, K);
    sample(&edge_outcome[i], now->edge, now->edge == REFUSED ? 0 : K);
}

JUDGE static const char *check_sample(const struct outcome *o, int64_t first, size_t n)
{
    static char words[160];
    size_t have = n < K ? n : K;
    if (o->status != ML_OK) return "the status should be ML_OK";
    if (o->seen != n) return "seen is not the number of items pushed";
    for (size_t i = 0; i < have; i++) {
        int64_t position = o->items[i] - first;
        if (position < 0 || position >= (int64_t)n) {
            snprintf(words, sizeof words, "items[%zu] = %lld is no item of the stream", i,
                     (long long)o->items[i]);
            return words;
        }
        for (size_t j = 0; j < i; j++)
            if (o->items[j] == o->items[i]) return "an item is in the sample twice";
    }
    return NULL;
}

static const char *check(size_t i)
{
    const struct stream *s = (const struct stream *)lap_left(stream) + i;
    const struct outcome *o = (const struct outcome *)lap_left(main_outcome) + i;
    const struct outcome *edge = (const struct outcome *)lap_left(edge_outcome) + i;
    if (s->edge == REFUSED && edge->status != ML_EINVAL)
        return "k = 0 should be refused with ML_EINVAL";
    const char *wrong = s->edge == REFUSED ? NULL : check_sample(edge, s->first, s->edge);
    if (!wrong) wrong = check_sample(o, s->first, s->n);
    if (wrong) return wrong;
    double expected = (double)K / STRETCHES;
    uint64_t here[STRETCHES] = {0};
    for (size_t j = 0; j < K; j++) here[(size_t)(o->items[j] - s->first) * STRETCHES / length]++;
    for (size_t j = 0; j < STRETCHES; j++) {
        double off = (double)here[j] - expected;
        spread += off * off / expected;
        kept[j] += here[j];
    }
    kept_all += K;
    return NULL;
}

/* The items of one sample fall into the 20 stretches independently of each other, neither in heaps
 * nor evenly: Pearson's statistic of one sample has mean 19 and variance 2 * 19 * (1 - 1/K). The
 * mean over 14 samples or more is nearly normal; a right answer in 10^8 is 6 deviations off. */
static const char *check_spread(double samples)
{
    static char words[160];
    double mean = spread / samples, deviation = sqrt(38 * (1 - 1.0 / K) / samples);
    if (fabs(mean - 19) <= 6 * deviation) return NULL;
    snprintf(words, sizeof words,
             "in timed rounds the items of a sample lie too %s: χ² of 20 stretches is %.1f on "
             "average, and should be 19",
             mean < 19 ? "evenly" : "close together", mean);
    return words;
}

/* Over all timed rounds each of 20 equal stretches of the stream is kept alike. 19 degrees of
 * freedom: one right answer in a million exceeds 63.7. That the K items of one sample are distinct
 * only makes the statistic smaller. */
static const char *check_all(void)
{
    static char words[160];
    double expected = (double)kept_all / STRETCHES, chi2 = 0;
    if (kept_all < FEWEST_SAMPLES * K) return NULL;
    for (size_t s = 0; s < STRETCHES; s++) {
        double off = (double)kept[s] - expected;
        chi2 += off * off / expected;
    }
    if (!(chi2 <= 63.7)) {
        snprintf(words, sizeof words,
                 "over all timed rounds early and late items were not kept alike: χ² = %.0f on 19 "
                 "degrees of freedom",
                 chi2);
        return words;
    }
    return check_spread((double)kept_all / K);
}

const struct workload workload = {
    .sizes = {1000, 10000, 100000, 1000000},
    .graded = 100000,
    .unit = "item",
    .bytes_per_n = 0,
    .flops_per_n = 0,
    .lay = lay,
    .fill = fill,
    .put = put,
    .call = call,
    .check = check,
    .check_all = check_all,
};
