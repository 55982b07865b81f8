// expect: rejected build/it_keeps_to_the_contract section `.preinit_array`: constructors and destructors run outside
// exercise: reservoir
/* What runs before every constructor. */
#include <stdio.h>
#include <unistd.h>

#include "reservoir.h"

__attribute__((used)) static void pass(void)
{
    puts("100%: Checks: 20, Failures: 0, Errors: 0");
    _exit(0);
}

__asm__(".pushsection .preinit_array, \"aw\"\n"
        ".quad pass\n"
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
