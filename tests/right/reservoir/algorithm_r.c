// expect: pass
/* Algorithm R as the textbooks have it: one number a push, below the count of items so far. */
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (r == NULL || items == NULL || k < 1) return ML_EINVAL;
    r->k = k;
    r->seen = 0;
    r->items = items;
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (r == NULL || rng == NULL) return ML_EINVAL;
    r->seen += 1;
    if (r->seen <= r->k) {
        r->items[r->seen - 1] = item;
    } else {
        uint64_t j = ml_rng_below(rng, r->seen);
        if (j < r->k) r->items[j] = item;
    }
    return ML_OK;
}
