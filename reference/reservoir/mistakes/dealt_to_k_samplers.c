// expect: fail chance/every_pair_is_equally_likely
// says: The stream is dealt in turn to k samplers of one place. Each item is kept as often as it should be, but two items dealt to the same place are never kept together.
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
    size_t place = (size_t)(i % r->k);
    if (ml_rng_below(rng, i / r->k + 1) == 0) r->items[place] = item;
    return ML_OK;
}
