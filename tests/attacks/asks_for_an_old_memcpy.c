// expect: rejected build/it_keeps_to_the_contract `memcpy@GLIBC_2.2.5` carries a symbol version
// exercise: reservoir
/* A version that the C library still has, for old programs. */
#include <string.h>

#include "reservoir.h"

__asm__(".symver memcpy, memcpy@GLIBC_2.2.5");

static void *(*volatile copy)(void *, const void *, size_t) = memcpy;

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
    if (place < r->k) copy(&r->items[place], &item, sizeof item);
    return ML_OK;
}
