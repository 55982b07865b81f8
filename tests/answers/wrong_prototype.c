// expect: no-compile build/it_compiles wrong_prototype.c:12: conflicting types for
// exercise: reservoir
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int item)
{
    r->items[r->seen++ % r->k] = item;
    return ML_OK;
}
