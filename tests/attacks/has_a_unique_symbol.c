// expect: rejected build/it_keeps_to_the_contract `place` is visible outside of your file
// exercise: reservoir
/* The dynamic linker makes one of all unique symbols of a name, in the whole process. */
#include "reservoir.h"

extern int place;
__asm__(".pushsection .data\n"
        ".globl place\n"
        ".type place, @gnu_unique_object\n"
        ".size place, 4\n"
        "place: .long 0\n"
        ".popsection");

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
