/* Algorithm R (Vitter 1985): item number i, counting from 1, is kept with probability k/i, in the
 * place of a random one.
 *
 * Why every subset is equally likely: suppose it holds for i-1 items. A subset without item i is
 * the sample if it was before and i is not kept: (1 - k/i) / C(i-1, k) = 1 / C(i, k). One with
 * item i comes from i-k subsets, each with one other item in its stead, which i replaces with
 * probability (k/i)(1/k): (i-k)/i / C(i-1, k), the same. */
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
    uint64_t i = r->seen++; /* this item's index: i earlier ones, i + 1 with it */
    if (i < r->k) {
        r->items[i] = item;
        return ML_OK;
    }
    uint64_t place = ml_rng_below(rng, i + 1);
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
