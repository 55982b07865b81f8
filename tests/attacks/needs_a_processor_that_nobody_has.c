// expect: rejected build/it_keeps_to_the_contract the compiled answer cannot be loaded
// exercise: reservoir
/* A property that the dynamic linker compares with the machine (GNU_PROPERTY_X86_ISA_1_NEEDED). */
#include "reservoir.h"

__asm__(".pushsection .note.gnu.property, \"a\", @note\n"
        ".balign 8\n"
        ".long 4, 16, 5\n"
        ".asciz \"GNU\"\n"
        ".long 0xC0008002, 4, 0x8000, 0\n"
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
