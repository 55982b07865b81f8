// expect: pass
/* As many bits as n needs, drawn until they make a number below n. A second one is the place. */
#include "reservoir.h"

static uint64_t fair_below(struct ml_rng *rng, uint64_t n)
{
    if (n < 2) return 0;
    uint64_t mask = UINT64_MAX >> __builtin_clzll(n - 1), x = n;
    while (x >= n) x = ml_rng_u64(rng) & mask;
    return x;
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
    uint64_t i = r->seen++;
    if (i < r->k)
        r->items[i] = item;
    else if (fair_below(rng, i + 1) < r->k)
        r->items[fair_below(rng, r->k)] = item;
    return ML_OK;
}
