// expect: rejected build/it_keeps_to_the_contract `main` is visible outside of your file
// exercise: reservoir
#include <stdio.h>

#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}

int main(void)
{
    int64_t items[3];
    struct reservoir r;
    struct ml_rng rng = {{1, 2, 3, 4}, 0};
    reservoir_init(&r, items, 3);
    for (int i = 0; i < 10; i++) reservoir_push(&r, i, &rng);
    printf("%d\n", (int)items[0]);
    return 0;
}
