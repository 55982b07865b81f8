// expect: rejected build/it_keeps_to_the_contract `__wrap_malloc` is visible outside of your file
// exercise: reservoir
/* What the linker binds malloc to where it wraps it: an allocation that is not counted. */
#include "reservoir.h"

void *__wrap_malloc(size_t bytes);
void *__wrap_malloc(size_t bytes)
{
    static char heap[1 << 20];
    static size_t used;
    return &heap[(used += bytes) - bytes];
}

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
