// expect: pass
// exercise: reservoir
/* What the assembler prints on demand is not what it found. */
#include "reservoir.h"

__asm__(".print \"prints_errors_while_it_is_assembled.c:5:1: error: No space left on device\"\n"
        ".print \"{standard input}:1: Error: no such instruction\"");

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
