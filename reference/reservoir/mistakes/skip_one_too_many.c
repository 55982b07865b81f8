// expect: fail chance/every_position_is_equally_likely
// says: The skip counts the items that pass before the next one that is kept, so it can be 0; here it is one longer. If skip is the distance to the kept one, add 1 and count from there.
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
    double gap = floor(log(ml_rng_uniform(rng)) / log1p(-r->w)) + 1;
    r->skip = gap < 0x1p63 ? (uint64_t)gap : UINT64_MAX;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t i = r->seen++;
    if (i < r->k) {
        r->items[i] = item;
        if (i + 1 == r->k) draw_skip(r, rng);
    } else if (r->skip > 0) {
        r->skip--;
    } else {
        r->items[ml_rng_below(rng, r->k)] = item;
        draw_skip(r, rng);
    }
    return ML_OK;
}
