#include "grader/lanes.h"

#include <string.h>
#include <unistd.h>

#include "grader/gate.h"
#include "grader/process.h"
#include "grader/run.h"

enum { SLOW_SUITE_MS = 100, HURRY_MS = 150, PATIENCE_MS = 500 };

void lanes_add_test(struct grading *g, const char *group, const char *name, enum test_status status,
                    const char *message)
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
    lanes_add_test(g, "build", claim[verdict], TEST_FAIL,
                   f ? arena_printf(g->a, "%s\n%s:%d: %s", reason, f->file, f->line, f->words)
                     : reason);
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

/* ---- whose words are heard ---- */

/* What the sanitized lane finds at a stage counts once the other is past that one. */
static void settle_in_turn(struct grading *g, const struct lane *l, enum verdict verdict,
                           const char *reason)
{
    if (l->kind == BUILD_OPTIMISED || g->lane[BUILD_OPTIMISED].stage > l->stage) {
        settle(g, verdict, reason);
        return;
    }
    g->held.reason = reason;
    g->held.verdict = verdict;
    g->held.stage = l->stage;
}

static void settle_held(struct grading *g)
{
    if (!g->held.reason || g->fault || g->lane[BUILD_OPTIMISED].stage <= g->held.stage) return;
    settle(g, g->held.verdict, g->held.reason);
}

/* Has what this lane waits for come to its end? Of a compiler that failed, the words are looked at
 * in the same order. */
static bool is_due(const struct grading *g, const struct lane *l)
{
    if (l->stage == STAGE_WAITING || l->stage == STAGE_DONE) return false;
    if (!process_ended(&l->process)) return false;
    if (l->kind == BUILD_OPTIMISED) return process_ended(&g->second);
    return l->stage == STAGE_RUN || process_succeeded(&l->process) ||
           g->lane[BUILD_OPTIMISED].stage > l->stage;
}

/* ---- one lane's steps ---- */

/* What the sanitizers may take over a suite that failed, where they begin after it: several times
 * what the tests took, but for those that never came to an end. */
static double patience_ms(const struct report *r)
{
    double ms = PATIENCE_MS;
    for (size_t i = 0; i < r->n_tests; i++)
        if (r->test[i].status != TEST_TIMEOUT) ms += 4 * r->test[i].ms;
    return ms;
}

/* The answer is wrong in any case: the sanitizers may add a line of it, but not keep anybody
 * waiting, at whatever step they are. */
static void hurry_sanitized(struct grading *g)
{
    const struct lane *l = &g->lane[BUILD_SANITIZED];
    struct process *p = &g->lane[BUILD_SANITIZED].process;
    if (g->failed && !g->hurry_until && (!g->o->shared || l->stage == STAGE_RUN))
        g->hurry_until = clock_ms() + (g->o->shared ? patience_ms(g->r) : HURRY_MS);
    if (g->hurry_until && p->deadline_ms > g->hurry_until) p->deadline_ms = g->hurry_until;
}

static void begin_run(struct grading *g, struct lane *l)
{
    struct run_options o = run_options(g, l->uses_cblas);
    const char *answer = build_answer(&g->build, l->kind, g->a);
    l->stage = g->build_only ? STAGE_DONE : STAGE_RUN;
    if (g->build_only) return;
    if (l->kind == BUILD_SANITIZED) {
        g->fault = run_sanitized(&l->process, &o, answer, g->a);
        return;
    }
    g->turns = g->o->shared ? 0 : run_turns(&o);
    g->fault = run_tests(&l->process, &o, answer, g->turns, g->a);
    g->runners = 1;
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
    if (gate.verdict == GATE_INCOMPLETE) settle_in_turn(g, l, VERDICT_NO_COMPILE, gate.words);
    if (gate.verdict == GATE_REJECTED) settle_in_turn(g, l, VERDICT_REJECTED, gate.words);
    if (gate.verdict == GATE_TOO_LARGE) settle_in_turn(g, l, VERDICT_FAIL, gate.words);
    if (gate.verdict == GATE_FAULT) g->fault = gate.words;
    if (g->settled || g->fault) return;
    process_free(&l->process);
    l->process = (struct process){0};
    l->stage = g->held.reason ? STAGE_DONE : STAGE_LINK;
    if (l->stage == STAGE_DONE) return;
    if (g->o->shared && build_is_there(build_answer(&g->build, l->kind, g->a)))
        begin_run(g, l);
    else
        g->fault = build_link(&l->process, &g->build, l->kind, g->a);
}

static void after_link(struct grading *g, struct lane *l)
{
    if ((g->fault = build_fault(&l->process, &g->build, "linker", g->a))) return;
    if (!process_succeeded(&l->process)) {
        settle(g, VERDICT_REJECTED, build_link_diagnostics(&l->process, &g->build, g->a));
        return;
    }
    process_free(&l->process);
    begin_run(g, l);
}

