// expect: pass
/* Two draws: a coin that says whether the item is kept, then the place. */
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    r->seen++;
    if (r->seen <= r->k)
        r->items[r->seen - 1] = item;
    else if (ml_rng_uniform(rng) * (double)r->seen < (double)r->k)
        r->items[(size_t)(ml_rng_uniform(rng) * (double)r->k)] = item;
    return ML_OK;
}
