// expect: fail basics/the_first_k_are_kept made the system call rt_sigaction, which no answer needs
// exercise: reservoir
/* A handler turns a crash into the status of success; the kernel is asked itself. */
#include "reservoir.h"

#include <signal.h>
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

static void succeed(void)
{
    system_call(SYS_exit_group, 0, 0, 0, 0, 0, 0);
}

/* as the kernel knows it */
static const struct {
    void (*handler)(void);
    unsigned long flags;
    void (*restorer)(void);
    unsigned long mask;
} action = {succeed, SA_NODEFER | 0x04000000 /* there is a restorer */, succeed, 0};

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    system_call(SYS_rt_sigaction, SIGSEGV, (long)&action, 0, 8, 0, 0);
    *(volatile int *)NULL = 0;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
