// expect: fail basics/the_first_k_are_kept still running after 1000 ms
// exercise: reservoir
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
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    while (place < r->k) r->items[place] = item;
    return ML_OK;
}
