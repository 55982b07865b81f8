// expect: fail memory/memory_does_not_grow_with_the_stream of heap should have been held at once
// exercise: reservoir
/* A thousand pushes are a megabyte. */
#include "reservoir.h"

#include <stdlib.h>

/* 1 KB that nobody frees. */
static void leak(void)
{
    char *volatile block = malloc(1024);
    if (block) block[0] = 1;
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
    leak();
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
