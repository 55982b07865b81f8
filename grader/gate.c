#include "grader/gate.h"

#include <gelf.h>
#include <inttypes.h>
#include <libelf.h>
#include <string.h>

#include "grader/scratch.h"
#include "harness/stopped.h"

enum { OBJECT_LIMIT = 128 << 20 }; /* more than a compiler may write (build.c) */

static const char *const imports[] = {
    /* memory and strings */
    "memcpy", "memmove", "memset", "memcmp", "bcmp", "memchr", "mempcpy", "strlen", "strnlen",
    "strcmp", "strncmp", "strcpy", "strncpy", "strcat", "strncat", "strchr", "strrchr", "strstr",
    "strspn", "strcspn", "strpbrk", "stpcpy", "strtol", "strtoul", "strtoll", "strtoull", "strtod",
    "strtof", "atoi", "atol", "atof", "abs", "labs", "llabs", "div", "ldiv", "__ctype_b_loc",
    "__ctype_tolower_loc", "__ctype_toupper_loc", "tolower", "toupper", "__errno_location",
    /* the heap: every one of these is counted (harness/heap.c) */
    "malloc", "calloc", "realloc", "reallocarray", "free", "aligned_alloc", "posix_memalign",
    "strdup", "strndup", "qsort", "qsort_r", "bsearch",
    /* words for the learner's own eyes */
    "printf", "fprintf", "vprintf", "vfprintf", "sprintf", "snprintf", "vsprintf", "vsnprintf",
    "puts", "putchar", "fputs", "fputc", "putc", "fwrite", "fflush", "stdout", "stderr",
    "__assert_fail", "abort",
    /* the same where bounds are checked, with _FORTIFY_SOURCE, some compilers' own wish */
    "__memcpy_chk", "__memmove_chk", "__mempcpy_chk", "__memset_chk", "__strcpy_chk",
    "__stpcpy_chk", "__strncpy_chk", "__strcat_chk", "__strncat_chk", "__printf_chk",
    "__fprintf_chk", "__vfprintf_chk", "__sprintf_chk", "__snprintf_chk", "__vsprintf_chk",
    "__vsnprintf_chk",
    /* random numbers, and what compilers put in by themselves */
    "ml_rng_u64", "ml_rng_below", "ml_rng_uniform", "ml_rng_normal", "_GLOBAL_OFFSET_TABLE_",
    "__stack_chk_fail", "__tls_get_addr", "__popcountdi2", "__udivti3", "__umodti3", "__divti3",
    "__modti3", "__multi3", "__muldc3", "__mulsc3", "__divdc3", "__divsc3", "__powidf2",
    "__powisf2", "__floattidf", "__floatuntidf", "__fixdfti", "__fixunsdfti", "__floattisf",
    "__floatuntisf", "__mulxc3", "__divxc3", "__powixf2", "__floattixf", "__floatuntixf",
    "__fixxfti", "__fixunsxfti",
    /* long double where it has 128 bits in software */
    "__addtf3", "__subtf3", "__multf3", "__divtf3", "__negtf2", "__eqtf2", "__netf2", "__lttf2",
    "__letf2", "__gttf2", "__getf2", "__unordtf2", "__extendsftf2", "__extenddftf2",
    "__extendxftf2", "__trunctfsf2", "__trunctfdf2", "__trunctfxf2", "__fixtfsi", "__fixtfdi",
    "__fixunstfsi", "__fixunstfdi", "__floatsitf", "__floatditf", "__floatunsitf", "__floatunditf",
    "__multc3", "__divtc3", "__powitf2",
    /* the floating-point environment: the process's own */
    "fegetround", "fesetround", "feclearexcept", "fetestexcept", "feraiseexcept", "fegetenv",
    "fesetenv", "feholdexcept", "feupdateenv"};

/* linked to what ends the trial that calls them */
#define NAME(name) #name,
static const char *const stopped[] = {STOPPED(NAME)};