static void drop_turns(struct grading *g)
{
    if (g->turns) close(g->turns);
    g->turns = 0;
}

static void after_sanitized_run(struct grading *g, struct lane *l)
{
    const char *unloadable;
    g->fault = run_read_start(&l->process, &unloadable, g->a);
    if (!g->fault && unloadable) settle_in_turn(g, l, VERDICT_REJECTED, unloadable);
    l->stage = STAGE_DONE;
    if (g->fault || unloadable) return;
    g->sanitized_to_the_end = process_succeeded(&l->process);
    run_read_sanitized(g->r, &g->build, &l->process, g->a);
}

static void after_tests(struct grading *g, struct lane *l)
{
    struct run_options o = run_options(g, l->uses_cblas);
    const char *unloadable;
    const struct process *part[2] = {&l->process, &g->second};
    l->stage = STAGE_DONE;
    drop_turns(g); /* all are drawn */
    g->fault = run_read(g->r, &o, part, g->runners, &unloadable, g->a);
    if (!g->fault && unloadable) settle(g, VERDICT_REJECTED, unloadable);
    if (g->settled) return;
    if (!g->fault) run_explain_timeouts(g->r, &o, g->a);
    g->r->ms.test = clock_ms() - l->process.started_ms;
    g->failed = !g->fault && !lanes_all_pass(g->r);
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
    else if (l->kind == BUILD_SANITIZED)
        after_sanitized_run(g, l);
    else
        after_tests(g, l);
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

/* One grading of many builds all at once, and finds the sanitized lane's part there already. */
static void begin(struct grading *g, enum build_kind kind)
{
    struct lane *l = &g->lane[kind];
    l->stage = STAGE_COMPILE;
    if (kind == BUILD_SANITIZED && g->o->shared &&
        build_is_there(build_object(&g->build, kind, g->a)))
        step(g, l);
    else if (kind == BUILD_OPTIMISED && g->o->shared)
        g->fault = build_all(&l->process, &g->build, g->a);
    else
        g->fault = build_compile(&l->process, &g->build, kind, g->a);
}

static void attend(struct grading *g)
{
    struct process *all[3] = {&g->lane[0].process, &g->lane[1].process, &g->second};
    while (going_on(g)) {
        if (g->lane[BUILD_SANITIZED].stage == STAGE_WAITING &&
            (!g->o->shared || g->lane[BUILD_OPTIMISED].stage == STAGE_DONE))
            begin(g, BUILD_SANITIZED);
        if (g->fault || !process_wait_any(all, 3, -1)) break;
        for (int i = 0; i < 2 && going_on(g); i++)
            if (is_due(g, &g->lane[i])) step(g, &g->lane[i]);
        settle_held(g);
        join(g);
        hurry_sanitized(g);
    }
    drop_turns(g);
    for (int i = 0; i < 3; i++) process_free(all[i]);
    g->r->ms.compile = g->lane[BUILD_OPTIMISED].compiled_ms;
}

void lanes_run(struct grading *g)
{
    for (int i = 0; i < 2; i++) g->lane[i].kind = i == 0 ? BUILD_OPTIMISED : BUILD_SANITIZED;
    begin(g, BUILD_OPTIMISED);
    attend(g);
}

void lanes_build(struct grading *g)
{
    g->build_only = true;
    g->lane[BUILD_SANITIZED] = (struct lane){.kind = BUILD_SANITIZED, .stage = STAGE_DONE};
    g->lane[BUILD_OPTIMISED].kind = BUILD_OPTIMISED;
    begin(g, BUILD_OPTIMISED);
    attend(g);
}

static char *failed_tests(const struct report *r, struct arena *a)
{
    char *names = arena_copy(a, "");
    for (size_t i = 0; i < r->n_tests; i++) {
        const struct report_test *t = &r->test[i];
        bool is_suites = strcmp(t->group, "sanitizers") != 0;
        if (is_suites && t->status != TEST_PASS && t->status != TEST_SKIPPED)
            names = arena_printf(a, "%s%s%s", names, *names ? "," : "", t->name);
    }
    return names;
}

const char *lanes_test_again(struct report *r, const struct grading *g, uint64_t seed)
{
    const struct lane *l = &g->lane[BUILD_OPTIMISED];
    struct run_options o = run_options(g, l->uses_cblas);
    struct process p = {0};
    const char *unloadable, *answer = build_answer(&g->build, BUILD_OPTIMISED, g->a);
    o.seed = seed;
    o.only = failed_tests(g->r, g->a);
    if (!*o.only) return "no test has failed";
    const char *error = run_tests(&p, &o, answer, 0, g->a);
    if (!error && process_finish(&p))
        error = run_read(r, &o, (const struct process *const[]){&p}, 1, &unloadable, g->a);
    process_free(&p);
    return error ? error : unloadable;
}

/* Under the sanitizers an answer is many times slower: not getting through there proves nothing
 * against it. */
bool lanes_all_pass(const struct report *r)
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
