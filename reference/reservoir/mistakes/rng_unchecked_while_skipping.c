// expect: fail contract/a_null_is_refused_by_push
// says: A push inside a skip returns before it looks at rng, so a NULL is refused at some pushes and accepted at others, by chance.
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
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r) return ML_EINVAL;
    if (r->skip > 0) {
        r->skip--;
        r->seen++;
        return ML_OK;
    }
    if (!rng) return ML_EINVAL;
    uint64_t i = r->seen++;
    r->items[i < r->k ? i : ml_rng_below(rng, r->k)] = item;
    if (i + 1 >= r->k) draw_skip(r, rng);
    return ML_OK;
}
