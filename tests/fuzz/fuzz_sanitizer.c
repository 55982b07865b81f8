/* What the sanitized runner says on stderr, which holds what the answer printed too: any bytes.
 *
 *   stderr ==== the answer's source ==== what addr2line says ==== a status as from waitpid
 *
 * What must hold: at most one finding, in words, with a line of the source that is one; and it can
 * be shown. addr2line is not run: what it says is any bytes as well. */
#include <string.h>

#include "grader/run.h"
#include "tests/fuzz/fuzz.h"

static struct stream addr2line;

/* In the place of grader/process.c. */
const char *process_start(struct process *p, const struct launch *l)
{
    MUST(strcmp(l->argv[0], "addr2line") == 0);
    *p = (struct process){.err = addr2line};
    return addr2line.n ? NULL : "fork: no more processes to be had";
}

bool process_finish(struct process *p)
{
    return p->err.n % 7 != 0; /* sometimes Ctrl-C has come */
}

void process_free(struct process *p)
{
    (void)p;
}

bool process_succeeded(const struct process *p)
{
    return p->status == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input rest = {data, size};
    struct process runner = {.err = fuzz_part(&rest)};
    struct stream source = fuzz_part(&rest);
    addr2line = fuzz_part(&rest);
    runner.status = fuzz_number(&rest);
    const struct build build = {.scratch = "/tmp/mlkata-fuzz",
                                .source = "answer.c",
                                .path = fuzz_file((const uint8_t *)source.bytes, source.n)};

    struct arena a = {0};
    struct report r = {.exercise = "mean", .verdict = VERDICT_FAIL};
    run_read_sanitized(&r, &build, &runner, &a);
    MUST(r.n_findings <= 1);
    if (r.n_findings) {
        const struct report_finding *f = r.finding;
        MUST(f->words && strcmp(f->file, "answer.c") == 0);
        MUST(!f->source || (f->line > 0 && !strpbrk(f->source, "\r\n")));
    }
    fuzz_check_report(&r, size);
    arena_free(&a);
    free(runner.err.bytes);
    free(source.bytes);
    free(addr2line.bytes);
    return 0;
}
