// expect: rejected build/it_keeps_to_the_contract `reservoir_push` is an IFUNC
// exercise: reservoir
/* The resolver runs while the answer is loaded. */
#include <stdio.h>
#include <unistd.h>

#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

static enum ml_status push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    if (r->seen < r->k) r->items[r->seen] = item;
    r->seen++;
    return ML_OK;
}

__attribute__((used)) static void *choose(void)
{
    puts("100%: Checks: 20, Failures: 0, Errors: 0");
    _exit(0);
    return (void *)push;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
    __attribute__((ifunc("choose")));
