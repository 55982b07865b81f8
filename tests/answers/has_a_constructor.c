// expect: rejected build/it_keeps_to_the_contract constructors and destructors run outside
// exercise: reservoir
#include "reservoir.h"

static uint64_t table[8];

static void __attribute__((constructor)) fill(void)
{
    for (int i = 0; i < 8; i++) table[i] = 1u << i;
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
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k && table[0]) r->items[place] = item;
    return ML_OK;
}
