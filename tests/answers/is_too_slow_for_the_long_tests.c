// expect: fail contract/a_k_of_zero_is_refused
// exercise: reservoir
/* Right but for a k of 0, and stuck once a trial has made many pushes, as those of chance do: the
 * short tests are run all the same, and tell. */
#include "reservoir.h"

static volatile long pushes;

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    while (++pushes > 20000) continue;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
