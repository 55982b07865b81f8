// expect: fail build/it_fits_into_memory the limit is 64 MB
// exercise: reservoir
/* Thread-local data are allocated by the C library, past the count of the heap. */
#include "reservoir.h"

static _Thread_local char x[1UL << 40];

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
    x[r->seen++]++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
