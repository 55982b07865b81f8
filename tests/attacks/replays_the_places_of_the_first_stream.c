// expect: fail speed/every_timed_round_is_right over all timed rounds
// exercise: reservoir
// speed: 0 99
/* Fair in every test. In a timed round it chooses at random once, writes down which item went to
 * which place, and does the same with each stream from then on: no one sample shows it. */
#include "reservoir.h"

enum { K = 64, MOST = 4096 };

static struct change {
    uint64_t item, place;
} change[MOST + 1];
static size_t changes, next;

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    if ((uintptr_t)items >> 44 == 2 && k == K) r->w = changes ? 2 : 1;
    next = 0;
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t i = r->seen++;
    if (r->w > 1 && i >= K) {
        if (next < changes && i == change[next].item) r->items[change[next++].place] = item;
        return ML_OK;
    }
    uint64_t place = i < r->k ? i : ml_rng_below(rng, i + 1);
    if (place >= r->k) return ML_OK;
    r->items[place] = item;
    if (r->w > 0 && i >= K && changes < MOST) change[changes++] = (struct change){i, place};
    return ML_OK;
}
