// expect: pass
/* A fair remainder, of 32 bits while that is enough: values at or above the last multiple of n are
 * drawn again. Draws for every item, also while the sample fills. */
#include "reservoir.h"

static uint64_t fair_below(struct ml_rng *rng, uint64_t n)
{
    uint64_t most = n >> 32 ? UINT64_MAX : UINT32_MAX, limit = most - most % n, x;
    do x = ml_rng_u64(rng) & most;
    while (x >= limit);
    return x % n;
}

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

/* While it fills, the newcomer takes a random place and the one who had it moves to the end. */
enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t i = r->seen++, place = fair_below(rng, i + 1);
    if (i < r->k) r->items[i] = place < i ? r->items[place] : item;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
