// expect: fail chance/every_position_is_equally_likely
// says: One number decides whether the item is kept and, used again, where it goes. Given that it was kept the number is small, so low places are replaced more often.
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
    uint64_t i = r->seen++;
    if (i < r->k) {
        r->items[i] = item;
        return ML_OK;
    }
    double u = ml_rng_uniform(rng);
    if (u * (double)(i + 1) < (double)r->k) r->items[(size_t)(u * (double)r->k)] = item;
    return ML_OK;
}
