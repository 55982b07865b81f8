/* What makes this fast:
 *
 *   A-ExpJ (Efraimidis & Spirakis 2006)   draws how much weight passes before the sample next
 *                           changes, instead of asking each item: some k log(n/k) times, where
 *                           A-Res draws n times and takes as many logarithms
 *   a countdown in jump     a push that changes nothing takes its weight off, and that is one
 *                           subtraction through memory: no call, no draw, no logarithm
 *   one test for the rest   left > 0 and weight > 0 is false for all that is not an ordinary item
 *                           passing by: for NaN, infinities, 0, negative weights, and while the
 *                           sample fills, since jump is 0 then
 *   the rest out of line    so that this push saves no registers
 *
 * Items race, each for an exponential time of rate its weight, and the first k to arrive are the
 * sample; keys are their times, a heap with the latest, t, on top (plain.c says why). One of weight
 * w beats t with probability 1 - exp(-t w), so none of those that pass does with probability
 * exp(-t (sum of their w)): the weight up to the next that does is exponential of rate t. Where
 * weight runs on like a clock, it ends within an item with the right probability for that item.
 * Its time is then one that is known to be below t: u is taken from (exp(-t w), 1). expm1 and log1p
 * keep the digits where t w is small, which it is late in a stream. */
#include "reservoir_weighted.h"

#include <math.h>

enum ml_status reservoir_weighted_init(struct reservoir_weighted *r, int64_t *items, double *keys,
                                       size_t k)
{
    if (!r || !items || !keys || k == 0) return ML_EINVAL;
    *r = (struct reservoir_weighted){.k = k, .items = items, .keys = keys};
    return ML_OK;
}

/* The top's place, or that of one below it, goes to this one. */
static void sift_down(struct reservoir_weighted *r, size_t at, int64_t item, double time)
{
    size_t k = r->k;
    for (size_t child; (child = 2 * at + 1) < k; at = child) {
        child += child + 1 < k && r->keys[child + 1] > r->keys[child];
        if (r->keys[child] <= time) break;
        r->items[at] = r->items[child];
        r->keys[at] = r->keys[child];
    }
    r->items[at] = item;
    r->keys[at] = time;
}

static double exponential(struct ml_rng *rng)
{
    return -log(ml_rng_uniform(rng));
}

static void fill(struct reservoir_weighted *r, int64_t item, double weight, struct ml_rng *rng)
{
    uint64_t i = r->seen++;
    r->items[i] = item;
    r->keys[i] = exponential(rng) / weight;
    if (i + 1 < r->k) return;
    for (size_t at = r->k / 2; at-- > 0;) sift_down(r, at, r->items[at], r->keys[at]);
    r->jump = exponential(rng) / r->keys[0];
}

static enum ml_status admit(struct reservoir_weighted *r, int64_t item, double weight,
                            struct ml_rng *rng) __attribute__((noinline));
static enum ml_status admit(struct reservoir_weighted *r, int64_t item, double weight,
                            struct ml_rng *rng)
{
    if (!(weight >= 0) || isinf(weight)) return ML_EINVAL;
    if (weight == 0) return ML_OK;
    if (r->seen < r->k) {
        fill(r, item, weight, rng);
        return ML_OK;
    }
    r->seen++;
    double beats = -expm1(-r->keys[0] * weight);
    sift_down(r, 0, item, -log1p(-ml_rng_uniform(rng) * beats) / weight);
    r->jump = exponential(rng) / r->keys[0];
    return ML_OK;
}

enum ml_status reservoir_weighted_push(struct reservoir_weighted *r, int64_t item, double weight,
                                       struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    double left = r->jump - weight;
    if (!(left > 0 && weight > 0)) return admit(r, item, weight, rng);
    r->jump = left;
    r->seen++;
    return ML_OK;
}
