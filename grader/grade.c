#include "grader/grade.h"

#include <stdlib.h>
#include <string.h>

#include "grader/calendar.h"
#include "grader/diagnose.h"
#include "grader/lanes.h"
#include "grader/own.h"
#include "grader/pair.h"
#include "grader/process.h"
#include "grader/remarks.h"
#include "grader/scratch.h"
#include "grader/sha256.h"

/* ---- the verdict ---- */

/* A finding of the sanitizers is a test of its own that failed: undefined behaviour passes every
 * other by luck alone. */
static void add_sanitizer_test(struct grading *g)
{
    const struct report_finding *f = g->r->n_findings ? &g->r->finding[0] : NULL;
    enum test_status status = f ? TEST_FAIL : g->sanitized_to_the_end ? TEST_PASS : TEST_SKIPPED;
    const char *message = f && f->line ? arena_printf(g->a, "%s:%d: %s", f->file, f->line, f->words)
                          : f          ? f->words
                          : status == TEST_SKIPPED
                              ? "the suite did not come to its end under the sanitizers"
                              : "";
    lanes_add_test(g, "sanitizers", "no_undefined_behaviour", status, message);
}

/* White space aside, is this file the stub? */
static bool is_stub(struct grading *g)
{
    char *text[2];
    size_t n[2], at[2] = {0, 0};
    const char *path[2] = {g->build.path, kit_exercise_file(g->k, g->a, g->m.exercise, "stub.c")};
    for (int i = 0; i < 2; i++)
        if (scratch_read(path[i], 1 << 20, g->a, &text[i], &n[i])) return false;
    for (;;) {
        for (int i = 0; i < 2; i++) at[i] += strspn(text[i] + at[i], " \t\r\n");
        if (text[0][at[0]] != text[1][at[1]]) return false;
        if (!text[0][at[0]]) return true;
        at[0]++, at[1]++;
    }
}

static void add_score(struct report *r)
{
    r->score = r->max_score = 0;
    for (size_t i = 0; i < r->n_tests; i++) {
        r->score += r->test[i].points;
        r->max_score += r->test[i].max_points;
    }
}

static void judge(struct grading *g)
{
    struct report *r = g->r;
    if (!g->settled) add_sanitizer_test(g);
    add_score(r);
    if (g->settled) return;
    r->verdict = lanes_all_pass(r) ? VERDICT_PASS : is_stub(g) ? VERDICT_UNSOLVED : VERDICT_FAIL;
}

static void measure(struct grading *g)
{
    double from = clock_ms();
    struct pair_options o = {.kit = g->k,
                             .manifest = &g->m,
                             .seed = g->o->lap_seed,
                             .answer = build_answer(&g->build, BUILD_OPTIMISED, g->a),
                             .with_blas = g->lane[0].uses_cblas,
                             .sizes = g->o->sizes,
                             .budget_ms = g->o->budget_ms};
    g->fault = pair_measure(g->r, &o, g->a);
    if (!g->fault && g->r->speed && g->r->speed->every_rung)
        g->fault = remarks_of(&g->r->remark, &g->r->n_remarks, &g->build, g->a);
    g->r->ms.bench = clock_ms() - from;
}

/* Speed's points count once the answer is right; a timed round that came out wrong is a test that
 * failed. */
static void add_speed_score(struct report *r)
{
    if (!lanes_all_pass(r)) r->verdict = VERDICT_FAIL;
    add_score(r);
    if (!r->speed) return;
    r->score += r->speed->points;
    r->max_score += r->speed->max_points;
}

/* ---- before all that ---- */

