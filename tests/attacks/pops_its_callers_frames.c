// expect: fail basics/the_first_k_are_kept
// exercise: reservoir
/* Returns to whoever called its caller, so that nobody looks at what was kept. */
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    (void)r, (void)item, (void)rng;
    uintptr_t *word = __builtin_frame_address(0);
    /* a return address in the same module as our own, further up */
    uintptr_t mine = word[1], *up = word + 2;
    while (*up < mine - 65536 || *up > mine + 65536) up++;
    __asm__ volatile("mov %0, %%rsp\n\txor %%eax, %%eax\n\tret" : : "r"(up) : "memory");
    __builtin_unreachable();
}
