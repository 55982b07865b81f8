// expect: fail edges/no_item_is_kept_twice
// says: Every place draws for itself, with probability w / W. Each is a right sample of one, but an item can be in two of them: that is drawing with putting back.
#include "reservoir_weighted.h"

#include <math.h>

enum ml_status reservoir_weighted_init(struct reservoir_weighted *r, int64_t *items, double *keys,
                                       size_t k)
{
    if (!r || !items || !keys || k == 0) return ML_EINVAL;
    *r = (struct reservoir_weighted){.k = k, .items = items, .keys = keys};
    return ML_OK;
}

enum ml_status reservoir_weighted_push(struct reservoir_weighted *r, int64_t item, double weight,
                                       struct ml_rng *rng)
{
    if (!r || !rng || !(weight >= 0) || isinf(weight)) return ML_EINVAL;
    if (weight == 0) return ML_OK;
    r->jump += weight; /* all weight so far */
    uint64_t i = r->seen++;
    if (i < r->k) {
        r->items[i] = item;
        return ML_OK;
    }
    for (size_t place = 0; place < r->k; place++)
        if (ml_rng_uniform(rng) * r->jump < weight) r->items[place] = item;
    return ML_OK;
}
