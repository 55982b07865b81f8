// expect: fail sanitizers/no_undefined_behaviour prints_a_zero_byte_first.c:23: signed integer overflow
// exercise: reservoir
/* What is printed before a finding, and a zero byte in it, does not hide the finding. */
#include "reservoir.h"

#include <stdbool.h>
#include <stdio.h>

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    static bool printed;
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    if (!printed) printf("k = %c\n", 0);
    printed = true;
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    int64_t gap = r->seen ? item - r->items[0] : 0;
    if (gap < 0) r->skip++;
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
