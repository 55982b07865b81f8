// expect: pass
/* Two draws: a coin that says whether the item beats the latest of the sample, with probability
 * 1 - exp(-t w), and for one that does a time that is known to be earlier, by turning round the
 * distribution up to t. The latest is looked for where it changes, and kept in the last place. */
#include "reservoir_weighted.h"

#include <math.h>

enum ml_status reservoir_weighted_init(struct reservoir_weighted *r, int64_t *items, double *keys,
                                       size_t k)
{
    if (!r || !items || !keys || k == 0) return ML_EINVAL;
    *r = (struct reservoir_weighted){.k = k, .items = items, .keys = keys};
    return ML_OK;
}

static void latest_to_the_end(struct reservoir_weighted *r)
{
    size_t latest = 0, last = r->k - 1;
    for (size_t i = 1; i < r->k; i++)
        if (r->keys[i] > r->keys[latest]) latest = i;
    int64_t item = r->items[latest];
    double time = r->keys[latest];
    r->items[latest] = r->items[last], r->keys[latest] = r->keys[last];
    r->items[last] = item, r->keys[last] = time;
}

enum ml_status reservoir_weighted_push(struct reservoir_weighted *r, int64_t item, double weight,
                                       struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    if (!(weight > 0)) return weight == 0 ? ML_OK : ML_EINVAL;
    if (isinf(weight)) return ML_EINVAL;
    uint64_t i = r->seen++;
    double chance = 1;
    if (i >= r->k) {
        chance = -expm1(-r->keys[r->k - 1] * weight);
        if (ml_rng_uniform(rng) >= chance) return ML_OK;
    }
    size_t at = i < r->k ? i : r->k - 1;
    r->items[at] = item;
    r->keys[at] = -log1p(-chance * ml_rng_uniform(rng)) / weight;
    if (i + 1 >= r->k) latest_to_the_end(r);
    return ML_OK;
}
