// expect: fail contract/the_same_seed_gives_the_same_sample
// says: w is a static and init does not reset it: the second stream starts with the tiny w that the first one ended with, and keeps far too few of its items.
#include "reservoir.h"

#include <math.h>

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

static double w = 1;

static void draw_skip(struct reservoir *r, struct ml_rng *rng)
{
    w *= exp(log(ml_rng_uniform(rng)) / (double)r->k);
    double gap = floor(log(ml_rng_uniform(rng)) / log1p(-w));
    r->skip = gap < 0x1p63 ? (uint64_t)gap : UINT64_MAX;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t i = r->seen++;
    if (i < r->k) {
        r->items[i] = item;
        if (i + 1 == r->k) draw_skip(r, rng);
    } else if (r->skip > 0) {
        r->skip--;
    } else {
        r->items[ml_rng_below(rng, r->k)] = item;
        draw_skip(r, rng);
    }
    return ML_OK;
}
