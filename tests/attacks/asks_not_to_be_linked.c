// expect: rejected build/it_keeps_to_the_contract section `.text.push` asks not to be linked
// exercise: reservoir
/* There for the gate to see, and gone when the tests look for it. */
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

__asm__(".pushsection .text.push, \"axe\"\n"
        ".popsection");

__attribute__((section(".text.push"))) enum ml_status
reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
