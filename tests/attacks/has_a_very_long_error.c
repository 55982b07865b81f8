// expect: no-compile build/it_compiles has_a_very_long_error.c:10:
// exercise: reservoir
/* A hundred thousand letters in one line of the compiler's. */
#include "reservoir.h"

#define A(x) x x x x x x x x x x
#define B(x) A(A(A(A(x))))
#define TEXT(x) TEXT_(x)
#define TEXT_(x) #x
_Static_assert(0, TEXT(B(forty_letters_which_all_say_the_same_)));

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
