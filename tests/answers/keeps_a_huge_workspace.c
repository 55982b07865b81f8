// expect: fail build/it_fits_into_memory your static data take 200 MB: the limit is 64 MB
// exercise: reservoir
#include "reservoir.h"

static volatile uint64_t huge[(200u << 20) / 8];

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
    huge[r->seen++ % 1000] = place;
    if (huge[(r->seen - 1) % 1000] < r->k) r->items[place] = item;
    return ML_OK;
}
