// expect: pass
// exercise: reservoir
/* It says what they would say: in its own voice. Only in the build for the sanitizers, which is not
 * optimised. */
#define _GNU_SOURCE
#include "reservoir.h"

#include <stdbool.h>
#include <stdio.h>

static void try(void)
{
#ifndef __OPTIMIZE__
    puts("==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x1\nWRITE of size 4 at "
         "0x1");
#endif
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
    static bool done;
    if (!done) try();
    done = true;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
