/* A stream of n items through a sample of 32, with a seed and a first item of its own. Weights come
 * round from a pool of 4,096, which stays in cache: from a place drawn for the call, and before it
 * one of them gets a fresh value. Some are 0. One call in 16 finds a weight among them that is to
 * be refused. After it, in the same call, a small edge: a stream that ends before the sample is
 * full, or a k of 0. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness/lap.h"
#include "harness/rng.h"
#include "harness/trial.h"
#include "reservoir_weighted.h"

enum { K = 32, POOL = 4096, STRETCHES = 10, CELLS = 2 * STRETCHES, REFUSED = K };
enum { FEWEST_SAMPLES = 14 }; /* that are judged: the grader never asks for fewer than 7 rounds */

struct stream {
    int64_t first; /* items are first, first + 1, ... */
    size_t n, at;  /* at: the place in the pool of the first item's weight */
    size_t edge;   /* the length of the short stream, less than K; REFUSED: k = 0 instead */
    size_t fresh, odd;
    double value, no_weight; /* pool[fresh] = value; pool[odd] = no_weight for this call, or 0 */
    struct ml_rng rng;
};

struct outcome {
    int status;
    uint64_t seen, refused; /* refused: pushes that did not return ML_OK */
    int64_t items[K];
};

static double *pool;
static struct stream *stream, *now;
static struct outcome *main_outcome, *edge_outcome;
static size_t length;

/* The judge's own. */
static double weights[POOL], expected[CELLS], middle;
static uint64_t kept[CELLS], kept_all;

static void lay(size_t n, size_t calls)
{
    length = n;
    pool = lap_given(POOL * sizeof *pool);
    stream = lap_given(calls * sizeof *stream);
    now = lap_given(sizeof *now);
    main_outcome = lap_asked(calls * sizeof *main_outcome);
    edge_outcome = lap_asked(calls * sizeof *edge_outcome);
}

/* From 1/16 to 1, most of them small, or 0. */
static double weight_of(struct ml_rng *r)
{
    double u = ml_rng_uniform(r);
    return ml_rng_below(r, 64) ? 1 / (1 + 15 * u) : 0;
}

static void fill(size_t n, size_t calls, struct ml_rng *r)
{
    static const double no_weights[] = {-1, NAN, INFINITY};
    double unit = ldexp(1, (int)ml_rng_below(r, 1200) - 600);
    for (size_t i = 0; i < POOL; i++) pool[i] = unit * weight_of(r);
    for (size_t i = 0; i < calls; i++)
        stream[i] = (struct stream){
            .first = (int64_t)ml_rng_below(r, 1u << 30),
            .n = n,
            .at = ml_rng_below(r, POOL),
            .edge = ml_rng_below(r, 4) ? ml_rng_below(r, K) : REFUSED,
            .fresh = ml_rng_below(r, POOL),
            .odd = ml_rng_below(r, POOL),
            .value = unit * weight_of(r),
            .no_weight = ml_rng_below(r, 16) ? 0 : no_weights[ml_rng_below(r, 3)],
            .rng = rng_seeded(ml_rng_u64(r)),
        };
}

static void put(size_t i)
{
    *now = stream[i];
    pool[now->fresh] = now->value;
    if (now->no_weight == 0) return;
    LAP_SPOIL(pool[now->odd], now->no_weight);
}

static void sample(struct outcome *o, size_t n, size_t k)
{
    struct reservoir_weighted r;
    double keys[K];
    struct ml_rng *rng = &now->rng;
    int64_t first = now->first;
    size_t at = now->at;
    uint64_t refused = 0;
    o->status = reservoir_weighted_init(&r, o->items, keys, k);
    if (o->status != ML_OK) return;
#pragma GCC unroll 8
    for (size_t i = 0; i < n; i++)
        refused +=
            reservoir_weighted_push(&r, first + (int64_t)i, pool[(at + i) % POOL], rng) != ML_OK;
    o->seen = r.seen;
    o->refused = refused;
}

static void call(size_t i)
{
    sample(&main_outcome[i], now->n, K);
    sample(&edge_outcome[i], now->edge, now->edge == REFUSED ? 0 : K);
}

/* The pool as call i saw it: that of call i - 1, and what put changed. 0 where the weight was to be
 * refused, which is left out of the sample alike. */