/* libm, without the suffixes f and l */
static const char *const maths[] = {
    "acos",  "acosh",        "asin",      "asinh",      "atan",     "atan2",     "atanh",
    "cbrt",  "ceil",         "copysign",  "cos",        "cosh",     "erf",       "erfc",
    "exp",   "exp10",        "exp2",      "expm1",      "fabs",     "fdim",      "floor",
    "fma",   "fmax",         "fmin",      "fmod",       "frexp",    "hypot",     "ilogb",
    "j0",    "j1",           "ldexp",     "lgamma",     "llrint",   "llround",   "log",
    "log10", "log1p",        "log2",      "logb",       "lrint",    "lround",    "modf",
    "nan",   "nearbyint",    "nextafter", "nexttoward", "pow",      "remainder", "remquo",
    "rint",  "round",        "roundeven", "scalbln",    "scalbn",   "sin",       "sincos",
    "sinh",  "sqrt",         "tan",       "tanh",       "tgamma",   "trunc",     "y0",
    "y1",    "__fpclassify", "__isinf",   "__isnan",    "__finite", "__signbit", "cabs",
    "carg",  "cexp",         "clog",      "cpow",       "csqrt",    "cproj",     "conj",
    "creal", "cimag",        "csin",      "ccos",       "ctan",     "casin",     "cacos",
    "catan", "csinh",        "ccosh",     "ctanh",      "casinh",   "cacosh",    "catanh"};

static const char *const sections[] = {
    ".text",    ".data",  ".bss",  ".rodata",           ".tdata", ".tbss", ".eh_frame",
    ".lrodata", ".ldata", ".lbss", ".note.gnu.property"};

/* What an assembler leaves beside them. ld merges sections by name, whether they are to be loaded
 * or not: an answer's own .rela.got becomes a part of the loaded relocations, of which one kind
 * calls a function while the answer loads. So what is not loaded is held to a list as well. */
static const char *const unloaded[] = {".symtab",         ".strtab",       ".shstrtab",
                                       ".group",          ".symtab_shndx", ".comment",
                                       ".note.GNU-stack", ".llvm_addrsig"};

static bool one_of(const char *const *list, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], name) == 0) return true;
    return false;
}

#define ONE_OF(list, name) one_of(list, sizeof(list) / sizeof *(list), name)

static bool starts_with(const char *s, const char *start)
{
    return strncmp(s, start, strlen(start)) == 0;
}

static bool is_maths(const char *name)
{
    char base[32];
    size_t length = strlen(name);
    if (length >= sizeof base) return false;
    strcpy(base, name);
    if (ONE_OF(maths, base)) return true;
    char last = length ? base[length - 1] : '\0';
    if (last != 'f' && last != 'l') return false;
    base[length - 1] = '\0';
    return ONE_OF(maths, base);
}

static bool is_sanitizer(const char *name)
{
    return starts_with(name, "__asan_") || starts_with(name, "__ubsan_") ||
           starts_with(name, "__sanitizer_");
}

/* ".text", or ".text.unlikely" and the like */
static bool is_named(const char *name, const char *section)
{
    size_t length = strlen(section);
    return strncmp(name, section, length) == 0 && (!name[length] || name[length] == '.');
}

static bool usual_section(const char *name)
{
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (is_named(name, sections[i])) return true;
    return false;
}

/* AddressSanitizer registers globals from a constructor of fixed priority: 99 from gcc, 1 from
 * clang. */
static bool sanitizer_section(const char *name)
{
    static const char *const own[] = {
        ".init_array.00099", ".fini_array.00099",      ".init_array.1",         ".fini_array.1",
        "asan_globals",      ".text.asan.module_ctor", ".text.asan.module_dtor"};
    return ONE_OF(own, name);
}

enum { NAME_SHOWN = 80, INSTRUMENTED_TIMES = 4 };

struct look {
    Elf *elf;
    const struct manifest *m;
    struct arena *a;
    bool instrumented;
    bool defined[MANIFEST_MAX_FUNCTIONS];
    size_t symbol_tables;
    uint64_t static_bytes; /* of sections that the answer can write */
    struct gate gate;
};

static bool closed(const struct look *l)
{
    return l->gate.verdict != GATE_OPEN;
}

/* The first reason stands. */
static void refuse(struct look *l, enum gate_verdict verdict, const char *words)
{
    if (!closed(l)) l->gate = (struct gate){verdict, words, l->gate.uses_cblas};
}

/* A macro can paste a name of megabytes. */
static const char *shown(const struct look *l, const char *name)
{
    return strlen(name) <= NAME_SHOWN ? name : arena_printf(l->a, "%.*s…", NAME_SHOWN, name);
}

static const char *contract(const struct look *l)
{
    const char *names = "";
    for (size_t i = 0; i < l->m->n_functions; i++)
        names = arena_printf(l->a, "%s%s%s", names, i ? ", " : "", l->m->function[i]);
    return names;
}

