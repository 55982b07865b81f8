// expect: fail basics/the_first_k_are_kept
// says: seen is raised only once the sample is full, so it stays 0 and every item goes to items[0]. The items that fill the sample count too.
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
    if (r->seen < r->k) {
        r->items[r->seen] = item;
        return ML_OK;
    }
    uint64_t place = ml_rng_below(rng, ++r->seen);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
