// expect: pass no text
// exercise: reservoir
/* Overlong forms, halves of pairs, what lies beyond Unicode, lone and missing continuations. */
#include "reservoir.h"

#include <stdbool.h>
#include <stdio.h>

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    static bool printed;
    if (!printed)
        puts("no text: \xff\xfe \xc0\xaf \xe0\x80\xaf \xed\xa0\xbd\xed\xb8\x80 \xf4\x90\x80\x80 "
             "\xf8\x88\x80\x80\x80 \x80\xbf \xe2\x82 \xf0\x9f\x92");
    printed = true;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
