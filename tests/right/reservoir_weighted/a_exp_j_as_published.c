// expect: pass
/* A-ExpJ as the paper has it, in logarithms throughout: l is log of the threshold, log(u)/w of the
 * least key kept. jump is what is left of X_w = log(r)/l; the key of the item that ends it comes
 * from a number between T^w and 1. */
#include "reservoir_weighted.h"

#include <math.h>

enum ml_status reservoir_weighted_init(struct reservoir_weighted *r, int64_t *items, double *keys,
                                       size_t k)
{
    if (!r || !items || !keys || k == 0) return ML_EINVAL;
    *r = (struct reservoir_weighted){.k = k, .items = items, .keys = keys};
    return ML_OK;
}

static void sift_down(struct reservoir_weighted *r, size_t at)
{
    for (size_t child; (child = 2 * at + 1) < r->k; at = child) {
        if (child + 1 < r->k && r->keys[child + 1] < r->keys[child]) child++;
        if (!(r->keys[child] < r->keys[at])) return;
        int64_t item = r->items[at];
        double key = r->keys[at];
        r->items[at] = r->items[child], r->keys[at] = r->keys[child];
        r->items[child] = item, r->keys[child] = key;
    }
}

enum ml_status reservoir_weighted_push(struct reservoir_weighted *r, int64_t item, double weight,
                                       struct ml_rng *rng)
{
    if (!r || !rng || !(weight >= 0 && weight < INFINITY)) return ML_EINVAL;
    if (weight == 0) return ML_OK;
    uint64_t i = r->seen++;
    if (i < r->k) {
        r->items[i] = item;
        r->keys[i] = log(ml_rng_uniform(rng)) / weight;
        if (i + 1 < r->k) return ML_OK;
        for (size_t at = r->k / 2 + 1; at-- > 0;) sift_down(r, at);
    } else {
        r->jump -= weight;
        if (r->jump > 0) return ML_OK;
        double t = exp(r->keys[0] * weight), u = ml_rng_uniform(rng);
        r->items[0] = item;
        r->keys[0] = log(t + (1 - t) * u) / weight;
        sift_down(r, 0);
    }
    r->jump = log(ml_rng_uniform(rng)) / r->keys[0];
    return ML_OK;
}
