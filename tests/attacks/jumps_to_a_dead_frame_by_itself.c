// expect: fail basics/the_first_k_are_kept
// exercise: reservoir
/* Back into a call that has returned long ago, without the C library. Where it comes out is
 * anybody's guess, but not where the judge looks. */
#include "reservoir.h"

static void *back[5];

static __attribute__((noinline)) int remember(void)
{
    return __builtin_setjmp(back);
}

static __attribute__((noinline)) void leave(void)
{
    __builtin_longjmp(back, 1);
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
    if (remember() == 0 && r->seen == 2) leave();
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
