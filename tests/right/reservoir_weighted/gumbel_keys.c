// expect: pass
/* Gumbel's trick: log w plus a Gumbel variable, the k largest. It is -log of the time to arrive, so
 * the order is the same. The least of them is looked for each time: k is small. */
#include "reservoir_weighted.h"

#include <math.h>

enum ml_status reservoir_weighted_init(struct reservoir_weighted *r, int64_t *items, double *keys,
                                       size_t k)
{
    if (!r || !items || !keys || k == 0) return ML_EINVAL;
    *r = (struct reservoir_weighted){.k = k, .items = items, .keys = keys};
    return ML_OK;
}

static size_t least_of(const double *keys, size_t k)
{
    size_t least = 0;
    for (size_t i = 1; i < k; i++)
        if (keys[i] < keys[least]) least = i;
    return least;
}

enum ml_status reservoir_weighted_push(struct reservoir_weighted *r, int64_t item, double weight,
                                       struct ml_rng *rng)
{
    if (!r || !rng || !isfinite(weight) || weight < 0) return ML_EINVAL;
    if (!(weight > 0)) return ML_OK;
    double key = log(weight) - log(-log(ml_rng_uniform(rng)));
    size_t at = r->seen < r->k ? r->seen : least_of(r->keys, r->k);
    r->seen++;
    if (r->seen > r->k && key < r->keys[at]) return ML_OK;
    r->items[at] = item;
    r->keys[at] = key;
    return ML_OK;
}
