#include "grader/run.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/wire.h"

/* A suite has 255 tests at most, and each can have printed 64 KB, which the wire makes thrice as
 * long. */
enum { MAX_TESTS = 256, WIRE_LIMIT = 64 << 20, ERR_LIMIT = 256 << 10 };

char *run_reference(const struct kit *k, const char *exercise, const char *rung, struct arena *a)
{
    return arena_printf(a, "%s/reference/%s/%s.so", k->build, exercise, rung);
}

char *run_runner(const struct kit *k, const char *exercise, const char *suffix, struct arena *a)
{
    return arena_printf(a, "%s/runners/%s%s", k->build, exercise, suffix);
}

const char *const *run_may_read(const char *runner, const char *answer, struct arena *a)
{
    const char *const all[] = {"/usr",  "/lib", "/lib64", "/etc/ld.so.cache",
                               "/proc", runner, answer,   NULL};
    return memcpy(arena_take(a, sizeof all / sizeof *all, sizeof *all), all, sizeof all);
}

static const char *start(struct process *p, const struct run_options *o, const char *runner,
                         const char *command, const char *answer, int turns, unsigned deadline_ms,
                         struct arena *a)
{
    const struct manifest *m = o->manifest;
    const char *argv[] = {runner,
                          command,
                          "--answer",
                          answer,
                          "--shared",
                          turns ? "1" : "0",
                          "--traces",
                          o->traces ? "1" : "0",
                          "--seed",
                          arena_printf(a, "%llu", (unsigned long long)o->seed),
                          "--time-ms",
                          arena_printf(a, "%d", m->limits.time_ms),
                          "--memory-mb",
                          arena_printf(a, "%d", m->limits.memory_mb),
                          "--output-kb",
                          arena_printf(a, "%d", m->limits.output_kb),
                          o->only ? "--only" : NULL,
                          o->only,
                          NULL};
    return process_start(p, &(struct launch){
                                .argv = argv,
                                .may_read = run_may_read(runner, answer, a),
                                .deadline_ms = deadline_ms,
                                .err_limit = ERR_LIMIT,
                                .last_words = true,
                                .wire_limit = WIRE_LIMIT,
                                .reads = turns,
                                .cpu = -1,
                            });
}

long run_processors(void)
{
    return sysconf(_SC_NPROCESSORS_ONLN);
}

/* After one trial ran out of time the rest of the tests is skipped, so a suite is never much longer
 * than its slowest trial. */
static unsigned suite_deadline(const struct manifest *m)
{
    return 30000 + 2 * (unsigned)m->limits.time_ms;
}

int run_turns(const struct run_options *o)
{
    int ends[2];
    unsigned char turn[256];
    if (o->only || run_processors() < 2) return 0;
    if (pipe2(ends, O_CLOEXEC) != 0) return 0;
    for (size_t i = 0; i < sizeof turn; i++) turn[i] = (unsigned char)i;
    bool filled = write(ends[1], turn, sizeof turn) == sizeof turn;
    close(ends[1]);
    if (filled) return ends[0];
    close(ends[0]);
    return 0;
}

const char *run_tests(struct process *p, const struct run_options *o, const char *answer, int turns,
                      struct arena *a)
{
    const char *runner = run_runner(o->kit, o->manifest->exercise, o->with_blas ? ".blas" : "", a);
    return start(p, o, runner, "test", answer, turns, suite_deadline(o->manifest), a);
}

const char *run_sanitized(struct process *p, const struct run_options *o, const char *answer,
                          struct arena *a)
{
    const char *suffix = o->with_blas ? ".blas.sanitized" : ".sanitized";
    const char *runner = run_runner(o->kit, o->manifest->exercise, suffix, a);
    return start(p, o, runner, "sanitize", answer, 0, 4 * (unsigned)o->manifest->limits.time_ms, a);
}

/* ---- the wire ---- */

struct reading {
    struct report *r;
    struct arena *a;
    bool hello, ready, bye;
    const char *fault, *unloadable;
    size_t begun; /* the test that runs; NO_TEST: none */
};
enum { NO_TEST = MAX_TESTS };

static bool is(const char *field, const char *word)
{
    return strcmp(field, word) == 0;
}

/* The index of a test that was announced. */
static bool known(const struct reading *x, const char *field, size_t *i)
{
    return wire_count(field, i) && *i < x->r->n_tests;
}

const char *run_version(const char *field, struct arena *a)
{
    size_t n;
    if (wire_count(field, &n) && n == WIRE_VERSION) return NULL;
    return arena_printf(a, "the runner is of another version than kata (%s, not %d): run make",
                        field, WIRE_VERSION);
}

