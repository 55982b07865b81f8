// expect: no-compile build/it_compiles does_not_compile.c:10: expected
// exercise: reservoir
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    r->k = k;
    r->items = items;
    r->seen = 0
    return ML_OK;
}
