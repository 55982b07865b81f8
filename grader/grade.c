/* Two lanes of one grading run side by side, each a short chain of processes:
 *
 *   optimised   compile -> gate -> link -> test, in two runners that take turns
 *   sanitized   compile -> gate -> link -> the suite under the sanitizers
 *
 * One loop attends to both. The second runner joins once there is a processor for it: sooner, it
 * would take it from the sanitized lane, and the verdict waits for both. The first lane that finds
 * the answer not fit to run ends the other: nothing is slower to learn than it need be. */
#include "grader/grade.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/build.h"
#include "grader/calendar.h"
#include "grader/diagnose.h"
#include "grader/gate.h"
#include "grader/own.h"
#include "grader/pair.h"
#include "grader/process.h"
#include "grader/remarks.h"
#include "grader/run.h"
#include "grader/scratch.h"
#include "grader/sha256.h"

enum { SLOW_SUITE_MS = 100 };
enum stage { STAGE_COMPILE, STAGE_LINK, STAGE_RUN, STAGE_DONE };

struct lane {
    enum build_kind kind;
    enum stage stage;
    struct process process;
    double compiled_ms;
    bool uses_cblas;
};

struct grading {
    struct report *r;
    const struct grade_options *o;
    const struct kit *k;
    struct arena *a;
    struct manifest m;
    struct build build;
    struct lane lane[2];
    struct process second; /* of the optimised lane: another runner, which shares its tests */
    int turns;             /* theirs, until the second has joined; 0: none */
    size_t runners;
    const char *fault; /* the kit's own */
    bool settled;      /* there is a verdict already: it cannot be run */
    bool sanitized_to_the_end;
    double hurry_until; /* on clock_ms, once the tests have failed; 0 before */
};

static void add_test(struct grading *g, const char *group, const char *name,
                     enum test_status status, const char *message)
{
    struct report *r = g->r;
    if (!r->test) r->test = arena_take(g->a, 1, sizeof *r->test);
    r->test[r->n_tests++] = (struct report_test){.group = arena_copy(g->a, group),
                                                 .name = arena_copy(g->a, name),
                                                 .status = status,
                                                 .message = arena_copy(g->a, message),
                                                 .output = arena_copy(g->a, "")};
}

static void settle(struct grading *g, enum verdict verdict, const char *reason)
{
    static const char *const claim[] = {[VERDICT_NO_COMPILE] = "it_compiles",
                                        [VERDICT_REJECTED] = "it_keeps_to_the_contract",
                                        [VERDICT_FAIL] = "it_fits_into_memory"};
    if (g->settled) return;
    const struct report_finding *f =
        verdict == VERDICT_NO_COMPILE && g->r->n_findings ? &g->r->finding[0] : NULL;
    g->r->n_tests = 0;
    add_test(g, "build", claim[verdict], TEST_FAIL,
             f ? arena_printf(g->a, "%s\n%s:%d: %s", reason, f->file, f->line, f->words) : reason);
    g->r->verdict = verdict;
    g->r->reason = arena_copy(g->a, reason);
    g->settled = true;
}

static struct run_options run_options(const struct grading *g, bool with_blas)
{
    return (struct run_options){.kit = g->k,
                                .manifest = &g->m,
                                .seed = g->o->seed,
                                .only = g->o->only,
                                .with_blas = with_blas};
}

static bool all_pass(const struct report *r);

/* ---- one lane's steps ---- */

/* The answer is wrong in any case: the sanitizers may add a line of it, but not keep anybody
 * waiting, at whatever step they are. */
static void hurry_sanitized(struct grading *g)
{
    struct process *p = &g->lane[BUILD_SANITIZED].process;
    if (g->hurry_until && p->deadline_ms > g->hurry_until) p->deadline_ms = g->hurry_until;
}

