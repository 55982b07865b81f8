// expect: fail memory/memory_does_not_grow_with_the_stream
// says: The keys of the sample are allocated and nobody frees them: the contract has no function that could. *r and items have to be enough.
#include "reservoir.h"

#include <stdlib.h>

/* The k smallest of uniform keys, one an item; skip holds the address of the keys. */
enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    double *keys = calloc(k, sizeof *keys);
    if (!keys) return ML_ENOMEM;
    *r = (struct reservoir){.k = k, .items = items, .skip = (uint64_t)(uintptr_t)keys};
    return ML_OK;
}

static size_t largest(const double *keys, size_t k)
{
    size_t at = 0;
    for (size_t i = 1; i < k; i++)
        if (keys[i] > keys[at]) at = i;
    return at;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    double *keys = (double *)(uintptr_t)r->skip, key = ml_rng_uniform(rng);
    uint64_t i = r->seen++;
    if (i >= r->k && key >= r->w) return ML_OK;
    size_t place = i < r->k ? i : largest(keys, r->k);
    keys[place] = key;
    r->items[place] = item;
    if (i + 1 >= r->k) r->w = keys[largest(keys, r->k)];
    return ML_OK;
}
