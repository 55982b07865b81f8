#include "grader/build.h"

#include <string.h>
#include <unistd.h>

#include "grader/build_limits.h"
#include "grader/scratch.h"
#include "grader/text.h"
#include "harness/stopped.h"

enum {
    SOURCE_LIMIT = 1 << 20,
    LOG_LIMIT = 64 << 10,
    REMARKS_LIMIT = 16 << 20 /* gcc says megabytes of a dense page of loops */
};

/* the linker script of the sanitized build */
#define CONSTRUCTORS "constructors.ld"

static const char *const kind_name[] = {"optimised", "sanitized", "debug"};

static bool plain_name(const char *name)
{
    const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    return *name && *name != '-' && *name != '.' && strlen(name) < 100 &&
           name[strspn(name, letters)] == '\0';
}

/* What the build itself puts beside the answer ends so. */
static bool is_taken(const char *name)
{
    static const char *const endings[] = {".h", ".o", ".so", ".ld"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcmp(dot, endings[i]) == 0) return true;
    return false;
}

static const char *copy_header(const struct build *b, const char *from, const char *name,
                               struct arena *a)
{
    const char *error =
        scratch_copy(from, arena_printf(a, "%s/%s", b->scratch, name), SOURCE_LIMIT);
    return error ? arena_printf(a, "%s: %s", from, error) : NULL;
}

/* -march=native costs a third of a small file's compile time, for the declarations of all its
 * vector instructions. It changes the sanitized build only where the source names them. */
static bool names_instruction_sets(const char *path, struct arena *a)
{
    static const char *const marks[] = {"intrin.h", "__AVX",          "__SSE", "__FMA",
                                        "__BMI",    "__builtin_ia32", "__ARM_"};
    char *text;
    size_t n;
    if (scratch_read(path, SOURCE_LIMIT, a, &text, &n)) return false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strstr(text, marks[i])) return true;
    return false;
}

const char *build_prepare(struct build *b, const char *scratch, const char *submission,
                          const char *name, const char *exercise, const struct kit *k,
                          struct arena *a)
{
    const char *slash = strrchr(submission, '/');
    if (!name) name = slash ? slash + 1 : submission;
    const char *header = arena_printf(a, "%s.h", exercise);
    b->scratch = scratch;
    b->source = plain_name(name) && !is_taken(name) ? name : arena_printf(a, "%s.c", exercise);
    b->path = arena_printf(a, "%s/%s", scratch, b->source);
    const char *error = scratch_copy(submission, b->path, SOURCE_LIMIT);
    if (error) return arena_printf(a, "%s: %s", submission, error);
    b->native = names_instruction_sets(b->path, a);
    error = copy_header(b, arena_printf(a, "%s/exercises/ml.h", k->root), "ml.h", a);
    if (!error)
        error =
            copy_header(b, arena_printf(a, "%s/grader/" CONSTRUCTORS, k->root), CONSTRUCTORS, a);
    return error ? error : copy_header(b, kit_exercise_file(k, a, exercise, header), header, a);
}

const char *build_object(const struct build *b, enum build_kind kind, struct arena *a)
{
    return arena_printf(a, "%s/%s.o", b->scratch, kind_name[kind]);
}

const char *build_answer(const struct build *b, enum build_kind kind, struct arena *a)
{
    return arena_printf(a, "%s/%s.so", b->scratch, kind_name[kind]);
}

/* What a compiler needs to read of the system. */
static const char *const may_read[] = {
    "/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/alternatives",
    "/opt", "/nix", NULL};

static const char *start(struct process *p, const struct build *b, const char *const *argv,
                         size_t err_limit, unsigned deadline_ms)
{
    return process_start(p, &(struct launch){
                                .argv = argv,
                                .folder = b->scratch,
                                .may_read = may_read,
                                .memory_mb = MEMORY_MB,
                                .file_mb = FILE_MB,
                                .cpu_seconds = CPU_SECONDS,
                                .deadline_ms = deadline_ms,
                                .err_limit = err_limit,
                                .cpu = -1,
                            });
}

/* Everyone's flags, the references' too (Makefile): none of them changes values. */
static const char *const optimised[] = {KATA_CC, KATA_FLAGS, "-Wall", "-Wextra", NULL};
static const char *const sanitized[] = {KATA_CC, KATA_SANITIZED_FLAGS, "-w", NULL};
static const char *const debugged[] = {KATA_CC, KATA_DEBUG_FLAGS, "-w", NULL};
static const char *const *const flags[] = {optimised, sanitized, debugged};

const char *build_compiler(void)
{
    return KATA_CC;
}

