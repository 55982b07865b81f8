// expect: rejected build/it_keeps_to_the_contract section `.init_array.
// exercise: reservoir
/* Of the priority that AddressSanitizer's own has (with gcc), and in its build alone: were it
 * run when the answer is loaded, a process would stay that has left its group. */
#include "reservoir.h"

#ifndef __OPTIMIZE__ /* the sanitized build */
#include <sys/syscall.h>

static long system_call(long number, long a, long b)
{
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b)
                     : "rcx", "r11", "memory");
    return result;
}

__attribute__((constructor(99))) static void flee(void)
{
    const long seconds[2] = {20, 0};
    if (system_call(SYS_fork, 0, 0) != 0) return;
    system_call(SYS_setsid, 0, 0);
    system_call(SYS_nanosleep, (long)seconds, 0);
    system_call(SYS_exit_group, 0, 0);
}
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
