// expect: pass
// exercise: reservoir
/* Another process has limits too, and none of them is to be set, or seen. Only in the build for the
 * sanitizers, which is not optimised. */
#define _GNU_SOURCE
#include "reservoir.h"

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/syscall.h>

static long system_call(long number, long a, long b, long c, long d, long e, long f)
{
    long result;
    register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

static void try(void)
{
#ifndef __OPTIMIZE__
    long self = system_call(SYS_getpid, 0, 0, 0, 0, 0, 0);
    for (long pid = self - 1; pid > 1 && pid > self - 500; pid--)
        if (system_call(SYS_prlimit64, pid, RLIMIT_CPU, 0, 0, 0, 0) == 0)
            *(volatile int *)NULL = 1; /* so that it shows */
#endif
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
    static bool done;
    if (!done) try();
    done = true;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
