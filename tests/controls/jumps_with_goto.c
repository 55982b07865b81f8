// expect: pass
// exercise: reservoir
/* goto for the way out, and labels as values for the way in. */
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    enum ml_status status = ML_EINVAL;
    if (!r) goto out;
    if (!items) goto out;
    if (k == 0) goto out;
    *r = (struct reservoir){.k = k, .items = items};
    status = ML_OK;
out:
    return status;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    static const void *const ways[] = {&&fill, &&replace};
    uint64_t place;
    if (!r || !rng) return ML_EINVAL;
    goto *ways[r->seen >= r->k];
fill:
    place = r->seen;
    goto store;
replace:
    place = ml_rng_below(rng, r->seen + 1);
store:
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
