// expect: pass
// exercise: reservoir
/* Arithmetic in inline assembly, where there is x86. */
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

static uint64_t one_more(uint64_t x)
{
#if defined(__x86_64__)
    __asm__("addq $1, %0" : "+r"(x) : : "cc");
    return x;
#else
    return x + 1;
#endif
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, one_more(r->seen));
    r->seen = one_more(r->seen);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
