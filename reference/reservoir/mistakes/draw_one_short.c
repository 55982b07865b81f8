// expect: fail chance/every_position_is_equally_likely
// says: The draw is below the number of items before this one; with this one there is one more. The newcomer is kept too often, and the first one always.
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
    uint64_t place = ml_rng_below(rng, i);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
