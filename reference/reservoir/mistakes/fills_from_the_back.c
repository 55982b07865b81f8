// expect: fail edges/a_stream_shorter_than_k_is_kept_whole
// says: The sample fills from the last place to the first, so a stream that ends early leaves it at the wrong end: after n < k items it must be in items[0 .. n).
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t i = r->seen++;
    if (i < r->k) {
        r->items[r->k - 1 - i] = item;
        return ML_OK;
    }
    uint64_t place = ml_rng_below(rng, i + 1);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
