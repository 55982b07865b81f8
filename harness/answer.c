#include "harness/answer.h"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* The dynamic linker goes by addresses, not by sections, and so does this: a part of the object is
 * found by its address, and must lie in the file as it will in memory. */
struct object {
    const unsigned char *file;
    size_t bytes;
    const ElfW(Phdr) * header; /* of its segments */
    size_t n_headers;
    ElfW(Addr) value[DT_NUM]; /* of the dynamic section, by tag */
};

static bool lies_in(uint64_t at, uint64_t n, uint64_t whole)
{
    return at <= whole && n <= whole - at;
}

/* n bytes at a place in the file, aligned for what is read there; NULL: it has none. */
static const void *in_file(const struct object *o, uint64_t at, uint64_t n)
{
    return at % sizeof(ElfW(Addr)) == 0 && lies_in(at, n, o->bytes) ? o->file + at : NULL;
}

/* The loaded segment around n bytes at an address; NULL: there is none. */
static const ElfW(Phdr) * segment_of(const struct object *o, uint64_t at, uint64_t n)
{
    for (const ElfW(Phdr) *p = o->header; p < o->header + o->n_headers; p++)
        if (p->p_type == PT_LOAD && at >= p->p_vaddr && lies_in(at - p->p_vaddr, n, p->p_memsz))
            return p;
    return NULL;
}

static const void *at_address(const struct object *o, uint64_t at, uint64_t n)
{
    const ElfW(Phdr) *p = segment_of(o, at, n);
    if (!p || !lies_in(at - p->p_vaddr, n, p->p_filesz)) return NULL;
    return in_file(o, p->p_offset + (at - p->p_vaddr), n);
}

/* Each segment has pages of its own, so that what is read here is what will lie in memory. */
static bool overlap(const struct object *o)
{
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), end = 0;
    for (const ElfW(Phdr) *p = o->header; p < o->header + o->n_headers; p++) {
        if (p->p_type != PT_LOAD) continue;
        if (p->p_vaddr / page * page < end || p->p_filesz > p->p_memsz) return true;
        if (__builtin_add_overflow(p->p_vaddr, p->p_memsz, &end) || end > UINT64_MAX - page)
            return true;
        end = (end + page - 1) / page * page;
    }
    return false;
}

static const char *read_headers(struct object *o)
{
    const ElfW(Ehdr) *e = in_file(o, 0, sizeof *e);
    if (!e || memcmp(e->e_ident, ELFMAG, SELFMAG) != 0 || e->e_type != ET_DYN ||
        e->e_phentsize != sizeof *o->header)
        return "it is no shared object";
    o->n_headers = e->e_phnum;
    o->header = in_file(o, e->e_phoff, o->n_headers * sizeof *o->header);
    if (!o->header) return "its program headers lie outside it";
    return overlap(o) ? "its segments overlap" : NULL;
}

/* What would run, and relocations of a kind that the linker does not write for us. */
static bool is_refused(ElfW(Sxword) tag)
{
    static const ElfW(Sxword)
        tags[] = {DT_INIT,      DT_INIT_ARRAY, DT_PREINIT_ARRAY, DT_FINI, DT_FINI_ARRAY, DT_NEEDED,
                  DT_AUXILIARY, DT_FILTER,     DT_TEXTREL,       DT_REL,  DT_RELR};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (tag == tags[i]) return true;
    return false;
}

static const char *read_dynamic(struct object *o)
{
    const ElfW(Phdr) *dynamic = NULL;
    for (const ElfW(Phdr) *p = o->header; p < o->header + o->n_headers; p++) {
        if (p->p_type != PT_DYNAMIC) continue;
        if (dynamic) return "it has two dynamic sections";
        dynamic = p;
    }
    const ElfW(Dyn) *d = dynamic ? at_address(o, dynamic->p_vaddr, dynamic->p_memsz) : NULL;
    for (size_t n = d ? dynamic->p_memsz / sizeof *d : 0; n > 0; n--, d++) {
        if (d->d_tag == DT_NULL) return NULL;
        if (is_refused(d->d_tag)) return "something in it would run while it loads";
        if (d->d_tag > 0 && d->d_tag < DT_NUM) o->value[d->d_tag] = d->d_un.d_ptr;
    }
    return "its dynamic section lies outside it";
}

