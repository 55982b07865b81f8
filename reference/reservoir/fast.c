/* What makes this fast:
 *
 *   algorithm L (Li 1994)   draws how many items to let pass instead of asking each: about
 *                           3 k log(n/k) draws in all, where algorithm R needs n
 *   a countdown in skip     a push that changes nothing tests it, lowers it and counts the item: no
 *                           call, no draw, no division. What remains is the price of being called
 *   the rest out of line    so that this push saves no registers
 *
 * Give each item a uniform key and keep the k smallest: w is the largest key kept. When a lower one
 * takes its place, the k keys are uniform below w, and the new largest is w times the largest of k
 * uniforms, u^(1/k). An item's key falls below w with probability w, so the number that pass before
 * one does is geometric: floor(log u / log(1 - w)). log1p(-w) keeps its digits when w is tiny. */
#include <math.h>

#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items, .w = 1};
    return ML_OK;
}

/* Draws the next w, and how many items pass before the next that is kept. A skip of 2^63, in place
 * of one that is longer or infinite, has no end in practice. */
static void draw_skip(struct reservoir *r, struct ml_rng *rng)
{
    r->w *= exp(log(ml_rng_uniform(rng)) / (double)r->k);
    double gap = log(ml_rng_uniform(rng)) / log1p(-r->w);
    r->skip = gap < 0x1p63 ? (uint64_t)gap : UINT64_C(1) << 63;
}

static void keep(struct reservoir *r, int64_t item, struct ml_rng *rng) __attribute__((noinline));
static void keep(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    uint64_t i = r->seen++;
    r->items[i < r->k ? i : ml_rng_below(rng, r->k)] = item;
    if (i + 1 >= r->k) draw_skip(r, rng);
}

/* skip is 0 while the sample fills, and when an item is to be kept. */
enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    if (r->skip) {
        r->skip--;
        r->seen++;
        return ML_OK;
    }
    keep(r, item, rng);
    return ML_OK;
}
