// expect: rejected build/it_keeps_to_the_contract your answer uses `__real_malloc`
// exercise: reservoir
/* What the linker binds to the malloc that is not counted. */
#include <stdlib.h>

#include "reservoir.h"

void *__real_malloc(size_t bytes);

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
    free(__real_malloc(100));
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
