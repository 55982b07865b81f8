// expect: fail basics/the_worked_example made the system call munmap, which no answer needs
// exercise: cosine_similarity
/* Whoever writes there from now on crashes. */
#define _GNU_SOURCE
#include "cosine_similarity.h"

#include <float.h>
#include <link.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
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

/* Where a function of the runner's keeps its first static pointer: mov at(%rip), %reg. */
static void *static_of(const unsigned char *code)
{
    int32_t to;
    for (int i = 0; code && i < 200; i++) {
        if (code[i] != 0x48 || code[i + 1] != 0x8B || (code[i + 2] & 0xC7) != 0x05) continue;
        memcpy(&to, code + i + 3, sizeof to);
        return *(void **)(code + i + 7 + to);
    }
    return NULL;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !(eps >= 0 && eps <= DBL_MAX)) return ML_EINVAL;
    double dot = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        dot += (double)a[i] * b[i];
        aa += (double)a[i] * a[i];
        bb += (double)b[i] * b[i];
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;
    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    bool defined = len_a > 0 && len_b > 0;
    *sim = defined ? fmax(-1, fmin(1, dot / len_a / len_b)) : NAN;
    int (*unmap)(void *, size_t) = symbol("munmap");
    void *page = static_of(symbol("trial_stop"));
    if (unmap && page) unmap(page, 4096);
    return defined ? ML_OK : ML_EDOM;
}
