// expect: fail contract/a_k_of_zero_is_refused returned 1, which is no ml_status   expected ML_EINVAL
// exercise: reservoir
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return 1;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return 1;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
