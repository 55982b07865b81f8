// expect: fail basics/the_first_k_are_kept made the system call exit_group, which no answer needs
// exercise: reservoir
/* Nobody who reads the instructions finds a system call here: its two bytes, 0F 05, are half of a
 * constant, and a jump lands in the middle of it. */
#include "reservoir.h"

#include <sys/syscall.h>

static void leave(void)
{
    __asm__ volatile("lea 2f(%%rip), %%rcx\n\t"
                     "jmp *%%rcx\n\t"
                     ".byte 0xB9\n" /* mov $0x9090050F, %%ecx */
                     "2: .long 0x9090050F"
                     :
                     : "a"(SYS_exit_group), "D"(0)
                     : "rcx", "r11");
}

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    leave();
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
