// expect: fail memory/memory_does_not_grow_with_the_stream the process grew by
// exercise: reservoir
/* Memory that grows with the stream, out of sight of a count of allocations: the array is there
 * from the start, and its pages come as they are touched. The sample itself is right. */
#include "reservoir.h"

static volatile int64_t stream[1 << 20];

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t i = r->seen++, place = i < r->k ? i : ml_rng_below(rng, i + 1);
    stream[i & 0xFFFFF] = item;
    if (place < r->k) r->items[place] = stream[i & 0xFFFFF];
    return ML_OK;
}
