// expect: fail basics/the_first_k_are_kept
// says: seen is raised before it is used as an index, so the first item goes to items[1] and items[0] is never filled. With zero-based places, item number seen (before counting it) belongs to items[seen].
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
    r->seen++;
    if (r->seen < r->k) {
        r->items[r->seen] = item;
        return ML_OK;
    }
    uint64_t place = ml_rng_below(rng, r->seen);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
