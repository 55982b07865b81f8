/* The compiled answer, which the judge itself loads: any bytes as the shared object.
 *
 * What must hold: of an object that is let through, the dynamic linker runs nothing while it loads,
 * and writes nowhere but to that object's own writable memory. What it would do is read here as
 * glibc reads it: by addresses, in the object as it lies in memory, not by its sections. */
#include <dlfcn.h>
#include <elf.h>
#include <string.h>

#include "harness/answer.h"
#include "tests/fuzz/fuzz.h"

enum { IMAGE_MAX = 1 << 20 };

static bool let_through;

/* ---- in the place of the C library's ---- */

void *dlopen(const char *path, int how)
{
    (void)path, (void)how;
    let_through = true;
    return NULL;
}

char *dlerror(void)
{
    static char words[] = "not loaded";
    return words;
}

/* ---- the dynamic linker's view ---- */

struct image {
    const uint8_t *file;
    size_t n;
    Elf64_Ehdr e;
    uint8_t *bytes; /* IMAGE_MAX, from address 0 */
    Elf64_Addr dynamic;
};

static bool get(void *to, size_t size, const uint8_t *from, size_t n, uint64_t at)
{
    if (at > n || size > n - at) return false;
    memcpy(to, from + at, size);
    return true;
}

static bool get_header(const struct image *m, size_t i, Elf64_Phdr *p)
{
    return get(p, sizeof *p, m->file, m->n, m->e.e_phoff + i * sizeof *p);
}

/* Loads the segments in their order. False: the dynamic linker refuses it, or it is too large for
 * this check. */
static bool load(struct image *m)
{
    Elf64_Phdr p;
    if (!get(&m->e, sizeof m->e, m->file, m->n, 0) || m->e.e_ident[EI_CLASS] != ELFCLASS64 ||
        m->e.e_type != ET_DYN || m->e.e_phentsize != sizeof p)
        return false;
    for (size_t i = 0; i < m->e.e_phnum; i++) {
        if (!get_header(m, i, &p)) return false;
        if (p.p_type == PT_DYNAMIC) m->dynamic = p.p_vaddr;
        if (p.p_type != PT_LOAD) continue;
        if (p.p_memsz > IMAGE_MAX || p.p_vaddr > IMAGE_MAX - p.p_memsz || p.p_filesz > p.p_memsz ||
            p.p_offset > m->n || p.p_filesz > m->n - p.p_offset)
            return false;
        memset(m->bytes + p.p_vaddr, 0, p.p_memsz);
        if (p.p_filesz) memcpy(m->bytes + p.p_vaddr, m->file + p.p_offset, p.p_filesz);
    }
    return m->dynamic != 0;
}

static bool is_own(const struct image *m, Elf64_Addr at, size_t size)
{
    Elf64_Phdr p;
    for (size_t i = 0; i < m->e.e_phnum; i++)
        if (get_header(m, i, &p) && p.p_type == PT_LOAD && (p.p_flags & PF_W) && at >= p.p_vaddr &&
            p.p_memsz >= size && at - p.p_vaddr <= p.p_memsz - size)
            return true;
    return false;
}

/* The last entry of that kind counts. 0 where there is none. */
static uint64_t find(const struct image *m, Elf64_Sxword tag)
{
    Elf64_Dyn d = {.d_tag = DT_NULL};
    uint64_t value = 0;
    for (uint64_t at = m->dynamic; get(&d, sizeof d, m->bytes, IMAGE_MAX, at); at += sizeof d) {
        if (d.d_tag == DT_NULL) return value;
        if (d.d_tag == tag) value = d.d_un.d_val;
    }
    return value;
}

static void check_table(const struct image *m, Elf64_Sxword table, Elf64_Sxword size)
{
    Elf64_Rela r;
    Elf64_Sym s;
    uint64_t at = find(m, table), n = at ? find(m, size) / sizeof r : 0;
    for (; n > 0 && get(&r, sizeof r, m->bytes, IMAGE_MAX, at); n--, at += sizeof r) {
        uint64_t symbol = find(m, DT_SYMTAB) + ELF64_R_SYM(r.r_info) * sizeof s;
        MUST(ELF64_R_TYPE(r.r_info) != R_X86_64_IRELATIVE);
        MUST(is_own(m, r.r_offset, sizeof(Elf64_Addr)));
        if (ELF64_R_SYM(r.r_info) == 0 || !get(&s, sizeof s, m->bytes, IMAGE_MAX, symbol)) continue;
        MUST(ELF64_ST_TYPE(s.st_info) != STT_GNU_IFUNC || s.st_shndx == SHN_UNDEF);
    }
}

static void check_loading(const struct image *m)
{
    static const Elf64_Sxword runs[] = {DT_INIT, DT_INIT_ARRAY, DT_FINI, DT_FINI_ARRAY, DT_NEEDED};
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) MUST(find(m, runs[i]) == 0);
    check_table(m, DT_RELA, DT_RELASZ);
    check_table(m, DT_JMPREL, DT_PLTRELSZ);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct image m = {.file = data, .n = size};
    let_through = false;
    fuzz_check_line(answer_load(fuzz_file(data, size)));
    if (!let_through) return 0;
    m.bytes = calloc(IMAGE_MAX, 1);
    MUST(m.bytes);
    if (load(&m)) check_loading(&m);
    free(m.bytes);
    return 0;
}
