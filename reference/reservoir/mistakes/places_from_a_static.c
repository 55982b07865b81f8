// expect: fail contract/the_same_seed_gives_the_same_sample
// says: Whether an item is kept is drawn from rng, but its place from a static generator that no seed reaches: the same seed gives another sample the next time.
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

static uint64_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 32;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    static uint64_t state = 1;
    uint64_t i = r->seen++;
    if (i < r->k)
        r->items[i] = item;
    else if (ml_rng_below(rng, i + 1) < r->k)
        r->items[next(&state) * r->k >> 32] = item;
    return ML_OK;
}
