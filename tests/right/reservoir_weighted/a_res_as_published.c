// expect: pass
/* A-Res with the paper's key, of which the k largest are kept, by its logarithm log(u)/w. Draws for
 * every item; the heap, least key on top, is made when the sample is full. */
#include "reservoir_weighted.h"

#include <math.h>

enum ml_status reservoir_weighted_init(struct reservoir_weighted *r, int64_t *items, double *keys,
                                       size_t k)
{
    if (!r || !items || !keys || k == 0) return ML_EINVAL;
    *r = (struct reservoir_weighted){.k = k, .items = items, .keys = keys};
    return ML_OK;
}

static void swap(struct reservoir_weighted *r, size_t a, size_t b)
{
    int64_t item = r->items[a];
    double key = r->keys[a];
    r->items[a] = r->items[b], r->keys[a] = r->keys[b];
    r->items[b] = item, r->keys[b] = key;
}

static void sift_down(struct reservoir_weighted *r, size_t at)
{
    for (;;) {
        size_t least = at, left = 2 * at + 1, right = left + 1;
        if (left < r->k && r->keys[left] < r->keys[least]) least = left;
        if (right < r->k && r->keys[right] < r->keys[least]) least = right;
        if (least == at) return;
        swap(r, at, least);
        at = least;
    }
}

enum ml_status reservoir_weighted_push(struct reservoir_weighted *r, int64_t item, double weight,
                                       struct ml_rng *rng)
{
    if (r == NULL || rng == NULL) return ML_EINVAL;
    if (isnan(weight) || weight < 0 || weight == INFINITY) return ML_EINVAL;
    if (weight == 0) return ML_OK;
    double key = log(ml_rng_uniform(rng)) / weight;
    if (r->seen < r->k) {
        r->items[r->seen] = item;
        r->keys[r->seen++] = key;
        if (r->seen == r->k)
            for (size_t at = r->k; at-- > 0;) sift_down(r, at);
        return ML_OK;
    }
    r->seen++;
    if (key <= r->keys[0]) return ML_OK;
    r->items[0] = item;
    r->keys[0] = key;
    sift_down(r, 0);
    return ML_OK;
}
