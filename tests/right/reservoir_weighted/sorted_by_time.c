// expect: pass
/* Times to arrive in ascending order, the latest at the end: no heap, and the sample lies in the
 * order in which it would have been drawn. */
#include "reservoir_weighted.h"

#include <math.h>
#include <string.h>

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
    double time = -log(ml_rng_uniform(rng)) / weight;
    size_t have = r->seen < r->k ? r->seen : r->k, low = 0, high = have;
    r->seen++;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->keys[middle] < time)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == r->k) return ML_OK;
    size_t later = (have < r->k ? have : r->k - 1) - low;
    memmove(r->keys + low + 1, r->keys + low, later * sizeof *r->keys);
    memmove(r->items + low + 1, r->items + low, later * sizeof *r->items);
    r->keys[low] = time;
    r->items[low] = item;
    return ML_OK;
}
