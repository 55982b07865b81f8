// expect: fail contract/only_places_with_an_item_are_written
// says: reservoir_init clears the buffer. It is the caller's and may hold what they still need; a place is written when its first item comes.
#include "reservoir.h"

#include <string.h>

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    memset(items, 0, k * sizeof *items);
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
