#include "reservoir_weighted.h"

enum ml_status reservoir_weighted_init(struct reservoir_weighted *r, int64_t *items, double *keys,
                                       size_t k)
{
    /* TODO
     * 1. refuse what the contract refuses, before anything is written
     * 2. remember the caller's buffers and their size, and start an empty stream */
    (void)r, (void)items, (void)keys, (void)k;
    return ML_OK;
}

enum ml_status reservoir_weighted_push(struct reservoir_weighted *r, int64_t item, double weight,
                                       struct ml_rng *rng)
{
    /* TODO
     * 1. refuse what the contract refuses, and let a weight of 0 pass
     * 2. give the item a random key that says how early it would be drawn
     * 3. keep the k best keys, and the items beside them */
    (void)r, (void)item, (void)weight, (void)rng;
    return ML_OK;
}
