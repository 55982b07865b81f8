// expect: rejected build/it_keeps_to_the_contract `chosen` is an IFUNC
// exercise: reservoir
/* A local one, which no table of names shows after linking. */
#include <stdio.h>
#include <unistd.h>

#include "reservoir.h"

__attribute__((used)) static void *choose(void)
{
    puts("100%: Checks: 20, Failures: 0, Errors: 0");
    _exit(0);
    return (void *)0;
}

__asm__(".type chosen, @gnu_indirect_function\n"
        ".set chosen, choose\n"
        ".pushsection .data\n"
        ".quad chosen\n"
        ".popsection");

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    if (r->seen < r->k) r->items[r->seen] = item;
    r->seen++;
    return ML_OK;
}
