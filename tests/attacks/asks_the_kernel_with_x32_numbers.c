// expect: fail basics/the_first_k_are_kept made a 32-bit system call
// exercise: reservoir
/* A bit in the number makes it a call of another kind: 39 is getpid, and 62 kill. */
#include "reservoir.h"

#include <sys/syscall.h>

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    __asm__ volatile("syscall"
                     :
                     : "a"(0x40000000 | SYS_kill), "D"(0), "S"(9)
                     : "rcx", "r11", "memory");
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
