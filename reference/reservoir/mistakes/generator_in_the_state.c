// expect: fail contract/all_chance_comes_from_rng
// says: The numbers come from a small generator that init starts with a fixed seed: every run of every program gets the same sample, whatever rng it hands in.
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items, .skip = 88172645463325252u};
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
    uint64_t i = r->seen++;
    if (i < r->k) {
        r->items[i] = item;
        return ML_OK;
    }
    uint64_t place = next(&r->skip) * (i + 1) >> 32;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
