// expect: pass
// exercise: reservoir
/* More than the 16 bits of an ELF header can count. */
#include "reservoir.h"

#ifdef __OPTIMIZE__ /* once is enough */
__asm__(".pushsection .rodata\n"
        ".macro add_section\n"
        ".section .rodata.n\\@, \"a\"\n"
        ".byte 1\n"
        ".endm\n"
        ".rept 66000\n"
        "add_section\n"
        ".endr\n"
        ".popsection");
#endif

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
