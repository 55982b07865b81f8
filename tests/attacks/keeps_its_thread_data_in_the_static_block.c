// expect: rejected build/it_keeps_to_the_contract the compiled answer cannot be loaded
// exercise: reservoir
/* Within the memory limit, and more than the dynamic linker has room for in the block that it
 * laid out before. */
#include "reservoir.h"

static _Thread_local char x[1 << 20] __attribute__((tls_model("initial-exec")));

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
    x[r->seen++ % sizeof x]++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
