// expect: fail contract/all_chance_comes_from_rng
// says: The first draw from rng seeds a generator of its own, which then serves every sampler: later seeds have no say. Draw each number from the rng of that call.
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

static uint64_t state;

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t i = r->seen++;
    if (i < r->k) {
        r->items[i] = item;
        return ML_OK;
    }
    if (state == 0) state = ml_rng_u64(rng);
    uint64_t place = next(&state) * (i + 1) >> 32;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
