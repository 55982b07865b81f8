// expect: fail speed/every_timed_round_is_right evenly
// exercise: reservoir
// speed: 0 99
/* Fair in every test. In a timed round, whose length it knows, it cuts the stream into 64 stretches
 * and takes one item of each: every item is as likely as another, but no two of one stretch are
 * ever kept together. That takes 64 draws instead of 100,000. */
#include "reservoir.h"

enum { K = 64, LENGTH = 100000 };

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    if ((uintptr_t)items >> 44 == 2 && k == K) r->w = 1;
    return ML_OK;
}

/* The item that stretch number i gives. */
static uint64_t choose(uint64_t i, struct ml_rng *rng)
{
    uint64_t from = i * LENGTH / K, to = (i + 1) * LENGTH / K;
    return from + ml_rng_below(rng, to - from);
}

static void take(struct reservoir *r, uint64_t i, int64_t item, struct ml_rng *rng)
{
    uint64_t stretch = i * K / LENGTH;
    r->items[stretch] = item;
    r->skip = stretch + 1 < K ? choose(stretch + 1, rng) : 0;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t i = r->seen++;
    if (i < r->k) r->items[i] = item;
    if (r->w > 0) {
        if (i == K) r->items[0] = item, r->skip = choose(1, rng); /* none of the first 64 */
        if (i > K && i == r->skip) take(r, i, item, rng);
        return ML_OK;
    }
    uint64_t place = i < r->k ? i : ml_rng_below(rng, i + 1);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
