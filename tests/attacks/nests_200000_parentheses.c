// expect: no-compile build/it_compiles
// exercise: reservoir
/* The compiler runs out of its own stack. */
#include "reservoir.h"

#define OPEN1 ((((((((((
#define SHUT1 ))))))))))
#define OPEN2 OPEN1 OPEN1 OPEN1 OPEN1 OPEN1 OPEN1 OPEN1 OPEN1 OPEN1 OPEN1
#define SHUT2 SHUT1 SHUT1 SHUT1 SHUT1 SHUT1 SHUT1 SHUT1 SHUT1 SHUT1 SHUT1
#define OPEN3 OPEN2 OPEN2 OPEN2 OPEN2 OPEN2 OPEN2 OPEN2 OPEN2 OPEN2 OPEN2
#define SHUT3 SHUT2 SHUT2 SHUT2 SHUT2 SHUT2 SHUT2 SHUT2 SHUT2 SHUT2 SHUT2
#define OPEN4 OPEN3 OPEN3 OPEN3 OPEN3 OPEN3 OPEN3 OPEN3 OPEN3 OPEN3 OPEN3
#define SHUT4 SHUT3 SHUT3 SHUT3 SHUT3 SHUT3 SHUT3 SHUT3 SHUT3 SHUT3 SHUT3
#define OPEN5 OPEN4 OPEN4 OPEN4 OPEN4 OPEN4 OPEN4 OPEN4 OPEN4 OPEN4 OPEN4
#define SHUT5 SHUT4 SHUT4 SHUT4 SHUT4 SHUT4 SHUT4 SHUT4 SHUT4 SHUT4 SHUT4

static const int one = OPEN5 OPEN5 1 SHUT5 SHUT5;

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
