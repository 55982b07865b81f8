// expect: pass
/* Algorithm L (Li 1994). skip is the number, counting from 1, of the next item that is kept. */
#include "reservoir.h"

#include <math.h>

static void choose_next(struct reservoir *r, struct ml_rng *rng)
{
    double jump = floor(log(ml_rng_uniform(rng)) / log(1 - r->w));
    r->skip = jump < 1e18 ? r->skip + (uint64_t)jump + 1 : UINT64_MAX;
}

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || !k) return ML_EINVAL;
    r->k = k;
    r->items = items;
    r->seen = r->skip = 0;
    r->w = 0;
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t number = ++r->seen;
    if (number < r->k) {
        r->items[number - 1] = item;
    } else if (number == r->k) {
        r->items[number - 1] = item;
        r->w = pow(ml_rng_uniform(rng), 1.0 / (double)r->k);
        r->skip = number;
        choose_next(r, rng);
    } else if (number == r->skip) {
        r->w *= pow(ml_rng_uniform(rng), 1.0 / (double)r->k);
        r->items[ml_rng_below(rng, r->k)] = item;
        choose_next(r, rng);
    }
    return ML_OK;
}
