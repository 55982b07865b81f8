// expect: pass
// exercise: reservoir
/* AddressSanitizer maps terabytes, so that a limit on all that a process maps cannot be a small
 * one. Could the answer map 64 GB more, a sign would overflow. */
#include "reservoir.h"

#ifndef __OPTIMIZE__ /* the sanitized build */
#include <sys/mman.h>
#include <sys/syscall.h>

static int maps_more(void)
{
    register long flags __asm__("r10") = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    register long file __asm__("r8") = -1, from __asm__("r9") = 0;
    long at;
    __asm__ volatile("syscall"
                     : "=a"(at)
                     : "a"(SYS_mmap), "D"(0), "S"(64L << 30), "d"(PROT_READ | PROT_WRITE),
                       "r"(flags), "r"(file), "r"(from)
                     : "rcx", "r11", "memory");
    return at > 0 || at < -4095;
}
#else
static int maps_more(void)
{
    return 0;
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
    int most = INT32_MAX;
    most += maps_more();
    if (place < r->k) r->items[place] = item;
    return most ? ML_OK : ML_EDOM;
}
