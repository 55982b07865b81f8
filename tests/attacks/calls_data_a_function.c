// expect: no-compile build/it_compiles does not define `reservoir_push` (as an ordinary, visible function)
// exercise: reservoir
/* The type of a symbol is what the assembler is told. */
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

__asm__(".pushsection .rodata\n"
        ".globl reservoir_push\n"
        ".type reservoir_push, @function\n"
        "reservoir_push: .byte 0x31, 0xC0, 0xC3\n"
        ".popsection");