JUDGE static double put_again(size_t i, const struct stream *s)
{
    if (i == 0) memcpy(weights, lap_left(pool), sizeof weights);
    weights[s->fresh] = s->value;
    double before = weights[s->odd];
    if (s->no_weight != 0) weights[s->odd] = 0;
    return before;
}

JUDGE static double weight_at(const struct stream *s, size_t i)
{
    return weights[(s->at + i) % POOL];
}

JUDGE static uint64_t odd_ones(const struct stream *s, size_t n)
{
    size_t first = (s->odd - s->at) % POOL;
    return s->no_weight != 0 && n > first ? (n - first - 1) / POOL + 1 : 0;
}

JUDGE static const char *check_sample(const struct outcome *o, const struct stream *s, size_t n)
{
    static char words[160];
    uint64_t seen = 0;
    if (o->status != ML_OK) return "the status should be ML_OK";
    if (o->refused != odd_ones(s, n))
        return "pushes of weights that are none, and no others, should be refused";
    for (size_t i = 0; i < n; i++) seen += weight_at(s, i) > 0;
    if (o->seen != seen) return "seen is not the number of items of positive weight";
    for (size_t i = 0; i < (seen < K ? seen : K); i++) {
        int64_t at = o->items[i] - s->first;
        if (at < 0 || at >= (int64_t)n || !(weight_at(s, (size_t)at) > 0)) {
            snprintf(words, sizeof words, "items[%zu] = %lld is no item of positive weight", i,
                     (long long)o->items[i]);
            return words;
        }
        for (size_t j = 0; j < i; j++)
            if (o->items[j] == o->items[i]) return "an item is in the sample twice";
    }
    return NULL;
}

/* Ten stretches of the stream, weights above and below a quarter of the largest in each. */
JUDGE static size_t cell_of(const struct stream *s, size_t i)
{
    return i * STRETCHES / s->n * 2 + (weight_at(s, i) > middle);
}

/* Where there are so many more items than places nearly every draw is from the whole, and a cell
 * gets its share of the weight. That no item is drawn twice takes half a per cent from the heaviest
 * at most, and moves the statistic below by 1 in half a million kept. Shorter streams are left out.
 */
enum { MANY = 1000 * K };

JUDGE static void count(const struct outcome *o, const struct stream *s)
{
    double weight[CELLS] = {0}, all = 0, most = 0;
    for (size_t i = 0; i < POOL; i++) most = fmax(most, weights[i]);
    middle = most / 4;
    for (size_t i = 0; i < s->n; i++) weight[cell_of(s, i)] += weight_at(s, i);
    for (size_t c = 0; c < CELLS; c++) all += weight[c];
    for (size_t c = 0; c < CELLS; c++) expected[c] += K * (weight[c] / all);
    for (size_t i = 0; i < K; i++) kept[cell_of(s, (size_t)(o->items[i] - s->first))]++;
    kept_all += K;
}

static const char *check(size_t i)
{
    const struct stream *s = (const struct stream *)lap_left(stream) + i;
    const struct outcome *o = (const struct outcome *)lap_left(main_outcome) + i;
    const struct outcome *edge = (const struct outcome *)lap_left(edge_outcome) + i;
    double before = put_again(i, s);
    const char *wrong = NULL;
    if (s->edge == REFUSED && edge->status != ML_EINVAL)
        wrong = "k = 0 should be refused with ML_EINVAL";
    if (!wrong && s->edge != REFUSED) wrong = check_sample(edge, s, s->edge);
    if (!wrong) wrong = check_sample(o, s, s->n);
    if (!wrong && s->n >= MANY) count(o, s);
    weights[s->odd] = before;
    return wrong;
}

/* Over all timed rounds each cell is kept as often as its weight says. 19 degrees of freedom: one
 * right answer in a million exceeds 63.7. That the items of one sample are distinct only makes the
 * statistic smaller. */
static const char *check_all(void)
{
    static char words[200];
    double chi2 = 0;
    if (kept_all < FEWEST_SAMPLES * K) return NULL;
    for (size_t c = 0; c < CELLS; c++) {
        double off = (double)kept[c] - expected[c];
        chi2 += off * off / expected[c];
    }
    if (chi2 <= 63.7) return NULL;
    snprintf(words, sizeof words,
             "over all timed rounds early and late, light and heavy items were not kept as their "
             "weights say: χ² = %.0f on 19 degrees of freedom",
             chi2);
    return words;
}

const struct workload workload = {
    .sizes = {1024, 8192, 32768, 65536, 1 << 20},
    .graded = 65536,
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
