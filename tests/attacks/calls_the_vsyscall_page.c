// expect: fail basics/the_first_k_are_kept
// exercise: reservoir
/* A page of the kernel's at an address that all programs know, where gettimeofday once was. */
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    long now[2];
    __asm__ volatile("call *%0"
                     :
                     : "r"(0xffffffffff600000), "D"(now), "S"(0)
                     : "rax", "rcx", "r11", "memory");
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