/* Both parts announce all tests. */
static bool announce(struct reading *x, char **f)
{
    struct report *r = x->r;
    size_t i;
    if (!r->test) r->test = arena_take(x->a, MAX_TESTS + 2, sizeof *r->test);
    if (known(x, f[1], &i)) return is(f[2], r->test[i].group) && is(f[3], r->test[i].name);
    if (!wire_count(f[1], &i) || i != r->n_tests || i == MAX_TESTS) return false;
    r->test[r->n_tests++] =
        (struct report_test){.group = arena_copy(x->a, f[2]),
                             .name = arena_copy(x->a, f[3]),
                             .status = TEST_SKIPPED,
                             .message = arena_copy(x->a, "not run: another test ran out of time"),
                             .output = arena_copy(x->a, "")};
    return true;
}

/* A test ends once, in one of the parts, with a status that there is. */
static bool conclude(struct reading *x, char **f)
{
    static const enum test_status all[] = {TEST_PASS, TEST_FAIL, TEST_CRASH, TEST_TIMEOUT};
    size_t i, us;
    if (!known(x, f[1], &i) || i != x->begun || !wire_count(f[3], &us)) return false;
    struct report_test *t = &x->r->test[i];
    if (t->status != TEST_SKIPPED) return false;
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        if (is(f[2], test_status_name(all[k]))) t->status = all[k];
    x->begun = NO_TEST;
    t->ms = (double)us / 1e3;
    t->message = arena_printf(x->a, "%s%s", f[4], f[5]);
    t->summary = arena_copy(x->a, f[5]);
    t->output = arena_copy(x->a, f[6]);
    return t->status != TEST_SKIPPED;
}

static bool see_left(struct reading *x, char **f)
{
    size_t i, n = 0;
    if (!known(x, f[1], &i) || i != x->begun) return false;
    struct report_test *t = &x->r->test[i];
    for (const char *c = f[2]; *c; c++) n += *c == ',';
    t->left = arena_take(x->a, n + 1, sizeof *t->left);
    t->n_left = 0;
    for (char *at = f[2]; *at;) {
        char *end;
        t->left[t->n_left++] = strtod(at, &end);
        if (end == at || (*end && *end != ',')) return false;
        at = end + (*end == ',');
    }
    return true;
}

static bool see_heap(struct reading *x, char **f)
{
    struct report *r = x->r;
    r->heap.known = wire_count(f[1], &r->heap.allocations) &&
                    wire_count(f[2], &r->heap.peak_bytes) &&
                    wire_count(f[3], &r->heap.leaked_bytes);
    return r->heap.known;
}

/* False: the line cannot be, at this place. */
static const char unreadable[] = "the test runner sent a line that cannot be read";

static bool see_fields(struct reading *x, char **f, size_t n)
{
    if (!n || x->bye) return false;
    if (n == 2 && !*f[1]) return false;
    if (n == 2 && is(f[0], "fault")) return x->fault = arena_copy(x->a, f[1]), true;
    if (n == 2 && is(f[0], "hello"))
        return x->fault = run_version(f[1], x->a), x->hello = !x->fault, true;
    if (!x->hello) return false;
    if (n == 2 && is(f[0], "unloadable")) return x->unloadable = arena_copy(x->a, f[1]), true;
    if (n == 1 && is(f[0], "ready")) return x->ready = true;
    if (n == 4 && is(f[0], "test")) return announce(x, f);
    if (n == 2 && is(f[0], "begin")) return x->begun == NO_TEST && known(x, f[1], &x->begun);
    if (n == 3 && is(f[0], "left")) return see_left(x, f);
    if (n == 7 && is(f[0], "end")) return conclude(x, f);
    if (n == 4 && is(f[0], "heap")) return see_heap(x, f);
    if (n == 1 && is(f[0], "bye")) return x->bye = x->begun == NO_TEST;
    return false;
}

static void see_line(struct reading *x, char *line)
{
    char *f[WIRE_MAX_FIELDS];
    size_t n = wire_split(line, f);
    if (!see_fields(x, f, n) && !x->fault) x->fault = unreadable;
}

/* A runner passes tests over after one that ran out of time. Nothing else leaves a test out. */
static const char *find_lost(const struct report *r, struct arena *a)
{
    const struct report_test *lost = NULL;
    for (size_t i = 0; i < r->n_tests; i++) {
        if (r->test[i].status == TEST_TIMEOUT) return NULL;
        if (r->test[i].status == TEST_SKIPPED) lost = &r->test[i];
    }
    return lost ? arena_printf(a, "the test %s was never run", lost->name) : NULL;
}

static size_t tests_in(const struct report *r, const char *group)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_tests; i++) n += is(r->test[i].group, group);
    return n;
}

/* A group's points, in equal parts to its tests. */
static const char *give_points(struct report *r, const struct manifest *m, struct arena *a)
{
    for (size_t i = 0; i < r->n_tests; i++) {
        struct report_test *t = &r->test[i];
        const struct manifest_group *g = NULL;
        for (size_t k = 0; k < m->n_groups; k++)
            if (is(m->group[k].name, t->group)) g = &m->group[k];
        if (!g)
            return arena_printf(
                a, "exercises/%s: the suite has a group \"%s\" that exercise.json does not name",
                m->exercise, t->group);
        t->max_points = g->points / (double)tests_in(r, t->group);
        t->points = t->status == TEST_PASS ? t->max_points : 0;
    }
    return NULL;
}

