// expect: fail basics/seen_counts_every_item
// says: The items still to be skipped are added to seen when the skip is drawn, before they were pushed. The stream may end in the middle of a skip.
#include "reservoir.h"

#include <math.h>

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items, .w = 1};
    return ML_OK;
}

static void draw_skip(struct reservoir *r, struct ml_rng *rng)
{
    r->w *= exp(log(ml_rng_uniform(rng)) / (double)r->k);
    double gap = floor(log(ml_rng_uniform(rng)) / log1p(-r->w));
    r->skip = gap < 0x1p63 ? (uint64_t)gap : UINT64_MAX;
    r->seen += r->skip;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t i = r->seen;
    if (i >= r->k && r->skip > 0) {
        r->skip--;
        return ML_OK;
    }
    r->seen++;
    if (i < r->k) {
        r->items[i] = item;
        if (i + 1 == r->k) draw_skip(r, rng);
    } else {
        r->items[ml_rng_below(rng, r->k)] = item;
        draw_skip(r, rng);
    }
    return ML_OK;
}
