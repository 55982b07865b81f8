// expect: fail basics/a_rate_is_the_share_that_is_selected made the system call mmap, which no answer needs
// exercise: demographic_parity
/* Finds pthread_create in the memory of the C library. */
#include "demographic_parity.h"

#include <link.h>
#include <pthread.h>
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

static void *spin(void *nothing)
{
    for (volatile int on = 1; on;) continue;
    return nothing;
}

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    (void)yhat, (void)group, (void)w_opt, (void)n, (void)n_groups, (void)min_support, (void)how;
    (void)rate, (void)difference, (void)ratio;
    pthread_t thread;
    int (*start)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) =
        symbol("pthread_create");
    for (int i = 0; i < 64 && start; i++) start(&thread, NULL, spin, NULL);
    return ML_OK;
}
