// expect: fail contract/a_k_of_zero_is_refused
// says: The struct is overwritten before the arguments are checked. ML_EINVAL promises that nothing changed: check first, write after.
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return r->items && r->k > 0 ? ML_OK : ML_EINVAL;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t i = r->seen++;
    if (i < r->k) {
        r->items[i] = item;
        return ML_OK;
    }
    uint64_t place = ml_rng_below(rng, i + 1);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
