// expect: pass
// exercise: reservoir
/* Of these the compiler takes the ones that change no value. */
#include "reservoir.h"

#pragma GCC optimize("O0", "plugin=./evil.so", "dump-tree-all", "profile-generate")
#pragma GCC option("-fplugin=./evil.so")
#pragma GCC plugin "./evil.so"
// -specs=./evil.specs -fplugin=./evil.so

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
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
