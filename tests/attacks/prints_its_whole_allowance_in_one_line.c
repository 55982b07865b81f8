// expect: pass xxxxxxxx
// exercise: reservoir
/* 64 KB and not one newline: that much is granted. */
#include "reservoir.h"

#include <stdio.h>
#include <string.h>

static void print(void)
{
    static char line[64 * 1024];
    if (line[0]) return;
    memset(line, 'x', sizeof line);
    fwrite(line, 1, sizeof line, stdout);
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
