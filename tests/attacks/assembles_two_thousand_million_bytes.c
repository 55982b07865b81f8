// expect: no-compile build/it_compiles more than | what it compiles to is larger than 64 MB
// exercise: reservoir
/* One line of assembly; an assembler repeats it in memory. */
#include "reservoir.h"

__asm__(".rept 2000000000\n"
        ".byte 0\n"
        ".endr");

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
