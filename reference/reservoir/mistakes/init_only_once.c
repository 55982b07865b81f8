// expect: fail contract/init_forgets_the_stream_before
// says: A struct that already points to this buffer is taken for one that is set up, so its old stream goes on. reservoir_init starts anew, whatever *r holds.
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    if (r->items == items && r->k == k) return ML_OK;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t i = r->seen++;
    if (i < r->k) {
        r->items[i] = item;
        return ML_OK;
    }
    uint64_t place = ml_rng_below(rng, i + 1);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
