/* What AddressSanitizer and UndefinedBehaviorSanitizer say on stderr, cut to the learner's lines.
 *
 *   reservoir.c:14:9: runtime error: signed integer overflow: ...
 *   ==7==ERROR: AddressSanitizer: heap-buffer-overflow on address ...
 *   WRITE of size 4 at 0x602000000018 thread T0
 *       #0 0x7f12  (/tmp/mlkata-7-x/sanitized.so+0x1139) (BuildId: ...)
 *
 * The fence lets the sanitizer open no file, so a frame is module and offset; addr2line turns the
 * answer's first one into a line. A report without a frame in the answer, of a stack used up for
 * instance, goes without a line. */
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader/run.h"
#include "harness/wire.h"

struct asan_kind {
    const char *name, *words;
};

static const struct asan_kind kinds[] = {
    {"heap-buffer-overflow", "outside of a heap block"},
    {"stack-buffer-overflow", "outside of a local array"},
    {"stack-buffer-underflow", "before the start of a local array"},
    {"dynamic-stack-buffer-overflow", "outside of a variable-length array"},
    {"global-buffer-overflow", "outside of a static array"},
    {"heap-use-after-free", "in a heap block after free"},
    {"stack-use-after-return", "in a local variable of a function that has returned"},
    {"stack-use-after-scope", "in a local variable that is out of scope"},
    {"attempting double-free", "a heap block is freed twice"},
    {"attempting free on address", "free of a pointer that malloc did not give"},
    {"negative-size-param", "a memory function is given a negative size"},
    {"memcpy-param-overlap", "memcpy between overlapping ranges: use memmove"},
    {"stack-overflow",
     "the stack is used up: recursion without an end, or a very large local array"},
    {"SEGV", "in memory that is not the answer's"},
    {"FPE", "an integer is divided by zero"},
};

static const struct asan_kind *kind_of(const char *report)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(report, kinds[i].name, strlen(kinds[i].name)) == 0) return &kinds[i];
    return NULL;
}

/* "a write of 4 bytes outside of a local array (tmp)" */
static const char *asan_words(const char *report, struct arena *a)
{
    const struct asan_kind *kind = kind_of(report);
    if (!kind) return arena_printf(a, "%.*s", (int)strcspn(report, " \n"), report);
    const char *access = "";
    unsigned size = 0;
    const char *read = strstr(report, "\nREAD of size "),
               *write = strstr(report, "\nWRITE of size ");
    if (strstr(report, "caused by a READ")) return "a read from memory that is not the answer's";
    if (strstr(report, "caused by a WRITE")) return "a write to memory that is not the answer's";
    if (read && sscanf(read, "\nREAD of size %u", &size) == 1) access = "a read";
    if (write && sscanf(write, "\nWRITE of size %u", &size) == 1) access = "a write";
    const char *name = strstr(report, "' (line "), *start = name;
    while (start && start > report && start[-1] != '\'') start--;
    const char *variable = start ? arena_printf(a, " (%.*s)", (int)(name - start), start) : "";
    if (!*access) return arena_printf(a, "%s%s", kind->words, variable);
    return arena_printf(a, "%s of %u byte%s %s%s", access, size, size == 1 ? "" : "s", kind->words,
                        variable);
}

/* The offset of the first frame in the answer, or -1. */
static long frame_offset(const char *report, const char *answer)
{
    const char *mark = strstr(report, answer);
    unsigned long offset;
    if (!mark || sscanf(mark + strlen(answer), "+0x%lx", &offset) != 1) return -1;
    return (long)offset;
}

/* addr2line prints "path/reservoir.c:14" or "??:0". A frame above the first is a return address:
 * one byte back is the call. */
static int line_of(const char *answer, long offset, const struct build *b, struct arena *a)
{
    const char *argv[] = {"addr2line", "-e", answer, arena_printf(a, "0x%lx", offset), NULL};
    const char *may_read[] = {"/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", answer, NULL};
    struct process p;
    int line = 0;
    const char *error = process_start(
        &p,
        &(struct launch){
            .argv = argv, .may_read = may_read, .deadline_ms = 2000, .err_limit = 4096, .cpu = -1});
    if (!error && process_finish(&p) && p.err.bytes) {
        const char *at = strstr(p.err.bytes, b->source);
        if (at) sscanf(at + strlen(b->source), ":%d", &line);
    }
    process_free(&p);
    return line;
}

static void add(struct report *r, const struct build *b, const char *words, int line,
                struct arena *a)
{
    r->finding = arena_take(a, 1, sizeof *r->finding);
    r->finding[0] = (struct report_finding){arena_copy(a, words), arena_copy(a, b->source), line,
                                            build_source_line(b, line, a)};
    r->n_findings = 1;
}

/* `file:LINE:COLUMN` that ends at `end`: the line; 0 where it is none. Sets where the file's name
 * ends. */
static int place_before(const char *text, const char *end, const char **name_end)
{
    int line = 0;
    for (int numbers = 0; numbers < 2; numbers++) {
        const char *digits = end;
        while (digits > text && isdigit((unsigned char)digits[-1])) digits--;
        if (digits == end || digits == text || digits[-1] != ':') return 0;
        line = (int)strtol(digits, NULL, 10);
        end = digits - 1;
    }
    *name_end = end;
    return line;
}

/* A #line directive gives the answer's lines another file's name: the fault is still its own. */
static bool read_ubsan(struct report *r, const struct build *b, const char *text, struct arena *a)
{
    static const char mark[] = ": runtime error: ";
    const char *at = strstr(text, mark), *end;
    int line = at ? place_before(text, at, &end) : 0;
    if (!line) return false;
    size_t n = strlen(b->source);
    bool own = end >= text + n && strncmp(end - n, b->source, n) == 0 &&
               (end == text + n || end[-(ptrdiff_t)n - 1] == '\n');
    const char *words = at + strlen(mark);
    add(r, b, arena_printf(a, "%.*s", (int)strcspn(words, "\n"), words), own ? line : 0, a);
    return true;
}

static bool read_asan(struct report *r, const struct build *b, const char *text, struct arena *a)
{
    static const char mark[] = "ERROR: AddressSanitizer: ";
    const char *report = strstr(text, mark), *answer = build_answer(b, BUILD_SANITIZED, a);
    if (!report) return false;
    long offset = frame_offset(report, answer);
    add(r, b, asan_words(report + strlen(mark), a), offset < 0 ? 0 : line_of(answer, offset, b, a),
        a);
    return true;
}

void run_read_sanitized(struct report *r, const struct build *b, const struct process *runner,
                        struct arena *a)
{
    const char *text = runner->err.bytes ? runner->err.bytes : "";
    if (process_succeeded(runner) || read_ubsan(r, b, text, a)) return;
    read_asan(r, b, text, a);
}
