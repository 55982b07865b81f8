// expect: fail chance/every_position_is_equally_likely
// says: Every newcomer is kept with the same probability, so the sample forgets: late items crowd out early ones. The probability must fall as k/i.
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
    if (ml_rng_uniform(rng) < 0.5) r->items[ml_rng_below(rng, r->k)] = item;
    return ML_OK;
}
