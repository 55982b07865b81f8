// expect: fail chance/no_place_gains_from_a_remainder
// says: The draw is cut to 32 bits before the modulo. The bias is 2^32 times larger, and beyond 4 billion items the draw falls short of the stream.
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
    uint64_t i = r->seen++;
    if (i < r->k) {
        r->items[i] = item;
        return ML_OK;
    }
    uint64_t place = (uint32_t)ml_rng_u64(rng) % (uint32_t)(i + 1);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
