// expect: fail basics/the_first_k_are_kept made the system call exit, which no answer needs
// exercise: reservoir
/* A process whose last thread has ended has ended, and no exit_group was called. */
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
    __asm__ volatile("syscall" : : "a"(SYS_exit), "D"(0));
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
