/* What a compiler or a linker said, and how it ended: whose doing it is, in whose words. */
#include "grader/build.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "grader/build_limits.h"
#include "grader/scratch.h"

enum { MAX_FOUND = 20, MAX_WORDS = 400 /* of one of the compiler's lines */ };

/* ---- what is no doing of the answer's ---- */

static bool says(const char *line, const char *const *signs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strstr(line, signs[i])) return true;
    return false;
}
#define SAYS(line, signs) says(line, signs, sizeof(signs) / sizeof *(signs))

static const char *const full[] = {"No space left on device", "can't write ",
                                   "Disk quota exceeded"};
/* gcc of its programs, and clang of its own. One that crashed is another matter: an answer can
 * bring a compiler to that. */
static const char *const killed[] = {
    "Killed signal terminated program", "Terminated signal terminated program",
    "Hangup signal terminated program", "unable to execute command: Killed",
    "unable to execute command: Terminated"};
static const char *const refused[] = {"Input/output error",
                                      "Too many open files",
                                      "Resource temporarily unavailable",
                                      "No child processes",
                                      "error while loading shared libraries",
                                      "posix_spawn failed",
                                      "ld: cannot find "};

/* "gcc: fatal error: words": of no file and no line. */
static bool is_the_drivers(const char *line)
{
    size_t word = strcspn(line, ":");
    return strncmp(line + word, ": fatal error: ", 15) == 0 && !strstr(line, "signal terminated");
}

/* "ml.h:3:2: error: /usr/include/stdint.h: Input/output error": a header that cannot be read. */
static bool is_of_a_header(const char *line)
{
    static const char *const quoting[] = {"#error", "declared with attribute"};
    const char *end = ": Input/output error";
    size_t n = strlen(line), m = strlen(end);
    return n > m && strcmp(line + n - m, end) == 0 && !SAYS(line, quoting);
}

/* "answer.c:3:2: error: words": an answer can make a compiler say any, so they prove nothing. */
static bool is_of_the_answer(const char *line)
{
    if (is_of_a_header(line)) return false;
    static const char *const kinds[] = {": error: ", ": warning: ", ": note: "};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const char *at = strstr(line, kinds[i]);
        if (at && at > line && at[-1] >= '0' && at[-1] <= '9') return true;
    }
    return strstr(line, "No such file or directory") && strstr(line, ": fatal error: ") &&
           !is_the_drivers(line);
}

/* Without reaching for much: the limit that it is held to is far above. */
static bool is_short_of_memory(const char *line, const struct process *p)
{
    static const char *const words[] = {"out of memory", "memory exhausted",
                                        "Cannot allocate memory"};
    const char *asked = strstr(line, "allocating ");
    double bytes = 0;
    if (asked) sscanf(asked, "allocating %lf", &bytes);
    bool untold = strstr(line, "LLVM ERROR"); /* how much it asked for */
    return SAYS(line, words) && !untold && p->peak_mb < MEMORY_MB / 4 &&
           bytes < MEMORY_MB / 4 * 1e6;
}

/* Of the signal that ended it, or the program below it. clang takes one of a limit for a crash of
 * its own, and ends by itself. 0: none. */
static int signal_of(const struct process *p)
{
    if (WIFSIGNALED(p->status)) return WTERMSIG(p->status);
    return WIFEXITED(p->status) && WEXITSTATUS(p->status) > 128 ? WEXITSTATUS(p->status) - 128 : 0;
}

/* The kernel rounds. */
static bool took_too_long(const struct process *p)
{
    return p->cpu_seconds > CPU_SECONDS - 0.2 || signal_of(p) == SIGXCPU ||
           (p->err.bytes && strstr(p->err.bytes, "CPU time limit exceeded"));
}

static const char *killed_words(const char *tool, struct arena *a)
{
    return arena_printf(a, "something outside ended the %s (is the machine out of memory?)", tool);
}

static const char *line_fault(const char *line, const struct process *p, const struct build *b,
                              const char *tool, struct arena *a)
{
    if (is_of_the_answer(line)) return NULL;
    if (SAYS(line, full) && !scratch_has_room(b->scratch, FILE_MB, a))
        return arena_printf(
            a, "no room to compile in %s: the disk is full (TMPDIR can name another folder)",
            b->scratch);
    if (SAYS(line, killed)) return killed_words(tool, a);
    if (is_short_of_memory(line, p))
        return arena_printf(a, "the %s got no memory beyond %zu MB: has the machine no more?", tool,
                            p->peak_mb);
    bool jail = p->jailed && (strncmp(line, "bwrap: ", 7) == 0 || /* jail.c: env is its door */
                              strncmp(line, "/usr/bin/env: ", 14) == 0);
    if (jail || SAYS(line, refused) || is_the_drivers(line))
        return arena_printf(a, "the %s could not do its work: %.300s", tool, line);
    return NULL;
}

