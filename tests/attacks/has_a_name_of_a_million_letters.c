// expect: rejected build/it_keeps_to_the_contract aaaaaaaaaaaaaaaa…` is visible outside of your file
// exercise: reservoir
/* The report would be as long. */
#include "reservoir.h"

#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define A0 aaaaaaaaaaaaaaaa
#define A1 PASTE(A0, A0)
#define A2 PASTE(A1, A1)
#define A3 PASTE(A2, A2)
#define A4 PASTE(A3, A3)
#define A5 PASTE(A4, A4)
#define A6 PASTE(A5, A5)
#define A7 PASTE(A6, A6)
#define A8 PASTE(A7, A7)
#define A9 PASTE(A8, A8)
#define A10 PASTE(A9, A9)
#define A11 PASTE(A10, A10)
#define A12 PASTE(A11, A11)
#define A13 PASTE(A12, A12)
#define A14 PASTE(A13, A13)
#define A15 PASTE(A14, A14)
#define A16 PASTE(A15, A15)
int A16;

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
