// expect: rejected build/it_keeps_to_the_contract your answer uses `_DYNAMIC`
// exercise: reservoir
/* From its own dynamic section on to every module of the process, and to every name in them. */
#include <link.h>

#include "reservoir.h"

static size_t modules(void)
{
    size_t n = 0;
    const ElfW(Dyn) *d = _DYNAMIC;
    while (d->d_tag != DT_PLTGOT) d++;
    const struct link_map *m = ((const struct link_map **)d->d_un.d_ptr)[1];
    for (; m; m = m->l_prev) n++;
    return n;
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
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (!modules()) return ML_EDOM;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
