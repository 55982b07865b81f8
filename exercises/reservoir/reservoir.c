#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    /* TODO
     * 1. refuse what the contract refuses, before anything is written
     * 2. remember the caller's buffer and its size, and start an empty stream */
    (void)r, (void)items, (void)k;
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    /* TODO
     * 1. refuse what the contract refuses
     * 2. while there are free places, fill them
     * 3. after that, decide whether this item stays, and whose place it takes */
    (void)r, (void)item, (void)rng;
    return ML_OK;
}
