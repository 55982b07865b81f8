// expect: fail edges/any_value_is_an_item
// says: An item that equals one in the sample is taken for the same one and passed over. Without replacement means that no push is kept twice; two pushes of one value are two items.
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
    size_t have = r->seen < r->k ? (size_t)r->seen : r->k;
    for (size_t j = 0; j < have; j++)
        if (r->items[j] == item) return ML_OK;
    uint64_t i = r->seen++;
    if (i < r->k) {
        r->items[i] = item;
        return ML_OK;
    }
    uint64_t place = ml_rng_below(rng, i + 1);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
