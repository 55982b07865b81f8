// expect: fail basics/a_full_sample_goes_on_changing
// says: k / i between integers is 0 once i is larger than k, so nothing is ever kept after the first k. Divide as doubles, or compare a draw below i with k.
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    r->seen++;
    if (r->seen <= r->k)
        r->items[r->seen - 1] = item;
    else if (ml_rng_uniform(rng) < (double)(r->k / r->seen))
        r->items[ml_rng_below(rng, r->k)] = item;
    return ML_OK;
}
