/* What a compiler or a linker says: any bytes as its diagnostics, about any bytes as the answer.
 *
 *   stderr ==== the answer's source ==== a status as from waitpid ==== 1: it was stopped
 *
 * What must hold: there is a reason exactly where there is no object; findings and warnings are as
 * many as there is room for, each with its words, and with the line of the source that it names;
 * and all of it can be shown. */
#include <string.h>

#include "grader/build.h"
#include "tests/fuzz/fuzz.h"

enum { MOST = 20, WORDS_MOST = 500 };

/* Is `line` that line of the source? */
static bool is_line(const struct stream *source, int number, const char *line)
{
    const char *at = source->bytes;
    for (int i = 1; i < number && at; i++) {
        at = strchr(at, '\n');
        at += at != NULL;
    }
    return at && strlen(line) == strcspn(at, "\r\n") && strncmp(at, line, strlen(line)) == 0;
}

static void check_finding(const struct report_finding *f, const struct stream *source)
{
    MUST(f->words && f->file && strlen(f->file) < 128);
    if (f->source) MUST(strcmp(f->file, "answer.c") == 0 && is_line(source, f->line, f->source));
}

static void check_shown(struct report *r, const char *why, size_t size)
{
    r->exercise = "mean";
    r->submission = "answer.c";
    r->verdict = why ? VERDICT_NO_COMPILE : VERDICT_PASS;
    r->reason = (char *)why;
    fuzz_check_report(r, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input rest = {data, size};
    struct process compiler = {.err = fuzz_part(&rest)};
    struct stream source = fuzz_part(&rest);
    compiler.status = fuzz_number(&rest);
    compiler.overran = fuzz_number(&rest) == 1;
    const struct build build = {.scratch = "/tmp/mlkata-fuzz",
                                .source = "answer.c",
                                .path = fuzz_file((const uint8_t *)source.bytes, source.n)};

    struct arena a = {0};
    struct report r = {0};
    const char *fault = build_fault(&compiler, &build, "compiler", &a);
    const char *why = build_diagnostics(&r, &build, &compiler, &a);
    MUST(!fault || why);
    MUST(!why == process_succeeded(&compiler) && (!why || *why));
    MUST(r.n_findings <= MOST && r.n_warnings <= MOST && r.compiler_log);
    for (size_t i = 0; i < r.n_findings; i++) check_finding(&r.finding[i], &source);
    for (size_t i = 0; i < r.n_warnings; i++) MUST(*r.warning[i]);
    check_shown(&r, why, size);
    if (!process_succeeded(&compiler)) { /* or it was the linker */
        const char *words = build_link_diagnostics(&compiler, &build, &a);
        MUST(*words && strlen(words) < WORDS_MOST);
    }
    arena_free(&a);
    free(source.bytes);
    process_free(&compiler);
    return 0;
}
