// expect: fail memory/memory_does_not_grow_with_the_stream
// says: Every item is kept in a growing array, and the sample is drawn from it. It is fair, and it is what a reservoir exists to avoid: memory must stay O(k).
#include "reservoir.h"

#include <stdlib.h>
#include <string.h>

/* skip holds the address of the array: all items so far, the sample in front. */
struct history {
    size_t room;
    int64_t item[];
};

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

static struct history *with_room(struct history *h, uint64_t n)
{
    if (h && n < h->room) return h;
    size_t room = h ? 2 * h->room : 64;
    h = realloc(h, sizeof *h + room * sizeof h->item[0]);
    if (h) h->room = room;
    return h;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    struct history *h = with_room((struct history *)(uintptr_t)r->skip, r->seen);
    if (!h) return ML_ENOMEM;
    r->skip = (uint64_t)(uintptr_t)h;
    uint64_t i = r->seen++, place = i < r->k ? i : ml_rng_below(rng, i + 1);
    h->item[i] = h->item[place];
    h->item[place] = item;
    memcpy(r->items, h->item, (i < r->k ? i + 1 : r->k) * sizeof item);
    return ML_OK;
}