char *build_flags(struct arena *a)
{
    char *all = arena_copy(a, "");
    for (size_t kind = 0; kind <= BUILD_SANITIZED; kind++)
        for (size_t i = 1; flags[kind][i]; i++)
            all = arena_printf(a, "%s%s%s", all, flags[kind][i], flags[kind][i + 1] ? " " : "\n");
    return all;
}

static const char *const *compile_words(const struct build *b, enum build_kind kind,
                                        struct arena *a)
{
    size_t n = 0;
    while (flags[kind][n]) n++;
    const char **argv = arena_take(a, n + 16, sizeof *argv);
    memcpy(argv, flags[kind], n * sizeof *argv);
    const char *rest[] = {"-pipe", "-fdiagnostics-color=never", KATA_MANNERS, "-I.", "-c",
                          "-o",    build_object(b, kind, a),    "-x",         "c",   b->source};
    memcpy(argv + n, rest, sizeof rest);
    if (kind == BUILD_SANITIZED && b->native)
        argv[n + sizeof rest / sizeof *rest] = "-march=native";
    return argv;
}

const char *build_compile(struct process *p, const struct build *b, enum build_kind kind,
                          struct arena *a)
{
    return start(p, b, compile_words(b, kind, a), LOG_LIMIT, DEADLINE_MS);
}

const char *build_remarks(struct process *p, const struct build *b, struct arena *a)
{
    const char *argv[] = {
        KATA_CC,      KATA_FLAGS, "-w", "-fdiagnostics-color=never",
        "-I.",        "-S",       "-o", arena_printf(a, "%s/remarks.o", b->scratch),
        KATA_REMARKS, "-x",       "c",  b->source,
        NULL};
    return start(p, b, argv, REMARKS_LIMIT, DEADLINE_MS);
}

static const char *const *link_words(const struct build *b, enum build_kind kind, struct arena *a)
{
#define WRAP(name) "--wrap=" #name,
    const char *argv[] = {KATA_LD,
                          "-shared",
                          "-z",
                          "text",
                          "-z",
                          "noexecstack",
                          KATA_WRAPS,
                          STOPPED(WRAP) "-o",
                          build_answer(b, kind, a),
                          build_object(b, kind, a),
                          KATA_LIBGCC,
                          kind == BUILD_SANITIZED ? "-T" : NULL,
                          CONSTRUCTORS,
                          NULL};
    return memcpy(arena_take(a, sizeof argv / sizeof *argv, sizeof *argv), argv, sizeof argv);
}

const char *build_link(struct process *p, const struct build *b, enum build_kind kind,
                       struct arena *a)
{
    return start(p, b, link_words(b, kind, a), LOG_LIMIT, DEADLINE_MS);
}

/* ---- all of it in one shell ---- */

/* The words as the shell reads them. */
static void add_command(struct text *to, const char *const *argv)
{
    for (; *argv; argv++) {
        text_put(to, "'", 1);
        for (const char *c = *argv; *c; c++)
            if (*c == '\'')
                text_put(to, "'\\''", 4);
            else
                text_put(to, c, 1);
        text_put(to, "' ", 2);
    }
}

const char *build_all(struct process *p, const struct build *b, struct arena *a)
{
    static const char *const names[] = {"optimised.so", "sanitized.o", "sanitized.so"};
    struct text script = {0};
    add_command(&script, compile_words(b, BUILD_OPTIMISED, a));
    text_add(&script, "|| exit\nexec >/dev/null 2>&1\n");
    add_command(&script, link_words(b, BUILD_OPTIMISED, a));
    text_add(&script, "|| rm -f %s\n", names[0]);
    add_command(&script, compile_words(b, BUILD_SANITIZED, a));
    text_add(&script, "&& ");
    add_command(&script, link_words(b, BUILD_SANITIZED, a));
    text_add(&script, "|| rm -f %s %s\nexit 0\n", names[1], names[2]);
    const char *argv[] = {"/bin/sh", "-c", arena_copy(a, text_of(&script)), NULL};
    text_free(&script);
    return start(p, b, argv, LOG_LIMIT, 4 * DEADLINE_MS);
}

bool build_is_there(const char *path)
{
    return access(path, R_OK) == 0;
}

char *build_source_line(const struct build *b, int number, struct arena *a)
{
    char *text;
    size_t n;
    if (number < 1 || scratch_read(b->path, SOURCE_LIMIT, a, &text, &n)) return NULL;
    for (int line = 1; line < number && text; line++) {
        text = strchr(text, '\n');
        if (text) text++;
    }
    if (!text || !*text) return NULL;
    text[strcspn(text, "\r\n")] = '\0';
    return text;
}
