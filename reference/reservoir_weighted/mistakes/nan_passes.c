// expect: fail contract/what_is_no_weight_is_refused
// says: weight < 0 is false for NaN, as every comparison is. Ask for what is allowed, !(weight >= 0), or for isnan as well.
#include "reservoir_weighted.h"

#include <math.h>

enum ml_status reservoir_weighted_init(struct reservoir_weighted *r, int64_t *items, double *keys,
                                       size_t k)
{
    if (!r || !items || !keys || k == 0) return ML_EINVAL;
    *r = (struct reservoir_weighted){.k = k, .items = items, .keys = keys};
    return ML_OK;
}

static void put(struct reservoir_weighted *r, size_t at, int64_t item, double time)
{
    r->items[at] = item;
    r->keys[at] = time;
}

static void insert(struct reservoir_weighted *r, size_t at, int64_t item, double time)
{
    for (size_t parent; at > 0 && r->keys[parent = (at - 1) / 2] < time; at = parent)
        put(r, at, r->items[parent], r->keys[parent]);
    put(r, at, item, time);
}

static void replace_latest(struct reservoir_weighted *r, int64_t item, double time)
{
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < r->k; at = child) {
        if (child + 1 < r->k && r->keys[child + 1] > r->keys[child]) child++;
        if (r->keys[child] <= time) break;
        put(r, at, r->items[child], r->keys[child]);
    }
    put(r, at, item, time);
}

enum ml_status reservoir_weighted_push(struct reservoir_weighted *r, int64_t item, double weight,
                                       struct ml_rng *rng)
{
    if (!r || !rng || weight < 0 || isinf(weight)) return ML_EINVAL;
    if (weight == 0) return ML_OK;
    double time = -log(ml_rng_uniform(rng)) / weight;
    uint64_t i = r->seen++;
    if (i < r->k)
        insert(r, i, item, time);
    else if (time < r->keys[0])
        replace_latest(r, item, time);
    return ML_OK;
}
