// expect: no-compile build/it_compiles does not define `reservoir_push` (as an ordinary, visible function)
// exercise: reservoir
/* Somewhere in the runner, which always lies at the same place. */
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

__asm__(".globl reservoir_push\n"
        ".type reservoir_push, @function\n"
        ".set reservoir_push, 0x401000");
