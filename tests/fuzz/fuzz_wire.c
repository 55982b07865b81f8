/* What the runners of a suite say: any bytes as the wire of one or two of them, and as their last
 * words.
 *
 *   the first wire ==== stderr ==== a status as from waitpid ==== the second wire, if any
 *
 * What must hold: either the run says nothing of the answer, and why is said; or every test has its
 * place in the manifest and its part of the points, one that passed was said to have passed on a
 * wire, and one that was not run has another's time to thank for it. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "grader/run.h"
#include "tests/fuzz/fuzz.h"

static const struct manifest manifest = {.exercise = "mean",
                                         .track = "statistics",
                                         .n_groups = 7,
                                         .group = {{"basics", 20},
                                                   {"edges", 12.5},
                                                   {"contract", 10},
                                                   {"chance", 1000},
                                                   {"memory", 0},
                                                   {"numerics", 1e-9},
                                                   {"scale", 5}},
                                         .n_bands = 1,
                                         .band = {{"slow", 0, 3}}};

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* Does a line of it say so? Leading zeros are no lie. */
static bool says_passed(const struct stream *wire, size_t test)
{
    for (const char *at = wire->bytes; at; at = strchr(at, '\n')) {
        size_t i, n = 0;
        at += *at == '\n';
        if (strncmp(at, "end ", 4) != 0 || !isdigit((unsigned char)at[4])) continue;
        if (sscanf(at, "end %zu pass %zn", &i, &n) == 1 && n > 0 && i == test) return true;
    }
    return false;
}

static void check_test(const struct report *r, size_t i, const struct process part[2])
{
    const struct report_test *t = &r->test[i];
    MUST(t->status != TEST_PASS || says_passed(&part[0].wire, i) || says_passed(&part[1].wire, i));
    MUST(t->points == (t->status == TEST_PASS ? t->max_points : 0));
    MUST(isfinite(t->ms) && t->ms >= 0);
}

static void check_points(const struct report *r)
{
    size_t placed = 0;
    for (size_t g = 0; g < manifest.n_groups; g++) {
        double sum = 0;
        size_t n = 0;
        for (size_t i = 0; i < r->n_tests; i++) {
            if (!is(r->test[i].group, manifest.group[g].name)) continue;
            sum += r->test[i].max_points;
            n++;
        }
        MUST(n == 0 || fabs(sum - manifest.group[g].points) < 1e-9);
        placed += n;
    }
    MUST(placed == r->n_tests);
}

static bool has(const struct report *r, enum test_status status)
{
    for (size_t i = 0; i < r->n_tests; i++)
        if (r->test[i].status == status) return true;
    return false;
}

static void check_run(struct report *r, const struct process part[2], size_t size)
{
    MUST(r->n_tests > 0);
    for (size_t i = 0; i < r->n_tests; i++) check_test(r, i, part);
    check_points(r);
    MUST(!has(r, TEST_SKIPPED) || has(r, TEST_TIMEOUT));
    r->verdict = has(r, TEST_FAIL) ? VERDICT_FAIL : VERDICT_PASS;
    r->exercise = "mean";
    r->submission = "answer.c";
    r->seed = UINT64_MAX;
    fuzz_check_report(r, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input rest = {data, size};
    struct process part[2] = {{.wire = fuzz_part(&rest)}, {.pid = 0}};
    part[0].err = fuzz_part(&rest);
    part[0].status = fuzz_number(&rest);
    size_t parts = rest.n ? 2 : 1;
    part[1].wire = fuzz_part(&rest);

    struct arena a = {0};
    struct report r = {0};
    const struct run_options o = {.manifest = &manifest};
    const struct process *const all[] = {&part[0], &part[1]};
    const char *unloadable, *fault = run_read(&r, &o, all, parts, &unloadable, &a);
    MUST(!fault || *fault);
    if (!fault && !unloadable) check_run(&r, part, size);
    fault = run_read_start(&part[0], &unloadable, &a);
    MUST(!fault || *fault);
    arena_free(&a);
    for (int i = 0; i < 2; i++) process_free(&part[i]);
    return 0;
}
