// expect: fail basics/the_first_k_are_kept made the system call clone, which no answer needs
// exercise: reservoir
/* Finds fork in the memory of the C library. */
#include "reservoir.h"

#include <link.h>
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

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    int (*split)(void) = symbol("fork");
    if (split && split() == 0)
        for (;;) continue;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
