// expect: pass
// exercise: reservoir
/* A constant table of functions, one for filling and one for replacing. */
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

typedef uint64_t (*place_of)(const struct reservoir *r, struct ml_rng *rng);

static uint64_t next_free(const struct reservoir *r, struct ml_rng *rng)
{
    (void)rng;
    return r->seen;
}

static uint64_t any_of_all(const struct reservoir *r, struct ml_rng *rng)
{
    return ml_rng_below(rng, r->seen + 1);
}

static const place_of places[] = {next_free, any_of_all};

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t place = places[r->seen >= r->k](r, rng);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
