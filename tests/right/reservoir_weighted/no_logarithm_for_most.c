// expect: pass
/* A draw for every item, a logarithm for few: -log(u) is at least 1 - u, so that an item for which
 * already (1 - u) / w is too late need not be looked at more closely. A heap of four children. */
#include "reservoir_weighted.h"

#include <math.h>

enum { CHILDREN = 4 };

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

static size_t latest_child(const struct reservoir_weighted *r, size_t at)
{
    size_t first = CHILDREN * at + 1, latest = first;
    for (size_t child = first + 1; child < r->k && child < first + CHILDREN; child++)
        if (r->keys[child] > r->keys[latest]) latest = child;
    return latest;
}

static void replace_latest(struct reservoir_weighted *r, int64_t item, double time)
{
    size_t at = 0;
    while (CHILDREN * at + 1 < r->k) {
        size_t child = latest_child(r, at);
        if (r->keys[child] <= time) break;
        put(r, at, r->items[child], r->keys[child]);
        at = child;
    }
    put(r, at, item, time);
}

static void insert(struct reservoir_weighted *r, size_t at, int64_t item, double time)
{
    while (at > 0 && r->keys[(at - 1) / CHILDREN] < time) {
        size_t parent = (at - 1) / CHILDREN;
        put(r, at, r->items[parent], r->keys[parent]);
        at = parent;
    }
    put(r, at, item, time);
}

enum ml_status reservoir_weighted_push(struct reservoir_weighted *r, int64_t item, double weight,
                                       struct ml_rng *rng)
{
    if (!r || !rng || !(weight >= 0 && weight < INFINITY)) return ML_EINVAL;
    if (weight == 0) return ML_OK;
    double u = ml_rng_uniform(rng);
    uint64_t i = r->seen++;
    if (i < r->k) {
        insert(r, i, item, -log(u) / weight);
    } else if (1 - u < r->keys[0] * weight) {
        double time = -log(u) / weight;
        if (time < r->keys[0]) replace_latest(r, item, time);
    }
    return ML_OK;
}
