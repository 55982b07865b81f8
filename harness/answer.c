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

static bool lies_in(size_t offset, size_t bytes, size_t whole)
{
    return offset <= whole && bytes <= whole - offset;
}

static bool runs_at_load(const ElfW(Dyn) * d)
{
    static const long tags[] = {DT_INIT,      DT_INIT_ARRAY, DT_PREINIT_ARRAY,
                                DT_FINI,      DT_FINI_ARRAY, DT_NEEDED,
                                DT_AUXILIARY, DT_FILTER,     DT_TEXTREL};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (d->d_tag == tags[i]) return true;
    return false;
}

/* The dynamic section names nothing that would run; sections tell of relocations that call
 * (IRELATIVE). */
static const char *look_at(const unsigned char *file, size_t bytes)
{
    const ElfW(Ehdr) *e = (const void *)file;
    if (bytes < sizeof *e || memcmp(e->e_ident, ELFMAG, SELFMAG) != 0) return "it is no ELF file";
    if (!lies_in(e->e_phoff, (size_t)e->e_phnum * sizeof(ElfW(Phdr)), bytes))
        return "its program headers lie outside it";
    const ElfW(Phdr) *p = (const void *)(file + e->e_phoff);
    for (int i = 0; i < e->e_phnum; i++) {
        if (p[i].p_type != PT_DYNAMIC) continue;
        if (!lies_in(p[i].p_offset, p[i].p_filesz, bytes))
            return "its dynamic section lies outside it";
        const ElfW(Dyn) *d = (const void *)(file + p[i].p_offset);
        for (size_t k = 0; k < p[i].p_filesz / sizeof *d && d[k].d_tag != DT_NULL; k++)
            if (runs_at_load(&d[k])) return "something in it would run while it loads";
    }
    return NULL;
}

static bool calls_while_relocating(const unsigned char *file, size_t bytes)
{
    const ElfW(Ehdr) *e = (const void *)file;
    if (!lies_in(e->e_shoff, (size_t)e->e_shnum * sizeof(ElfW(Shdr)), bytes)) return true;
    const ElfW(Shdr) *s = (const void *)(file + e->e_shoff);
    for (int i = 0; i < e->e_shnum; i++) {
        if (s[i].sh_type != SHT_DYNSYM) continue;
        if (!lies_in(s[i].sh_offset, s[i].sh_size, bytes)) return true;
        const ElfW(Sym) *symbol = (const void *)(file + s[i].sh_offset);
        for (size_t k = 0; k < s[i].sh_size / sizeof *symbol; k++)
            if ((symbol[k].st_info & 15) == STT_GNU_IFUNC) return true;
    }
    return false;
}

static const char *check(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0 || st.st_size <= 0) return "it cannot be read";
    size_t bytes = (size_t)st.st_size;
    const unsigned char *file = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (file == MAP_FAILED) return "it cannot be read";
    const char *error = look_at(file, bytes);
    if (!error && calls_while_relocating(file, bytes))
        error = "a symbol in it is computed by running it";
    munmap((void *)file, bytes);
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
