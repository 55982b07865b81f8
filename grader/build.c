#include "grader/build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "grader/scratch.h"
#include "harness/stopped.h"

enum {
    SOURCE_LIMIT = 1 << 20,
    LOG_LIMIT = 64 << 10,
    COMPILE_MS = 10000,
    LINK_MS = 10000,
    MAX_FOUND = 20
};

static const char *const kind_name[] = {"optimised", "sanitized", "debug"};

static bool plain_name(const char *name)
{
    const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    return *name && *name != '-' && *name != '.' && strlen(name) < 100 &&
           name[strspn(name, letters)] == '\0';
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
                          const char *exercise, const struct kit *k, struct arena *a)
{
    const char *slash = strrchr(submission, '/'), *name = slash ? slash + 1 : submission;
    const char *header = arena_printf(a, "%s.h", exercise);
    bool taken = strcmp(name, header) == 0 || strcmp(name, "ml.h") == 0;
    b->scratch = scratch;
    b->source = plain_name(name) && !taken ? name : arena_printf(a, "%s.c", exercise);
    b->path = arena_printf(a, "%s/%s", scratch, b->source);
    const char *error = scratch_copy(submission, b->path, SOURCE_LIMIT);
    if (error) return arena_printf(a, "%s: %s", submission, error);
    b->native = names_instruction_sets(b->path, a);
    error = copy_header(b, arena_printf(a, "%s/exercises/ml.h", k->root), "ml.h", a);
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
                         unsigned ms)
{
    return process_start(p, &(struct launch){
                                .argv = argv,
                                .folder = b->scratch,
                                .may_read = may_read,
                                .memory_mb = 4096,
                                .file_mb = 64,
                                .cpu_seconds = ms / 1000 + 1,
                                .deadline_ms = ms,
                                .err_limit = LOG_LIMIT,
                                .cpu = -1,
                            });
}

/* Everyone's flags, the references' too (Makefile): none of them changes values. */
static const char *const optimised[] = {KATA_CC, KATA_FLAGS, "-Wall", "-Wextra", NULL};
static const char *const sanitized[] = {KATA_CC, KATA_SANITIZED_FLAGS, "-w", NULL};
static const char *const debugged[] = {KATA_CC, KATA_DEBUG_FLAGS, "-w", NULL};
static const char *const *const flags[] = {optimised, sanitized, debugged};

const char *build_compile(struct process *p, const struct build *b, enum build_kind kind,
                          struct arena *a)
{
    size_t n = 0;
    while (flags[kind][n]) n++;
    const char **argv = arena_take(a, n + 16, sizeof *argv);
    memcpy(argv, flags[kind], n * sizeof *argv);
    const char *rest[] = {"-pipe",
                          "-fdiagnostics-color=never",
                          KATA_MAX_ERRORS,
                          "-I.",
                          "-c",
                          "-o",
                          build_object(b, kind, a),
                          "-x",
                          "c",
                          b->source};
    memcpy(argv + n, rest, sizeof rest);
    if (kind == BUILD_SANITIZED && b->native)
        argv[n + sizeof rest / sizeof *rest] = "-march=native";
    return start(p, b, argv, COMPILE_MS);
}

const char *build_link(struct process *p, const struct build *b, enum build_kind kind,
                       struct arena *a)
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
                          NULL};
    return start(p, b, argv, LINK_MS);
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

/* ---- what the compiler said ---- */

static void add_finding(struct report *r, const struct build *b, const char *file, int line,
                        const char *words, struct arena *a)
{
    if (r->n_findings == MAX_FOUND) return;
    if (!r->finding) r->finding = arena_take(a, MAX_FOUND, sizeof *r->finding);
    bool own = strcmp(file, b->source) == 0;
    r->finding[r->n_findings++] =
        (struct report_finding){arena_copy(a, words), arena_copy(a, file), line,
                                own ? build_source_line(b, line, a) : NULL};
}

static void add_warning(struct report *r, const char *line, struct arena *a)
{
    if (r->n_warnings == MAX_FOUND) return;
    if (!r->warning) r->warning = arena_take(a, MAX_FOUND, sizeof *r->warning);
    r->warning[r->n_warnings++] = arena_copy(a, line);
}

/* "reservoir.c:12:5: error: words" and the like. */
static void see_line(struct report *r, const struct build *b, char *line, struct arena *a)
{
    static const char *const faults[] = {": error: ", ": fatal error: "};
    if (strstr(line, ": warning: ")) add_warning(r, line, a);
    for (size_t i = 0; i < 2; i++) {
        char *at = strstr(line, faults[i]), file[128];
        int number = 0;
        if (!at || sscanf(line, "%127[^:]:%d", file, &number) < 1) continue;
        const char *words = at + strlen(faults[i]);
        add_finding(r, b, number ? file : b->source, number, words, a);
        return;
    }
    /* the assembler's: "{standard input}: Assembler messages:", "{standard input}:12: Error: words"
     */
    char *at = strstr(line, ": Error: ");
    if (at) add_finding(r, b, b->source, 0, at + strlen(": Error: "), a);
}

const char *build_fault(const struct process *p, const struct build *b, struct arena *a)
{
    static const char *const signs[] = {"No space left on device", "can't write ",
                                        "Disk quota exceeded"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (!process_succeeded(p) && p->err.bytes && strstr(p->err.bytes, signs[i]))
            return arena_printf(
                a, "no room to compile in %s: the disk is full (TMPDIR can name another folder)",
                b->scratch);
    return NULL;
}

const char *build_diagnostics(struct report *r, const struct build *b,
                              const struct process *compiler, struct arena *a)
{
    char *log = arena_copy(a, compiler->err.bytes ? compiler->err.bytes : "");
    r->compiler_log = arena_copy(a, log);
    for (char *line = strtok(log, "\n"); line; line = strtok(NULL, "\n")) see_line(r, b, line, a);
    if (process_succeeded(compiler)) return NULL;
    if (compiler->overran) return "the compiler took more than 10 s over it, and was stopped";
    if (r->n_findings) return "it does not compile";
    if (WIFEXITED(compiler->status) && WEXITSTATUS(compiler->status) == 1)
        return "it does not compile";
    return "the compiler itself gave up on it (too deep, too large, or out of memory)";
}
