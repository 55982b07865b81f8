// expect: fail build/it_fits_into_memory your static data take 500 MB: the limit is 64 MB
// exercise: reservoir
/* More than the exercise allows, without one malloc. */
#include "reservoir.h"

static int64_t copy[(500u << 20) / 8];

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
    copy[r->seen++ % (sizeof copy / sizeof *copy)] = item;
    if (place < r->k) r->items[place] = copy[r->seen - 1];
    return ML_OK;
}
