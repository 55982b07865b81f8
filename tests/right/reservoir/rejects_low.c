// expect: pass
/* A fair remainder: values below 2^64 mod n are drawn again; what is left is a multiple of n. */
#include "reservoir.h"

static uint64_t fair_below(struct ml_rng *rng, uint64_t n)
{
    uint64_t least = -n % n, x = ml_rng_u64(rng);
    while (x < least) x = ml_rng_u64(rng);
    return x % n;
}

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t i = r->seen++, place = i < r->k ? i : fair_below(rng, i + 1);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
