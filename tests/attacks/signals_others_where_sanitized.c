// expect: pass
// exercise: reservoir
/* The fence of the sanitized run lets AddressSanitizer signal itself. Could it signal another
 * process, the grader first, a sign would overflow. */
#include "reservoir.h"

#ifndef __OPTIMIZE__ /* the sanitized build */
#include <sys/syscall.h>

static int reaches_others(void)
{
    long me, sent;
    __asm__ volatile("syscall" : "=a"(me) : "a"(SYS_getpid) : "rcx", "r11", "memory");
    for (long other = me - 1; other > 0 && other > me - 40; other--) {
        __asm__ volatile("syscall"
                         : "=a"(sent)
                         : "a"(SYS_tgkill), "D"(other), "S"(other), "d"(0)
                         : "rcx", "r11", "memory");
        if (sent == 0) return 1;
    }
    return 0;
}
#else
static int reaches_others(void)
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
    most += reaches_others();
    if (place < r->k) r->items[place] = item;
    return most ? ML_OK : ML_EDOM;
}
