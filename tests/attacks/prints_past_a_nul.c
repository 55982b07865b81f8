// expect: pass after the NUL
// exercise: reservoir
/* What stands behind a NUL was printed too. */
#include "reservoir.h"

#include <stdbool.h>
#include <stdio.h>

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    static bool printed;
    if (!printed) fwrite("before the NUL\0after the NUL\n", 1, 29, stdout);
    printed = true;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
