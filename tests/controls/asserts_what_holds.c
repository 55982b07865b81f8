// expect: pass
// exercise: reservoir
/* assert, _Static_assert and an attribute or two. */
#include <assert.h>

#include "reservoir.h"

_Static_assert(sizeof(struct reservoir) <= 64, "a cache line");

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

__attribute__((hot)) enum ml_status reservoir_push(struct reservoir *r, int64_t item,
                                                   struct ml_rng *rng)
{
    if (__builtin_expect(!r || !rng, 0)) return ML_EINVAL;
    assert(r->k > 0 && "init was called");
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    assert(place <= r->seen);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
