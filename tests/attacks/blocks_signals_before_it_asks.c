// expect: fail basics/the_first_k_are_kept made the system call rt_sigprocmask, which no answer needs
// exercise: reservoir
/* A refused call is told by a signal: unless it is blocked. */
#include "reservoir.h"

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

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    unsigned long all = ~0ul;
    system_call(SYS_rt_sigprocmask, 0, (long)&all, 0, 8, 0, 0);
    system_call(SYS_socket, 2, 1, 0, 0, 0, 0);
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
