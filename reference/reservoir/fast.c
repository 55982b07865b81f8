/* What makes this fast:
 *
 *   algorithm L (Li 1994)   draws how many items to let pass instead of asking each: O(k (1 + log(n/k))) draws, not n
 *   a countdown in skip     a push that changes nothing is a load, a compare and two stores: no call, no division, no draw
 *
 * Give each item a uniform key and keep the k smallest: w is the largest key kept. With k keys uniform below w, the next w is
 * w times the largest of k uniforms, u^(1/k); the number of items until a key falls below w is geometric, floor(log u / log(1 - w)).
 * log1p(-w) keeps its digits when w is tiny. */
#include <math.h>

#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items, .w = 1};
    return ML_OK;
}

/* Draws the next w, and how many items pass before the next that is kept. A gap beyond 2^63 ends the sampling in practice. */
static void draw_skip(struct reservoir *r, struct ml_rng *rng)
{
    r->w *= exp(log(ml_rng_uniform(rng)) / (double)r->k);
    double gap = floor(log(ml_rng_uniform(rng)) / log1p(-r->w));
    r->skip = gap < 0x1p63 ? (uint64_t)gap : UINT64_C(1) << 63;
}

static void replace(struct reservoir *r, int64_t item, struct ml_rng *rng) __attribute__((noinline));
static void replace(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (r->seen < r->k) {
        r->items[r->seen++] = item;
        if (r->seen == r->k) draw_skip(r, rng);
        return;
    }
    r->seen++;
    r->items[ml_rng_below(rng, r->k)] = item;
    draw_skip(r, rng);
}

/* skip is 0 while the sample fills and when an item is to be kept. */
enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    if (r->skip) {
        r->skip--;
        r->seen++;
        return ML_OK;
    }
    replace(r, item, rng);
    return ML_OK;
}