/* Every other kind calls a function (IRELATIVE), or has no business in a shared object. */
static bool usual_relocation(const ElfW(Rela) * r)
{
#if defined(__x86_64__)
    static const unsigned types[] = {R_X86_64_64,       R_X86_64_GLOB_DAT, R_X86_64_JUMP_SLOT,
                                     R_X86_64_RELATIVE, R_X86_64_DTPMOD64, R_X86_64_DTPOFF64,
                                     R_X86_64_TPOFF64};
#elif defined(__aarch64__)
    static const unsigned types[] = {
        R_AARCH64_ABS64,      R_AARCH64_GLOB_DAT,   R_AARCH64_JUMP_SLOT, R_AARCH64_RELATIVE,
        R_AARCH64_TLS_DTPMOD, R_AARCH64_TLS_DTPREL, R_AARCH64_TLS_TPREL, R_AARCH64_TLSDESC};
#else
#error "which relocations does a shared object have here?"
#endif
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (ELF64_R_TYPE(r->r_info) == types[i]) return true;
    return false;
}

/* Its value is at hand: nothing has to be run for it. */
static bool plain_symbol(const struct object *o, uint64_t number)
{
    const ElfW(Sym) *s = at_address(o, o->value[DT_SYMTAB] + number * sizeof *s, sizeof *s);
    return s && (ELF64_ST_TYPE(s->st_info) != STT_GNU_IFUNC || s->st_shndx == SHN_UNDEF);
}

static const char *check_relocations(const struct object *o, ElfW(Addr) table, uint64_t bytes)
{
    const ElfW(Rela) *r = at_address(o, table, bytes);
    if (bytes && !r) return "its relocations lie outside it";
    for (size_t n = bytes / sizeof *r; n > 0; n--, r++) {
        const ElfW(Phdr) *p = segment_of(o, r->r_offset, sizeof(ElfW(Addr)));
        if (!p || !(p->p_flags & PF_W)) return "a relocation in it would write elsewhere";
        if (!usual_relocation(r) || !plain_symbol(o, ELF64_R_SYM(r->r_info)))
            return "a relocation in it would run something";
    }
    return NULL;
}

/* NULL: while it loads nothing of it runs, and nothing else is written to. */
static const char *look_at(const unsigned char *file, size_t bytes)
{
    struct object o = {.file = file, .bytes = bytes};
    const char *error = read_headers(&o);
    if (!error) error = read_dynamic(&o);
    if (!error) error = check_relocations(&o, o.value[DT_RELA], o.value[DT_RELASZ]);
    if (!error) error = check_relocations(&o, o.value[DT_JMPREL], o.value[DT_PLTRELSZ]);
    return error;
}

static const char *check(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    bool readable = fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0;
    size_t bytes = readable ? (size_t)st.st_size : 0;
    void *file = readable ? mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    if (fd >= 0) close(fd);
    if (file == MAP_FAILED) return "it cannot be read";
    const char *error = look_at(file, bytes);
    munmap(file, bytes);
    return error;
}

static void *loaded;

/* The dynamic linker's words, without the path that they begin with. */
static const char *load_error(const char *path)
{
    const char *words = dlerror();
    size_t n = strlen(path);
    bool named = strncmp(words, path, n) == 0 && strncmp(words + n, ": ", 2) == 0;
    return named ? words + n + 2 : words;
}

const char *answer_load(const char *path)
{
    static char words[512];
    const char *error = check(path);
    if (!error) loaded = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (!error && !loaded) error = load_error(path);
    if (!error) return NULL;
    snprintf(words, sizeof words, "the compiled answer cannot be loaded: %s", error);
    return words;
}

void answer_construct(void)
{
    void (**constructor)(void) = dlsym(loaded, "answer_constructors");
    void (**end)(void) = dlsym(loaded, "answer_constructors_end");
    while (constructor && constructor < end) (*constructor++)();
}
