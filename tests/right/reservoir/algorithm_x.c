// expect: pass
/* Algorithm X (Vitter 1985). After t items, s more or longer pass without a change with
 * probability
 *
 *     (1 - k/(t+1)) (1 - k/(t+2)) ... (1 - k/(t+s))
 *
 * so one uniform number, held against that product as it falls, says how many pass. Here the
 * quotient of the two waits in w: each push multiplies it by its own factor, and no logarithm is
 * needed. */
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || !k) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t t = ++r->seen;
    if (t <= r->k) {
        r->items[t - 1] = item;
        if (t == r->k) r->w = 1 / ml_rng_uniform(rng);
        return ML_OK;
    }
    r->w *= (double)(t - r->k) / (double)t;
    if (r->w > 1) return ML_OK;
    r->items[ml_rng_below(rng, r->k)] = item;
    r->w = 1 / ml_rng_uniform(rng);
    return ML_OK;
}
