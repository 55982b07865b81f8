// expect: fail basics/the_example_by_hand
// says: The newcomer gets in with probability k w / W and a random one goes. That is Chao's scheme without its care for the heavy: it aims at chances of being in the sample, not of being drawn next, and the first k get in whatever they weigh.
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
    if (i < r->k)
        r->items[i] = item;
    else if (ml_rng_uniform(rng) < (double)r->k * weight / r->jump)
        r->items[ml_rng_below(rng, r->k)] = item;
    return ML_OK;
}
