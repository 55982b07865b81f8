// expect: pass
// exercise: reservoir
/* Not from malloc, and a gigabyte of it. Only in the build for the sanitizers, which is not
 * optimised. */
#define _GNU_SOURCE
#include "reservoir.h"

#include <stdbool.h>
#include <sys/mman.h>
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
    for (int i = 0; i < 1024; i++) {
        char *more = (char *)system_call(SYS_mmap, 0, 1 << 20, PROT_READ | PROT_WRITE,
                                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if ((long)more < 0 && (long)more > -4096) return;
        for (int k = 0; k < 1 << 20; k += 4096) more[k] = 1;
    }
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
