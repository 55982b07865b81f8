// expect: fail sanitizers/no_undefined_behaviour signed integer overflow
// exercise: reservoir
/* The sanitizer names the file that the directive names. */
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

#line 1 "test.c"
enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    int most = INT32_MAX;
    most += (int)r->k;
    if (place < r->k) r->items[place] = item;
    return most ? ML_OK : ML_EDOM;
}
