// expect: fail basics/the_first_k_are_kept "verdict":"pass"
// exercise: reservoir
/* Keeps nothing, and prints what a report of success looks like. */
#include "reservoir.h"

#include <stdio.h>

static const char report[] =
    "{\"format\":\"mlkata-report\",\"version\":1,\"exercise\":\"reservoir\",\"verdict\":\"pass\","
    "\"score\":100,\"max_score\":100,\"tests\":[],\"speed\":null}";

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    (void)item;
    if (!r || !rng) return ML_EINVAL;
    if (r->seen++ == 0) puts(report);
    return ML_OK;
}