/* An address of the answer's own choosing, and data that is called a function, are none. */
static bool is_code(const struct look *l, const GElf_Sym *s)
{
    GElf_Shdr header;
    bool in_section = s->st_shndx != SHN_UNDEF && s->st_shndx < SHN_LORESERVE;
    Elf_Scn *section = in_section ? elf_getscn(l->elf, s->st_shndx) : NULL;
    return GELF_ST_TYPE(s->st_info) == STT_FUNC && section && gelf_getshdr(section, &header) &&
           (header.sh_flags & SHF_EXECINSTR);
}

static void see_global(struct look *l, const char *name, const GElf_Sym *s)
{
    for (size_t i = 0; i < l->m->n_functions; i++) {
        if (strcmp(l->m->function[i], name) != 0) continue;
        l->defined[i] = is_code(l, s) && GELF_ST_VISIBILITY(s->st_other) == STV_DEFAULT;
        return;
    }
    if (l->instrumented && (is_sanitizer(name) || starts_with(name, "__odr_asan"))) return;
    refuse(l, GATE_REJECTED,
           arena_printf(
               l->a,
               "`%s` is visible outside of your file: make it static (or remove it). Only the "
               "contract's own names may be global: %s",
               shown(l, name), contract(l)));
}

static void see_import(struct look *l, const char *name)
{
    if (ONE_OF(imports, name) || ONE_OF(stopped, name) || is_maths(name)) return;
    if (l->instrumented && is_sanitizer(name)) return;
    for (size_t i = 0; i < l->m->n_functions; i++)
        if (strcmp(l->m->function[i], name) == 0)
            return; /* called and not defined: said as missing */
    bool blas = starts_with(name, "cblas_");
    if (blas && l->m->cblas) {
        l->gate.uses_cblas = true;
        return;
    }
    refuse(l, GATE_REJECTED,
           arena_printf(
               l->a,
               blas
                   ? "your answer calls `%s`: this exercise is to be solved without BLAS"
                   : "your answer uses `%s`, which no answer may: memory, strings, maths, malloc, "
                     "qsort, printf and ml_rng_* are what there is (a function of your own must be "
                     "static, also one that is inline)",
               shown(l, name)));
}

static void see_symbol(struct look *l, const char *name, const GElf_Sym *s)
{
    if (GELF_ST_TYPE(s->st_info) == STT_GNU_IFUNC)
        refuse(
            l, GATE_REJECTED,
            arena_printf(l->a, "`%s` is an IFUNC, which would run while it loads", shown(l, name)));
    if (GELF_ST_BIND(s->st_info) == STB_LOCAL || !*name) return;
    if (strchr(name, '@'))
        refuse(l, GATE_REJECTED,
               arena_printf(l->a, "`%s` carries a symbol version", shown(l, name)));
    else if (s->st_shndx == SHN_UNDEF)
        see_import(l, name);
    else
        see_global(l, name, s);
}

static void see_symbols(struct look *l, Elf_Scn *section, const GElf_Shdr *header)
{
    if (l->symbol_tables++) refuse(l, GATE_REJECTED, "the compiled answer has two symbol tables");
    Elf_Data *data = elf_getdata(section, NULL);
    size_t n = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
    for (size_t i = 1; data && i < n && !closed(l); i++) {
        GElf_Sym symbol;
        if (!gelf_getsym(data, (int)i, &symbol)) break;
        const char *name = elf_strptr(l->elf, header->sh_link, symbol.st_name);
        if (name)
            see_symbol(l, name, &symbol);
        else
            refuse(l, GATE_REJECTED, "the compiled answer has a symbol without a readable name");
    }
}

/* The one constructor and the one destructor that AddressSanitizer makes: a pointer each. */
static bool is_the_sanitizers(const struct look *l, const GElf_Shdr *header, const char *name)
{
    bool pointers = is_named(name, ".init_array") || is_named(name, ".fini_array");
    size_t one = gelf_fsize(l->elf, ELF_T_ADDR, 1, EV_CURRENT);
    return l->instrumented && sanitizer_section(name) && (!pointers || header->sh_size == one);
}

static const char *odd_section(const struct look *l, const GElf_Shdr *header, const char *name)
{
    bool code = header->sh_flags & SHF_EXECINSTR, written = header->sh_flags & SHF_WRITE;
    bool runs = strstr(name, "init") || strstr(name, "fini") || strstr(name, "tors");
    if (!usual_section(name) && !is_the_sanitizers(l, header, name))
        return runs ? "section `%s`: constructors and destructors run outside of your functions' "
                      "calls"
                    : "section `%s` is not one that C code needs";
    if (header->sh_flags & SHF_EXCLUDE) return "section `%s` asks not to be linked";
    if (code && (written || !is_named(name, ".text")))
        return "section `%s` mixes code with data that can be written";
    return NULL;
}

