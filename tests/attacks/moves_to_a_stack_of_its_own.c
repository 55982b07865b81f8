// expect: pass
// exercise: reservoir
/* A static array serves as well as any, if the old stack is back in time. */
#include "reservoir.h"

static void nothing(void)
{
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
    static _Alignas(16) char stack[4096];
    __asm__ volatile(
        "mov %%rsp, %%rbx\n\tmov %0, %%rsp\n\tpush %%rax\n\tcall *%1\n\tmov %%rbx, %%rsp"
        :
        : "r"(stack + sizeof stack), "r"(nothing)
        : "rbx", "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory", "cc");
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
