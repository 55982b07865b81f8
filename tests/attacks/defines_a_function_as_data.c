// expect: no-compile build/it_compiles does not define `reservoir_push` (as an ordinary, visible function)
// exercise: reservoir
/* A call of it would run these bytes: xor eax, eax; ret. */
#include "ml.h"

struct reservoir {
    size_t k;
    uint64_t seen;
    int64_t *items;
    double w;
    uint64_t skip;
};

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k);
enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

const unsigned char reservoir_push[] = {0x31, 0xC0, 0xC3};