/* Relocations that belong to the object's symbols are the linker's own to read. */
static bool is_relocation(const struct look *l, const GElf_Shdr *header, const char *name)
{
    GElf_Shdr linked;
    Elf_Scn *s = elf_getscn(l->elf, header->sh_link);
    return header->sh_type == SHT_RELA && starts_with(name, ".rela") && header->sh_info != 0 &&
           gelf_getshdr(s, &linked) && linked.sh_type == SHT_SYMTAB;
}

static void see_unloaded(struct look *l, const GElf_Shdr *header, const char *name)
{
    if (header->sh_type == SHT_NULL || ONE_OF(unloaded, name) || starts_with(name, ".debug_") ||
        is_relocation(l, header, name))
        return;
    refuse(l, GATE_REJECTED,
           arena_printf(l->a, "section `%s` is not one that C code needs", shown(l, name)));
}

static void see_section(struct look *l, const GElf_Shdr *header, const char *name)
{
    if (strcmp(name, ".note.GNU-stack") == 0 && (header->sh_flags & SHF_EXECINSTR))
        refuse(l, GATE_REJECTED,
               "your answer takes the address of a function within a function, which needs code on "
               "the stack: make it a static function outside, and hand it what it needs");
    if (!(header->sh_flags & SHF_ALLOC)) {
        see_unloaded(l, header, name);
        return;
    }
    if ((header->sh_flags & SHF_WRITE) &&
        __builtin_add_overflow(l->static_bytes, header->sh_size, &l->static_bytes))
        l->static_bytes = UINT64_MAX;
    const char *odd = odd_section(l, header, name);
    if (odd) refuse(l, GATE_REJECTED, arena_printf(l->a, odd, shown(l, name)));
}

static void see_sections(struct look *l, size_t names)
{
    for (Elf_Scn *s = elf_nextscn(l->elf, NULL); s && !closed(l); s = elf_nextscn(l->elf, s)) {
        GElf_Shdr header;
        const char *name =
            gelf_getshdr(s, &header) ? elf_strptr(l->elf, names, header.sh_name) : NULL;
        if (name)
            see_section(l, &header, name);
        else
            refuse(l, GATE_REJECTED, "the compiled answer has a section without a readable name");
    }
}

/* The sanitizers surround every static array: their build is held to what no other comes to. */
static void see_size(struct look *l)
{
    uint64_t limit = (uint64_t)l->m->limits.memory_mb << 20;
    if (l->static_bytes > (l->instrumented ? INSTRUMENTED_TIMES * limit : limit))
        refuse(l, GATE_TOO_LARGE,
               arena_printf(l->a, "your static data take %" PRIu64 " MB: the limit is %d MB",
                            l->static_bytes >> 20, l->m->limits.memory_mb));
}

static void see_all(struct look *l)
{
    size_t names;
    if (elf_getshdrstrndx(l->elf, &names) != 0) {
        refuse(l, GATE_FAULT, "the compiled answer has no section names");
        return;
    }
    see_sections(l, names);
    see_size(l);
    for (Elf_Scn *s = elf_nextscn(l->elf, NULL); s && !closed(l); s = elf_nextscn(l->elf, s)) {
        GElf_Shdr header;
        if (gelf_getshdr(s, &header) && header.sh_type == SHT_SYMTAB) see_symbols(l, s, &header);
    }
    for (size_t i = 0; i < l->m->n_functions; i++)
        if (!l->defined[i])
            refuse(l, GATE_INCOMPLETE,
                   arena_printf(l->a,
                                "your file does not define `%s` (as an ordinary, visible function)",
                                l->m->function[i]));
}

struct gate gate_look(const char *object, const struct manifest *m, bool instrumented,
                      struct arena *a)
{
    struct look l = {.m = m, .a = a, .instrumented = instrumented};
    elf_version(EV_CURRENT);
    /* read whole, so that no part of it can be missing later and be taken for the answer's lack */
    char *bytes;
    size_t n;
    const char *error = scratch_read(object, OBJECT_LIMIT, a, &bytes, &n);
    l.elf = error ? NULL : elf_memory(bytes, n);
    if (error)
        refuse(&l, GATE_FAULT, arena_printf(a, "the compiled answer cannot be read: %s", error));
    else if (!l.elf || elf_kind(l.elf) != ELF_K_ELF)
        refuse(&l, GATE_FAULT, "the compiler left no object file");
    else
        see_all(&l);
    if (l.elf) elf_end(l.elf);
    return l.gate;
}