static void after_compile(struct grading *g, struct lane *l)
{
    if ((g->fault = build_fault(&l->process, &g->build, "compiler", g->a))) return;
    l->compiled_ms = l->process.ended_ms - l->process.started_ms;
    const char *why = l->kind == BUILD_OPTIMISED || !process_succeeded(&l->process)
                          ? build_diagnostics(g->r, &g->build, &l->process, g->a)
                          : NULL;
    if (why) {
        settle(g, VERDICT_NO_COMPILE, why);
        return;
    }
    struct gate gate =
        gate_look(build_object(&g->build, l->kind, g->a), &g->m, l->kind == BUILD_SANITIZED, g->a);
    l->uses_cblas = gate.uses_cblas;
    if (gate.verdict == GATE_INCOMPLETE) settle(g, VERDICT_NO_COMPILE, gate.words);
    if (gate.verdict == GATE_REJECTED) settle(g, VERDICT_REJECTED, gate.words);
    if (gate.verdict == GATE_TOO_LARGE) settle(g, VERDICT_FAIL, gate.words);
    if (gate.verdict == GATE_FAULT) g->fault = gate.words;
    if (g->settled || g->fault) return;
    process_free(&l->process);
    g->fault = build_link(&l->process, &g->build, l->kind, g->a);
    l->stage = STAGE_LINK;
}

static void after_link(struct grading *g, struct lane *l)
{
    if ((g->fault = build_fault(&l->process, &g->build, "linker", g->a))) return;
    if (!process_succeeded(&l->process)) {
        settle(g, VERDICT_REJECTED, build_link_diagnostics(&l->process, &g->build, g->a));
        return;
    }
    struct run_options o = run_options(g, l->uses_cblas);
    const char *answer = build_answer(&g->build, l->kind, g->a);
    process_free(&l->process);
    l->stage = STAGE_RUN;
    if (l->kind == BUILD_SANITIZED) {
        g->fault = run_sanitized(&l->process, &o, answer, g->a);
        return;
    }
    g->turns = run_turns(&o);
    g->fault = run_tests(&l->process, &o, answer, g->turns, g->a);
    g->runners = 1;
}

static void drop_turns(struct grading *g)
{
    if (g->turns) close(g->turns);
    g->turns = 0;
}

static void after_run(struct grading *g, struct lane *l)
{
    struct run_options o = run_options(g, l->uses_cblas);
    const char *unloadable;
    l->stage = STAGE_DONE;
    if (l->kind == BUILD_OPTIMISED) drop_turns(g); /* all are drawn */
    if (l->kind == BUILD_SANITIZED) {
        g->fault = run_read_start(&l->process, &unloadable, g->a);
        if (!g->fault && unloadable) settle(g, VERDICT_REJECTED, unloadable);
        if (g->fault || g->settled) return;
        g->sanitized_to_the_end = process_succeeded(&l->process);
        run_read_sanitized(g->r, &g->build, &l->process, g->a);
        return;
    }
    const struct process *part[2] = {&l->process, &g->second};
    g->fault = run_read(g->r, &o, part, g->runners, &unloadable, g->a);
    if (!g->fault && unloadable) settle(g, VERDICT_REJECTED, unloadable);
    if (g->settled) return;
    if (!g->fault) run_explain_timeouts(g->r, &o, g->a);
    g->r->ms.test = clock_ms() - l->process.started_ms;
    if (!g->fault && !all_pass(g->r)) g->hurry_until = clock_ms() + 150;
}

/* Why a process says nothing of the answer, whatever it was to do. */
static const char *process_fault(const struct process *p, struct arena *a)
{
    const char *error = process_error(p), *unread = process_unread(p);
    if (error)
        return arena_printf(
            a, "cannot start %s%s", error,
            strstr(error, "No such file") ? " (is it installed? make says what is missing)" : "");
    return unread ? arena_printf(a, "what a child said, or how it ended, is lost: %s", unread)
                  : NULL;
}

static void step(struct grading *g, struct lane *l)
{
    if (g->hurry_until && l->process.overran) {
        l->stage = STAGE_DONE;
        return;
    }
    g->fault = process_fault(&l->process, g->a);
    if (!g->fault && l->kind == BUILD_OPTIMISED) g->fault = process_fault(&g->second, g->a);
    if (g->fault) return;
    if (l->stage == STAGE_COMPILE)
        after_compile(g, l);
    else if (l->stage == STAGE_LINK)
        after_link(g, l);
    else if (l->stage == STAGE_RUN)
        after_run(g, l);
}

static bool going_on(const struct grading *g)
{
    if (g->fault || g->settled) return false;
    return g->lane[0].stage != STAGE_DONE || g->lane[1].stage != STAGE_DONE;
}

/* The second runner, when its time has come: at the latest when the tests take long, which is the
 * answer's doing, and the first may be held up by one of them. Where it cannot be had, one does all
 * the tests. */
