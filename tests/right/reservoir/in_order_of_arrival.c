// expect: pass
/* The sample in order of arrival: who leaves is drawn, the younger ones close the gap, and the
 * newcomer goes to the end. */
#include <string.h>

#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    memset(r, 0, sizeof *r);
    r->k = k;
    r->items = items;
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    if (r->seen < r->k) {
        r->items[r->seen++] = item;
        return ML_OK;
    }
    r->seen++;
    uint64_t leaves = ml_rng_below(rng, r->seen);
    if (leaves >= r->k) return ML_OK;
    memmove(r->items + leaves, r->items + leaves + 1, (r->k - 1 - leaves) * sizeof *r->items);
    r->items[r->k - 1] = item;
    return ML_OK;
}
