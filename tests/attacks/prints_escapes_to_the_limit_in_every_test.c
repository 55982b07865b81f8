// expect: pass
// exercise: reservoir
/* 60 KB in each test, of bytes that take three on the wire and six in a report. That is within what
 * is granted, and the whole of it has to fit. */
#include "reservoir.h"

#include <stdio.h>
#include <string.h>

static void print(void)
{
    static char escapes[60 * 1024];
    if (escapes[0]) return;
    memset(escapes, '\033', sizeof escapes);
    fwrite(escapes, 1, sizeof escapes, stdout);
}

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    print();
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
