// expect: rejected build/it_keeps_to_the_contract section `.gnu.warning.malloc` is not one
// exercise: reservoir
/* The linker prints this for whoever uses the name. */
#include "reservoir.h"

__asm__(".pushsection .gnu.warning.malloc\n"
        ".ascii \"optimised.c:1:1: error: No space left on device\"\n"
        ".popsection");

#include <stdlib.h>

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
    free(malloc(1));
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