/* Paths as the learner would type them: from the kit's root where they lie in it. */
static const char *from_root(const struct kit *k, const char *path)
{
    size_t n = strlen(k->root);
    return strncmp(path, k->root, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

/* From here on a fault is reported. */
static void describe(struct grading *g, const char *submission)
{
    struct report *r = g->r;
    struct arena *a = g->a;
    r->at_ms = calendar_ms();
    r->exercise = arena_copy(a, g->m.exercise);
    r->title = arena_copy(a, g->m.title);
    r->track = arena_copy(a, g->m.track);
    r->level = arena_copy(a, g->m.level);
    r->minutes = g->m.minutes;
    r->submission = arena_copy(a, from_root(g->k, submission));
    r->seed = g->o->seed;
    r->only = g->o->only ? arena_copy(a, g->o->only) : NULL;
    r->bench_asked = g->o->bench && !g->o->only;
    r->compiler_log = arena_copy(a, "");
}

static const char *read_source(struct grading *g, const char *path, char **text, size_t *n)
{
    const char *error = scratch_read(path, 1 << 20, g->a, text, n);
    return error ? arena_printf(g->a, "%s: %s", path, error) : NULL;
}

/* A picture of speed is one of yours beside the references'. */
static const char *without_reference(const struct grading *g)
{
    if (g->o->sizes == PAIR_GRADED || kit_has_reference(g->k, g->m.exercise, g->a)) return NULL;
    return arena_printf(g->a,
                        "the references are not in this kit (a handout), so speed has no measure "
                        "here; make grade EX=%s says right or wrong",
                        g->m.exercise);
}

static const char *open_grading(struct grading *g, const char *scratch)
{
    struct arena *a = g->a;
    const char *own = own_path(g->m.exercise, g->k, a);
    const char *submission = g->o->submission ? g->o->submission : own;
    bool is_own = strcmp(submission, own) == 0, made = false;
    char *text;
    size_t n;
    const char *error = without_reference(g);
    if (!error && !g->o->submission) error = own_make(&made, g->m.exercise, g->k, a);
    if (!error) error = read_source(g, submission, &text, &n); /* else it is wrong usage */
    if (error) return error;
    describe(g, submission);
    g->r->own = is_own, g->r->began = made;
    error = build_prepare(&g->build, scratch, submission, g->o->name, g->m.exercise, g->k, a);
    if (!error) error = read_source(g, g->build.path, &g->r->source, &g->r->n_source);
    if (!error) sha256_hex(g->r->source_sha256, g->r->source, g->r->n_source);
    return error;
}

static const char *unknown_test(struct grading *g)
{
    if (!g->o->only || g->settled || g->r->n_tests) return NULL;
    g->r->exercise = NULL; /* wrong usage, and no report of anything */
    return arena_printf(g->a, "no test called \"%s\" in %s: the names stand in exercises/%s/test.c",
                        g->o->only, g->m.exercise, g->m.exercise);
}

/* Records of known mistakes are of one seed: what failed with another is asked once more with that
 * one, and the diagnosis is the same whatever the seed was. What ran out of time would take as long
 * again. */
static void diagnose_failure(struct grading *g)
{
    struct report again = {.verdict = VERDICT_FAIL, .seed = DIAGNOSE_SEED};
    struct report *r = g->r;
    if (r->seed == DIAGNOSE_SEED || r->only || r->verdict != VERDICT_FAIL || g->settled) {
        diagnose(r, g->k, g->a);
        return;
    }
    for (size_t i = 0; i < r->n_tests; i++)
        if (r->test[i].status == TEST_TIMEOUT) return;
    again.exercise = r->exercise;
    if (lanes_test_again(&again, g, DIAGNOSE_SEED)) return;
    diagnose(&again, g->k, g->a);
    r->diagnosis = again.diagnosis, r->n_diagnoses = again.n_diagnoses;
}

static const char *grade_in(struct grading *g, const char *scratch)
{
    const char *error = open_grading(g, scratch);
    if (error) return error;
    double from = clock_ms();
    lanes_run(g);
    if (!g->fault) g->fault = unknown_test(g);
    if (!g->fault && !process_interrupted()) judge(g);
    if (!g->fault && !process_interrupted()) diagnose_failure(g);
    bool measured = g->r->bench_asked && kit_has_reference(g->k, g->m.exercise, g->a);
    if (!g->fault && !process_interrupted() && measured && g->r->verdict == VERDICT_PASS) {
        measure(g);
        if (!g->fault) add_speed_score(g->r);
    }
    g->r->ms.total = clock_ms() - from;
    return g->fault;
}

/* What an answer is graded in is made, filled by `work`, and taken away. */
static const char *grade_by(const char *(*work)(struct grading *g, const char *scratch),
                            struct grading *g)
{
    const char *exercise = g->o->exercise, *scratch;
    const char *error =
        manifest_read(&g->m, exercise, kit_exercise_file(g->k, g->a, exercise, "exercise.json"));
    if (error) return arena_copy(g->a, error);
    error = scratch_make(&scratch, g->k, g->a);
    if (error) return error;
    error = work(g, scratch);
    scratch_remove(scratch);
    if (error) g->r->verdict = VERDICT_FAULT;
    return error;
}

const char *grade(struct report *r, const struct grade_options *o, const struct kit *k,
                  struct arena *a)
{
    struct grading g = {.r = r, .o = o, .k = k, .a = a};
    *r = (struct report){.verdict = VERDICT_FAULT};
    return grade_by(grade_in, &g);
}

/* ---- speed alone ---- */

static const char *build_again(struct grading *g, const char *scratch)
{
    const struct grade_options *o = g->o;
    char *text, hex[65];
    size_t n;
    const char *error =
        build_prepare(&g->build, scratch, o->submission, o->name, g->m.exercise, g->k, g->a);
    if (!error) error = read_source(g, g->build.path, &text, &n);
    if (error) return error;
    sha256_hex(hex, text, n);
    if (strcmp(hex, g->r->source_sha256) != 0) return "this is not the answer whose tests passed";
    struct report unsaid = {0}, *r = g->r;
    g->r = &unsaid; /* what the compiler says was said before */
    lanes_build(g);
    g->r = r;
    if (g->settled && !g->fault)
        return arena_printf(g->a, "it was built before, and now: %s", unsaid.reason);
    return g->fault;
}

static const char *measure_in(struct grading *g, const char *scratch)
{
    double from = clock_ms();
    struct report *r = g->r;
    const char *error = build_again(g, scratch);
    if (error || process_interrupted()) return error;
    struct report_test *test = arena_take(g->a, r->n_tests + 1, sizeof *test);
    if (r->n_tests) memcpy(test, r->test, r->n_tests * sizeof *test);
    r->test = test; /* with room for one of the timed rounds */
    r->bench_asked = true;
    measure(g);
    if (!g->fault) add_speed_score(r);
    r->ms.total += clock_ms() - from;
    return g->fault;
}

const char *grade_speed(struct report *r, const struct grade_options *o, const struct kit *k,
                        struct arena *a)
{
    struct grading g = {.r = r, .o = o, .k = k, .a = a};
    return grade_by(measure_in, &g);
}
