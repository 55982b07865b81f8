/* Streams of n items through a sample of 64; every stream with a seed and first item of its own. */
#include <stdio.h>
#include <string.h>

#include "harness/lap.h"
#include "harness/rng.h"
#include "harness/trial.h"
#include "reservoir.h"

enum { K = 64, BINS = 16 };

struct stream {
    int64_t first;     /* items are first, first + 1, ... */
    size_t n, k;       /* n; K, or an edge: n < k, k = 0 */
    struct ml_rng rng;
};

struct outcome {
    int status;
    uint64_t seen;
    int64_t items[K];
};

static struct stream *stream, *now;
static struct outcome *outcome;
static size_t length;
static uint64_t kept[BINS], kept_all;

static void lay(size_t n, size_t calls)
{
    length = n;
    stream = lap_given(calls * sizeof *stream);
    now = lap_given(sizeof *now);
    outcome = lap_asked(calls * sizeof *outcome);
}

static void fill(size_t n, size_t calls, struct ml_rng *r)
{
    for (size_t i = 0; i < calls; i++) {
        uint64_t kind = ml_rng_below(r, 64);
        stream[i] = (struct stream){(int64_t)ml_rng_below(r, 1u << 30), n, K, rng_seeded(ml_rng_u64(r))};
        if (kind == 0) stream[i].n = ml_rng_below(r, K);
        if (kind == 1) stream[i].k = 0;
    }
}

static void put(size_t i)
{
    *now = stream[i];
}

static void call(size_t i)
{
    struct reservoir r;
    struct outcome *o = &outcome[i];
    o->status = reservoir_init(&r, o->items, now->k);
    if (o->status != ML_OK) return;
    for (size_t k = 0; k < now->n; k++) reservoir_push(&r, now->first + (int64_t)k, &now->rng);
    o->seen = r.seen;
}

JUDGE static const char *check_items(const struct stream *s, const struct outcome *o)
{
    static char words[160];
    size_t have = s->n < K ? s->n : K;
    for (size_t i = 0; i < have; i++) {
        int64_t position = o->items[i] - s->first;
        if (position < 0 || position >= (int64_t)s->n) {
            snprintf(words, sizeof words, "items[%zu] = %lld is no item of the stream", i, (long long)o->items[i]);
            return words;
        }
        for (size_t j = 0; j < i; j++)
            if (o->items[j] == o->items[i]) return "an item is in the sample twice";
        if (s->n == length) kept[(size_t)position * BINS / length]++, kept_all++;
    }
    return NULL;
}

static const char *check(size_t i)
{
    const struct stream *s = (const struct stream *)lap_left(stream) + i;
    const struct outcome *o = (const struct outcome *)lap_left(outcome) + i;
    if (s->k == 0) return o->status == ML_EINVAL ? NULL : "k = 0 should be refused with ML_EINVAL";
    if (o->status != ML_OK) return "the status should be ML_OK";
    if (o->seen != s->n) return "seen is not the number of items pushed";
    return check_items(s, o);
}

/* Over all laps each of 16 stretches of the stream is kept alike. 15 degrees of freedom; one right answer in a million exceeds 59.6. */
static const char *check_all(void)
{
    static char words[160];
    double expected = (double)kept_all / BINS, chi2 = 0;
    if (kept_all < 1000) return NULL;
    for (size_t b = 0; b < BINS; b++) chi2 += ((double)kept[b] - expected) * ((double)kept[b] - expected) / expected;
    if (chi2 <= 59.6) return NULL;
    snprintf(words, sizeof words, "over all timed rounds early and late items were not kept alike: χ² = %.0f on 15 degrees of freedom", chi2);
    return words;
}

const struct workload workload = {
    .sizes = {1000, 10000, 100000, 1000000},
    .graded = 10000,
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
