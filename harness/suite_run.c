/* Check keeps the suite, calls each test and catches its failure (CK_NOFORK: the trial does the
 * forking). Its fixtures tell the wire that a test begins and how it ended.
 *
 * TEST puts a pointer into the section suite_tests; compilers do not promise an order there, so
 * tests are sorted by their line, and groups by their first test. */
#include "harness/suite_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/failure.h"
#include "harness/fence.h"
#include "harness/suite.h"
#include "harness/wire.h"

extern const struct suite_test *const __start_suite_tests[], *const __stop_suite_tests[];

enum { MAX_TESTS = 256 };

static struct {
    const struct suite_test *test[MAX_TESTS]; /* those that run, in their order */
    size_t number[MAX_TESTS];                 /* of each, in the whole suite */
    size_t n, next;
    bool aloud, timed_out;
    uint64_t seed;
    struct ml_rng dice;
    struct timespec began;
} suite;

struct ml_rng *dice(void)
{
    return &suite.dice;
}

size_t repeats(size_t n)
{
    return trial.mode == TRIAL_SANITIZED ? n / 64 + 1 : n;
}

/* Check keeps each test's messages in a temporary file: one in memory needs no disk that could be
 * full or read-only. */
int __wrap_mkstemp(char *name);
int __wrap_mkstemp(char *name)
{
    (void)name;
    return fence_scratch_file();
}

static int by_line(const void *a, const void *b)
{
    const struct suite_test *const *x = a, *const *y = b;
    return ((*x)->line > (*y)->line) - ((*x)->line < (*y)->line);
}

static int group_line(const char *group)
{
    int first = 0;
    for (const struct suite_test *const *t = __start_suite_tests; t < __stop_suite_tests; t++)
        if (strcmp((*t)->group, group) == 0 && (!first || (*t)->line < first)) first = (*t)->line;
    return first;
}

static int by_group(const void *a, const void *b)
{
    const struct suite_test *const *x = a, *const *y = b;
    int gx = group_line((*x)->group), gy = group_line((*y)->group);
    return gx != gy ? (gx > gy) - (gx < gy) : by_line(a, b);
}

static void collect(const char *only)
{
    for (const struct suite_test *const *t = __start_suite_tests; t < __stop_suite_tests; t++) {
        if (only && strcmp((*t)->name, only) != 0) continue;
        if (suite.n == MAX_TESTS) failure_of_kit("a suite has more than 256 tests");
        suite.test[suite.n++] = *t;
    }
    qsort(suite.test, suite.n, sizeof *suite.test, by_group);
}

/* Ends the fixture: Check then leaves out the test and its teardown. */
static void skip(void)
{
    if (suite.aloud)
        wire_end(suite.number[suite.next], "skipped", 0, "",
                 "not run: an earlier test ran out of time", "");
    suite.next++;
    ck_abort_msg("%s", "skipped");
}

static void begin(void)
{
    const struct suite_test *t = suite.test[suite.next];
    if (suite.timed_out) skip();
    if (suite.aloud) wire_begin(suite.number[suite.next]);
    failure = (struct failure){.kind = FAILURE_NONE};
    uint64_t seed = rng_seed_for(suite.seed, t->name);
    suite.dice = rng_seeded(seed);
    given_begin(seed & 1); /* so that over a suite each argument lies flush on either side */
    clock_gettime(CLOCK_MONOTONIC, &suite.began);
    trial_test_begin();
}

static double microseconds_since(const struct timespec *t)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - t->tv_sec) * 1e6 + (double)(now.tv_nsec - t->tv_nsec) / 1e3;
}

static void end(void)
{
    static const char *const kind[] = {"pass", "fail", "crash", "timeout"};
    double us = microseconds_since(&suite.began);
    if (suite.aloud)
        wire_end(suite.number[suite.next], kind[failure.kind], us, failure.call, failure.words,
                 trial_output());
    if (failure.kind == FAILURE_TIMEOUT) suite.timed_out = true;
    trial_test_end();
    suite.next++;
}

static void scrub_environment(void)
{
    static const char *const names[] = {
        "CK_RUN_CASE",      "CK_RUN_SUITE",    "CK_INCLUDE_TAGS",      "CK_EXCLUDE_TAGS",
        "CK_VERBOSITY",     "CK_FORK",         "CK_TAP_LOG_FILE_NAME", "CK_XML_LOG_FILE_NAME",
        "CK_LOG_FILE_NAME", "CK_MAX_MSG_SIZE", "CK_DEFAULT_TIMEOUT"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) unsetenv(names[i]);
}

static SRunner *as_check_suite(void)
{
    Suite *s = suite_create("exercise");
    TCase *group = NULL;
    for (size_t i = 0; i < suite.n; i++) {
        const struct suite_test *t = suite.test[i];
        if (!group || strcmp(t->group, suite.test[i - 1]->group) != 0) {
            group = tcase_create(t->group);
            tcase_add_checked_fixture(group, begin, end);
            suite_add_tcase(s, group);
        }
        tcase_add_test(group, *t->check);
    }
    SRunner *runner = srunner_create(s);
    srunner_set_fork_status(runner, CK_NOFORK);
    return runner;
}

static void announce(void)
{
    for (size_t i = 0; i < suite.n; i++) wire_test(i, suite.test[i]->group, suite.test[i]->name);
}

static void keep_part(size_t part, size_t parts)
{
    size_t kept = 0;
    for (size_t i = part; i < suite.n; i += parts) {
        suite.test[kept] = suite.test[i];
        suite.number[kept++] = i;
    }
    suite.n = kept;
}

static int run(const struct suite_choice *c)
{
    scrub_environment();
    suite.seed = c->seed;
    collect(c->only);
    if (suite.aloud) announce();
    keep_part(c->part, c->parts);
    SRunner *runner = as_check_suite();
    srunner_run_all(runner, CK_SILENT);
    return srunner_ntests_failed(runner);
}

bool suite_run(const struct suite_choice *c)
{
    suite.aloud = true;
    int failed = run(c);
    if (suite.next != suite.n) failure_of_kit("Check did not run every test");
    return failed == 0;
}

void suite_run_silently(const struct suite_choice *c)
{
    run(c);
}
