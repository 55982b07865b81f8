// expect: rejected build/it_keeps_to_the_contract section `answer` is not one that C code needs
// exercise: reservoir
/* The linker would make __start_answer and __stop_answer of it. */
#include "reservoir.h"

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

__attribute__((section("answer"))) static int64_t last = 1;

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    last = item;
    if (place < r->k) r->items[place] = item;
    return last == item ? ML_OK : ML_EDOM;
}
