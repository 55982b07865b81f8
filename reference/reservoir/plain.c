/* Algorithm R (Vitter 1985): item number i, counting from 1, is kept with probability k/i, in the place of a random one.
 *
 * Why it is uniform: suppose each of the first i-1 items is in the sample with probability k/(i-1). Item i enters with k/i; an
 * older one stays with probability 1 - (k/i)(1/k) = (i-1)/i, so it is in with k/(i-1) * (i-1)/i = k/i. */
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
    uint64_t i = r->seen++; /* this item's index: i earlier ones, i + 1 with it */
    if (i < r->k) {
        r->items[i] = item;
        return ML_OK;
    }
    uint64_t place = ml_rng_below(rng, i + 1);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
