// expect: fail edges/no_item_is_kept_twice
// says: Every place asks the newcomer for itself, with chance 1/i each. Each place alone is a fair sample of one, but an item can land in two of them: that is sampling with replacement.
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
    for (size_t place = 0; place < r->k; place++)
        if (ml_rng_below(rng, i + 1) == 0) r->items[place] = item;
    return ML_OK;
}
