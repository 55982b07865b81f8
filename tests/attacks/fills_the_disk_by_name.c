// expect: fail basics/the_first_k_are_kept called fopen, which no answer needs
// exercise: reservoir
/* As much as there is. */
#include "reservoir.h"

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
    FILE *f = fopen("/tmp/mlkata-attack-fill", "w");
    while (f && fputs("more ", f) >= 0) continue;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
