// expect: fail contract/two_samplers_do_not_disturb_each_other
// says: w and the skip are statics: init resets them, so one stream at a time works, but two live samplers eat each other's skips. State belongs in *r.
#include "reservoir.h"

#include <math.h>

static double w;
static uint64_t skip;

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    w = 1;
    skip = 0;
    return ML_OK;
}

static void draw_skip(struct reservoir *r, struct ml_rng *rng)
{
    w *= exp(log(ml_rng_uniform(rng)) / (double)r->k);
    double gap = floor(log(ml_rng_uniform(rng)) / log1p(-w));
    skip = gap < 0x1p63 ? (uint64_t)gap : UINT64_MAX;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t i = r->seen++;
    if (i < r->k) {
        r->items[i] = item;
        if (i + 1 == r->k) draw_skip(r, rng);
    } else if (skip > 0) {
        skip--;
    } else {
        r->items[ml_rng_below(rng, r->k)] = item;
        draw_skip(r, rng);
    }
    return ML_OK;
}
