// expect: fail chance/early_and_late_items_are_equally_likely
// says: From 10 k items on the probability no longer falls, to keep the sample fresh. That is a sample that favours late items, and not the one that was asked for.
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
    uint64_t i_capped = i < 10 * r->k ? i : 10 * r->k;
    uint64_t place = ml_rng_below(rng, i_capped + 1);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