static void join(struct grading *g)
{
    struct lane *l = &g->lane[BUILD_OPTIMISED];
    if (!g->turns || !going_on(g)) return;
    bool free = g->lane[BUILD_SANITIZED].stage == STAGE_DONE || run_processors() > 2;
    if (!free && clock_ms() - l->process.started_ms < SLOW_SUITE_MS) return;
    struct run_options o = run_options(g, l->uses_cblas);
    const char *answer = build_answer(&g->build, BUILD_OPTIMISED, g->a);
    if (!run_tests(&g->second, &o, answer, g->turns, g->a)) g->runners = 2;
    drop_turns(g);
}

/* Has what this lane waits for come to its end? */
static bool is_due(const struct grading *g, const struct lane *l)
{
    if (l->stage == STAGE_DONE || !process_ended(&l->process)) return false;
    return l->kind == BUILD_SANITIZED || process_ended(&g->second);
}

static void run_lanes(struct grading *g)
{
    struct process *all[3] = {&g->lane[0].process, &g->lane[1].process, &g->second};
    for (int i = 0; i < 2 && !g->fault; i++) {
        g->lane[i].kind = i == 0 ? BUILD_OPTIMISED : BUILD_SANITIZED;
        g->fault = build_compile(all[i], &g->build, g->lane[i].kind, g->a);
    }
    while (going_on(g)) {
        if (!process_wait_any(all, 3, -1)) break;
        for (int i = 0; i < 2 && going_on(g); i++)
            if (is_due(g, &g->lane[i])) step(g, &g->lane[i]);
        join(g);
        hurry_sanitized(g);
    }
    drop_turns(g);
    for (int i = 0; i < 3; i++) process_free(all[i]);
    g->r->ms.compile = g->lane[0].compiled_ms;
}

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
    add_test(g, "sanitizers", "no_undefined_behaviour", status, message);
}

/* Under the sanitizers an answer is many times slower: not getting through there proves nothing
 * against it. */
static bool all_pass(const struct report *r)
{
    size_t passed = 0;
    for (size_t i = 0; i < r->n_tests; i++) {
        bool unproven =
            strcmp(r->test[i].group, "sanitizers") == 0 && r->test[i].status == TEST_SKIPPED;
        if (r->test[i].status != TEST_PASS && !unproven) return false;
        passed += r->test[i].status == TEST_PASS;
    }
    return passed > 0;
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
    r->verdict = all_pass(r) ? VERDICT_PASS : is_stub(g) ? VERDICT_UNSOLVED : VERDICT_FAIL;
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
    if (!all_pass(r)) r->verdict = VERDICT_FAIL;
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

static const char *open_grading(struct grading *g, const char *scratch)
{
    struct arena *a = g->a;
    const char *own = own_path(g->m.exercise, g->k, a);
    const char *submission = g->o->submission ? g->o->submission : own;
    bool is_own = strcmp(submission, own) == 0, made = false;
    char *text;
    size_t n;
    const char *error = !g->o->submission ? own_make(&made, g->m.exercise, g->k, a) : NULL;
    if (!error) error = read_source(g, submission, &text, &n); /* else it is wrong usage */
    if (error) return error;
    describe(g, submission);
    g->r->own = is_own, g->r->began = made;
    error = build_prepare(&g->build, scratch, submission, g->m.exercise, g->k, a);
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

static const char *grade_in(struct grading *g, const char *scratch)
{
    const char *error = open_grading(g, scratch);
    if (error) return error;
    double from = clock_ms();
    run_lanes(g);
    if (!g->fault) g->fault = unknown_test(g);
    if (!g->fault && !process_interrupted()) judge(g);
    if (!g->fault) diagnose(g->r, g->k, g->a);
    if (!g->fault && !process_interrupted() && g->r->bench_asked && g->r->verdict == VERDICT_PASS) {
        measure(g);
        if (!g->fault) add_speed_score(g->r);
    }
    g->r->ms.total = clock_ms() - from;
    return g->fault;
}

const char *grade(struct report *r, const struct grade_options *o, const struct kit *k,
                  struct arena *a)
{
    struct grading g = {.r = r, .o = o, .k = k, .a = a};
    const char *scratch;
    *r = (struct report){.verdict = VERDICT_FAULT};
    const char *error =
        manifest_read(&g.m, o->exercise, kit_exercise_file(k, a, o->exercise, "exercise.json"));
    if (error) return arena_copy(a, error);
    error = scratch_make(&scratch, k, a);
    if (error) return error;
    error = grade_in(&g, scratch);
    scratch_remove(scratch);
    if (error) r->verdict = VERDICT_FAULT;
    return error;
}