static const char *last_line(const struct stream *s, struct arena *a)
{
    if (!s->bytes || !s->n) return "without a word";
    char *text = arena_copy(a, s->bytes);
    size_t n = strlen(text);
    while (n && text[n - 1] == '\n') text[--n] = '\0';
    char *newline = strrchr(text, '\n');
    return newline ? newline + 1 : text;
}

const char *run_why_ended(const char *name, const struct process *runner, struct arena *a)
{
    if (runner->overran) return arena_printf(a, "the %s did not come to an end", name);
    if (process_killed(runner))
        return arena_printf(a,
                            "something outside ended the %s (signal %d: is the machine out of "
                            "memory?)",
                            name, WTERMSIG(runner->status));
    if (WIFSIGNALED(runner->status))
        return arena_printf(a, "the %s was ended by signal %d", name, WTERMSIG(runner->status));
    return arena_printf(a, "the %s ended early (status %d): %s", name, WEXITSTATUS(runner->status),
                        last_line(&runner->err, a));
}

static const char *why_ended(const struct reading *x, const struct process *runner)
{
    const char *name = "test runner";
    if (x->begun != NO_TEST)
        name = arena_printf(x->a, "runner of the test %s", x->r->test[x->begun].name);
    return run_why_ended(name, runner, x->a);
}

static struct reading read_wire(struct report *r, const struct process *runner, struct arena *a)
{
    struct reading x = {.r = r, .a = a, .begun = NO_TEST};
    char *wire = arena_copy(a, runner->wire.bytes ? runner->wire.bytes : "");
    if (strlen(wire) != runner->wire.n) x.fault = unreadable;
    for (char *line = strtok(wire, "\n"); line && !x.fault; line = strtok(NULL, "\n"))
        see_line(&x, line);
    return x;
}

static const char *read_part(struct report *r, const struct process *runner,
                             const char **unloadable, struct arena *a)
{
    struct reading x = read_wire(r, runner, a);
    if (x.unloadable) *unloadable = x.unloadable;
    return x.fault || x.bye || x.unloadable ? x.fault : why_ended(&x, runner);
}

/* A runner measures the heap behind tests that have all passed. Of two that share them one may have
 * done so, beside another whose tests failed; which of them has which is chance. */
static void forget_heap_of_failed(struct report *r)
{
    for (size_t i = 0; i < r->n_tests; i++)
        if (r->test[i].status != TEST_PASS) r->heap.known = false;
}

const char *run_read(struct report *r, const struct run_options *o,
                     const struct process *const *runner, size_t parts, const char **unloadable,
                     struct arena *a)
{
    const char *fault = NULL;
    *unloadable = NULL;
    for (size_t i = 0; i < parts && !fault; i++) fault = read_part(r, runner[i], unloadable, a);
    if (fault || *unloadable) return fault;
    if (r->n_tests == 0 && o->only) return NULL;
    if (r->n_tests == 0) return "the suite has no tests";
    forget_heap_of_failed(r);
    fault = find_lost(r, a);
    return fault ? fault : give_points(r, o->manifest, a);
}

/* After the hello the answer may have run: no other word of that runner is believed. */
const char *run_read_start(const struct process *runner, const char **unloadable, struct arena *a)
{
    struct report none = {0};
    struct reading x = read_wire(&none, runner, a);
    *unloadable = x.unloadable;
    if (x.fault || x.unloadable || runner->overran) return x.fault;
    if (WIFSIGNALED(runner->status) && WTERMSIG(runner->status) == WIRE_UNFENCED)
        return "the fence around the sanitized answer could not be put up";
    return x.ready && !process_killed(runner) ? NULL : run_why_ended("sanitized runner", runner, a);
}

/* What the plain reference needs for one test, in ms; NaN where that cannot be told. */
static double reference_ms(const struct run_options *o, const char *test, struct arena *a)
{
    struct run_options once = *o;
    struct report r = {0};
    struct process p = {0};
    const char *unloadable;
    once.only = test, once.with_blas = false;
    const char *answer = run_reference(o->kit, o->manifest->exercise, "plain", a);
    if (access(answer, R_OK) != 0) return NAN;
    const char *error = run_tests(&p, &once, answer, 0, a);
    if (!error && process_finish(&p))
        error = run_read(&r, &once, (const struct process *const[]){&p}, 1, &unloadable, a);
    process_free(&p);
    return !error && r.n_tests == 1 && r.test[0].status == TEST_PASS ? r.test[0].ms : NAN;
}

void run_explain_timeouts(struct report *r, const struct run_options *o, struct arena *a)
{
    for (size_t i = 0; i < r->n_tests; i++) {
        struct report_test *t = &r->test[i];
        double ms = t->status == TEST_TIMEOUT ? reference_ms(o, t->name, a) : NAN;
        if (isnan(ms)) continue;
        t->message = arena_printf(a, "%s\nthe plain reference needs %.2g ms for the whole test",
                                  t->message, ms);
    }
}
