// expect: fail ran out of stack (8 MB)
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
    volatile int64_t copy[4 << 20];
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    for (size_t i = 0; i < 4 << 20; i++) copy[i] = item;
    if (place < r->k) r->items[place] = copy[r->seen];
    return ML_OK;
}