const char *build_fault(const struct process *p, const struct build *b, const char *tool,
                        struct arena *a)
{
    const char *fault = NULL;
    if (process_succeeded(p)) return NULL;
    if (p->overran)
        return arena_printf(a,
                            "the %s was not done after %d s, nor had it %d s of a processor: is "
                            "the machine overloaded?",
                            tool, DEADLINE_MS / 1000, CPU_SECONDS);
    if (took_too_long(p)) return NULL; /* at the last by SIGKILL, a second later */
    if (process_killed(p)) return killed_words(tool, a);
    if (!p->err.n && WIFEXITED(p->status))
        return arena_printf(a, "the %s ended with status %d and without a word", tool,
                            WEXITSTATUS(p->status));
    char *log = arena_copy(a, p->err.bytes ? p->err.bytes : "");
    for (char *line = strtok(log, "\n"); line && !fault; line = strtok(NULL, "\n"))
        fault = line_fault(line, p, b, tool, a);
    return fault;
}

/* ---- what the compiler said ---- */

/* No line is longer on a screen than somebody reads. */
static char *cut(const char *words, struct arena *a)
{
    return strlen(words) <= MAX_WORDS ? arena_copy(a, words)
                                      : arena_printf(a, "%.*s…", MAX_WORDS, words);
}

static void add_finding(struct report *r, const struct build *b, const char *file, int line,
                        const char *words, struct arena *a)
{
    if (r->n_findings == MAX_FOUND) return;
    if (!r->finding) r->finding = arena_take(a, MAX_FOUND, sizeof *r->finding);
    bool own = strcmp(file, b->source) == 0;
    r->finding[r->n_findings++] = (struct report_finding){
        cut(words, a), arena_copy(a, file), line, own ? build_source_line(b, line, a) : NULL};
}

static void add_warning(struct report *r, const char *line, struct arena *a)
{
    if (r->n_warnings == MAX_FOUND) return;
    if (!r->warning) r->warning = arena_take(a, MAX_FOUND, sizeof *r->warning);
    r->warning[r->n_warnings++] = cut(line, a);
}

/* "reservoir.c:12:5: error: words" and the like. */
static void see_error(struct report *r, const struct build *b, char *line, struct arena *a)
{
    static const char *const faults[] = {": error: ", ": fatal error: "};
    for (size_t i = 0; i < 2; i++) {
        char *at = strstr(line, faults[i]), file[128];
        int number = 0;
        if (!at || sscanf(line, "%127[^:]:%d", file, &number) < 1) continue;
        if (strstr(line, "frontend command failed")) return; /* how, why_none knows */
        const char *words = at + strlen(faults[i]);
        add_finding(r, b, number ? file : b->source, number, words, a);
        return;
    }
    /* the assembler's: "{standard input}: Assembler messages:", "{standard input}:12: Error: words"
     */
    char *at = strstr(line, ": Error: ");
    if (at) add_finding(r, b, b->source, 0, at + strlen(": Error: "), a);
}

/* An answer that compiled has no errors, whatever its warnings quote. The compiler's quotations of
 * the source begin with a space. */
static void see_line(struct report *r, const struct build *b, char *line, bool compiled,
                     struct arena *a)
{
    if (*line == ' ') return;
    if (strstr(line, ": warning: "))
        add_warning(r, line, a);
    else if (!compiled)
        see_error(r, b, line, a);
}

/* Why a compiler ended without naming an error. (LLVM without memory then complains of its output,
 * too.) */
static const char *why_none(const struct process *compiler, const char *log, struct arena *a)
{
    if (strstr(log, "out of memory") || strstr(log, "memory exhausted"))
        return arena_printf(a, "the compiler needs more than %d MB of memory for it, the limit",
                            MEMORY_MB);
    if (strstr(log, "File size limit exceeded") || strstr(log, "IO failure on output stream") ||
        signal_of(compiler) == SIGXFSZ)
        return arena_printf(a, "what it compiles to is larger than %d MB, the limit", FILE_MB);
    if (WIFEXITED(compiler->status) && WEXITSTATUS(compiler->status) == 1)
        return "it does not compile";
    return "the compiler itself gave up on it (too deep, too large, or out of memory)";
}

const char *build_diagnostics(struct report *r, const struct build *b,
                              const struct process *compiler, struct arena *a)
{
    char *log = arena_copy(a, compiler->err.bytes ? compiler->err.bytes : "");
    bool compiled = process_succeeded(compiler);
    r->compiler_log = arena_copy(a, log);
    if (!compiled &&
        took_too_long(compiler)) { /* gcc takes it for a fault of its own, and asks for a report */
        r->compiler_log = arena_copy(a, "");
        return arena_printf(a, "the compiler took more than %d s over it, and was stopped",
                            CPU_SECONDS);
    }
    for (char *line = strtok(log, "\n"); line; line = strtok(NULL, "\n"))
        see_line(r, b, line, compiled, a);
    if (compiled) return NULL;
    return r->n_findings ? "it does not compile" : why_none(compiler, r->compiler_log, a);
}

const char *build_link_diagnostics(const struct process *linker, const struct build *b,
                                   struct arena *a)
{
    if (took_too_long(linker))
        return arena_printf(a, "the linker took more than %d s over it, and was stopped",
                            CPU_SECONDS);
    char *said = arena_copy(a, linker->err.n ? linker->err.bytes : "ld crashed over it"),
         *to = said;
    const char *folder = arena_printf(a, "%s/", b->scratch);
    for (const char *from = said; *from;) {
        if (strncmp(from, folder, strlen(folder)) == 0)
            from += strlen(folder);
        else
            *to++ = *from++;
    }
    *to = '\0';
    return arena_printf(a, "the compiled answer cannot be linked: %s", cut(said, a));
}
