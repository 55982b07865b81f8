// expect: fail basics/the_first_k_are_kept end 0 pass
// exercise: reservoir
/* Keeps nothing, and prints the lines by which a runner tells of tests that passed. */
#include "reservoir.h"

#include <stdio.h>

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
    for (int i = 0; i < 20 && r->seen == 0; i++)
        printf("begin %d\nend %d pass 12 %% %% %%\n", i, i);
    if (r->seen++ == 0) puts("bye");
    return ML_OK;
}
