// expect: fail chance/every_subset_is_as_likely_as_drawing_makes_it
// says: The next jump is drawn before the new key is in its place, from a threshold that no longer holds. Replace first, then draw.
#include "reservoir_weighted.h"

#include <math.h>

enum ml_status reservoir_weighted_init(struct reservoir_weighted *r, int64_t *items, double *keys,
                                       size_t k)
{
    if (!r || !items || !keys || k == 0) return ML_EINVAL;
    *r = (struct reservoir_weighted){.k = k, .items = items, .keys = keys};
    return ML_OK;
}

static void sift_down(struct reservoir_weighted *r, size_t at, int64_t item, double time)
{
    for (size_t child; (child = 2 * at + 1) < r->k; at = child) {
        if (child + 1 < r->k && r->keys[child + 1] > r->keys[child]) child++;
        if (r->keys[child] <= time) break;
        r->items[at] = r->items[child];
        r->keys[at] = r->keys[child];
    }
    r->items[at] = item;
    r->keys[at] = time;
}

static double exponential(struct ml_rng *rng)
{
    return -log(ml_rng_uniform(rng));
}

enum ml_status reservoir_weighted_push(struct reservoir_weighted *r, int64_t item, double weight,
                                       struct ml_rng *rng)
{
    if (!r || !rng || !(weight >= 0) || isinf(weight)) return ML_EINVAL;
    if (weight == 0) return ML_OK;
    uint64_t i = r->seen++;
    if (i < r->k) {
        r->items[i] = item;
        r->keys[i] = exponential(rng) / weight;
        if (i + 1 < r->k) return ML_OK;
        for (size_t at = r->k / 2; at-- > 0;) sift_down(r, at, r->items[at], r->keys[at]);
        r->jump = exponential(rng) / r->keys[0];
        return ML_OK;
    }
    r->jump -= weight;
    if (r->jump > 0) return ML_OK;
    double beats = -expm1(-r->keys[0] * weight);
    r->jump = exponential(rng) / r->keys[0];
    sift_down(r, 0, item, -log1p(-ml_rng_uniform(rng) * beats) / weight);
    return ML_OK;
}
