// expect: fail basics/seen_counts_every_item
// says: seen starts to count when the sample is full; the k items that filled it were pushed too.
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
    if (r->skip < r->k) { /* places filled so far */
        r->items[r->skip++] = item;
        return ML_OK;
    }
    r->seen++;
    uint64_t place = ml_rng_below(rng, r->k + r->seen);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
