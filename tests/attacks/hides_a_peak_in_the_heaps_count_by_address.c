// expect: fail memory/memory_does_not_grow_with_the_stream of memory should have been held at once
// exercise: reservoir
/* Keeps the whole stream, and then calls what the judge calls before a trial. */
#include "reservoir.h"

#include <link.h>
#include <stdlib.h>
#include <string.h>

/* The runner lies at a fixed address; from its dynamic section the list of what is loaded hangs. */
static const struct link_map *loaded(void)
{
    const ElfW(Ehdr) *e = (const void *)0x400000;
    const ElfW(Phdr) *p = (const void *)((uintptr_t)e + e->e_phoff);
    while (p->p_type != PT_DYNAMIC) p++;
    const ElfW(Dyn) *d = (const void *)p->p_vaddr;
    while (d->d_tag != DT_DEBUG) d++;
    return ((const struct r_debug *)d->d_un.d_ptr)->r_map;
}

static void *symbol(const char *name)
{
    for (const struct link_map *m = loaded(); m; m = m->l_next) {
        const ElfW(Sym) *s = NULL;
        const char *strings = NULL;
        for (const ElfW(Dyn) *d = m->l_ld; d->d_tag != DT_NULL; d++) {
            if (d->d_tag == DT_SYMTAB) s = (const void *)d->d_un.d_ptr;
            if (d->d_tag == DT_STRTAB) strings = (const void *)d->d_un.d_ptr;
        }
        if ((uintptr_t)s < 65536) continue; /* the vDSO: not an address */
        for (; (const char *)s < strings; s++)
            if (s->st_shndx && strcmp(strings + s->st_name, name) == 0)
                return (void *)(m->l_addr + s->st_value);
    }
    return NULL;
}

static void keep(uint64_t i, int64_t item)
{
    static int64_t *all;
    static void (*start_anew)(size_t);
    if (!start_anew) start_anew = symbol("heap_before_trial");
    if (!all) all = malloc(300000 * sizeof *all);
    if (all && i < 300000) all[i] = item;
    if (start_anew) start_anew(64 << 20);
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
    keep(r->seen, item);
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
