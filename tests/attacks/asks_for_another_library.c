// expect: rejected build/it_keeps_to_the_contract section `.deplibs` is not one that C code needs
// exercise: reservoir
/* By a pragma of one compiler and a section of one linker, which these do not follow. */
#include "reservoir.h"

#pragma comment(lib, "dl")

__asm__(".pushsection .deplibs, \"MS\", @0x6fff4c04, 1\n"
        ".asciz \"dl\"\n"
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
