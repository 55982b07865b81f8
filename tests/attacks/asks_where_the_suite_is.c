// expect: pass
// exercise: reservoir
/* What it cannot read does not exist for it: otherwise it would not compile. */
#include "reservoir.h"

#if __has_include("../../exercises/reservoir/test.c")
#error "found"
#endif
#if __has_include("../../reference/reservoir/fast.c")
#error "found"
#endif
#if __has_include("exercises/reservoir/test.c")
#error "found"
#endif
#if __has_include("test.c")
#error "found"
#endif
#if __has_include("fast.c")
#error "found"
#endif
#ifdef __has_embed
#if __has_embed("../../exercises/reservoir/test.c")
#error "found"
#endif
#endif

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
