#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    (void)r, (void)items, (void)k;
    return ML_OK; /* TODO: refuse what the contract refuses; remember the caller's buffer and its size; start an empty stream */
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    (void)r, (void)item, (void)rng;
    return ML_OK; /* TODO: fill the first k places; after that, decide whether this item stays, and whose place it takes */
}
