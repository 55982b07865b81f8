// expect: fail chance/no_place_gains_from_a_remainder
// says: Whether the item is kept is drawn without bias, but its place is x % k: k does not divide 2^64, so low places have one value more.
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
    uint64_t place = ml_rng_below(rng, i + 1);
    if (place < r->k) r->items[ml_rng_u64(rng) % r->k] = item;
    return ML_OK;
}
