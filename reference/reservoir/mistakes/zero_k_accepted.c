// expect: fail contract/a_k_of_zero_is_refused
// says: A sample of 0 items means nothing and is to be refused with ML_EINVAL when the sampler is set up, not later.
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
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
