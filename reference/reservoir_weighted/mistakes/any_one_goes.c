// expect: fail basics/the_example_by_hand
// says: Whether the newcomer gets in is right, but it takes the place of a random one. The one that goes is the one with the worst key: that is whom it has beaten.
#include "reservoir_weighted.h"

#include <math.h>

enum ml_status reservoir_weighted_init(struct reservoir_weighted *r, int64_t *items, double *keys,
                                       size_t k)
{
    if (!r || !items || !keys || k == 0) return ML_EINVAL;
    *r = (struct reservoir_weighted){.k = k, .items = items, .keys = keys};
    return ML_OK;
}

static size_t latest(const struct reservoir_weighted *r)
{
    size_t at = 0;
    for (size_t i = 1; i < r->k; i++)
        if (r->keys[i] > r->keys[at]) at = i;
    return at;
}

enum ml_status reservoir_weighted_push(struct reservoir_weighted *r, int64_t item, double weight,
                                       struct ml_rng *rng)
{
    if (!r || !rng || !(weight >= 0) || isinf(weight)) return ML_EINVAL;
    if (weight == 0) return ML_OK;
    double time = -log(ml_rng_uniform(rng)) / weight;
    uint64_t i = r->seen++;
    if (i >= r->k) {
        if (time >= r->keys[latest(r)]) return ML_OK;
        i = ml_rng_below(rng, r->k);
    }
    r->items[i] = item;
    r->keys[i] = time;
    return ML_OK;
}
