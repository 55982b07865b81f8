// expect: rejected build/it_keeps_to_the_contract `place_of` is visible outside of your file: make it static
// exercise: reservoir
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

uint64_t place_of(struct reservoir *r, struct ml_rng *rng)
{
    return r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t place = place_of(r, rng);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
