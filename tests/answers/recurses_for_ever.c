// expect: fail basics/the_first_k_are_kept ran out of stack (8 MB)
// exercise: reservoir
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

static uint64_t draw(uint64_t n, struct ml_rng *rng)
{
    return ml_rng_below(rng, n) + (draw(n + 1, rng) & 1);
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t place = draw(r->seen + 1, rng);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
