// expect: fail contract/init_forgets_the_stream_before
// says: A skip that the last stream did not use up is still there, and the next stream starts by skipping: its first k items are lost. Everything that push relies on must be set by init.
#include "reservoir.h"

#include <math.h>

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    r->k = k;
    r->seen = 0;
    r->items = items;
    r->w = 1;
    return ML_OK;
}

static void draw_skip(struct reservoir *r, struct ml_rng *rng)
{
    r->w *= exp(log(ml_rng_uniform(rng)) / (double)r->k);
    double gap = floor(log(ml_rng_uniform(rng)) / log1p(-r->w));
    r->skip = gap < 0x1p63 ? (uint64_t)gap : UINT64_MAX;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t i = r->seen++;
    if (r->skip > 0) {
        r->skip--;
        return ML_OK;
    }
    r->items[i < r->k ? i : ml_rng_below(rng, r->k)] = item;
    if (i + 1 >= r->k) draw_skip(r, rng);
    return ML_OK;
}
