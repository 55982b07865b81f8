// expect: fail contract/two_samplers_do_not_disturb_each_other
// says: The count of items lies in a static, one for all samplers: with two of them alive each counts the other's items too. State belongs in *r.
#include "reservoir.h"

static uint64_t count;

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    count = 0;
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    count++;
    if (r->seen < r->k) {
        r->items[r->seen++] = item;
        return ML_OK;
    }
    r->seen++;
    uint64_t place = ml_rng_below(rng, count);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
