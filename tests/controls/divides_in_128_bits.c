// expect: pass
// exercise: reservoir
/* Divides numbers of 128 bits, for which the compiler calls libgcc. */
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

static uint64_t below(struct ml_rng *rng, uint64_t n)
{
    unsigned __int128 all = (unsigned __int128)1 << 64, fair = all / n * n;
    unsigned __int128 draw;
    do draw = ml_rng_u64(rng);
    while (draw >= fair);
    return (uint64_t)(draw % n);
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t place = r->seen < r->k ? r->seen : below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
