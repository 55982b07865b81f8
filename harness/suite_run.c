/* Check calls each test and catches its failure (CK_NOFORK: the trial does the forking). Its
 * fixtures tell the wire that a test begins and how it ended.
 *
 * TEST puts a pointer into the section suite_tests; compilers do not promise an order there, so
 * tests are sorted by their line, and groups by their first test. */
#include "harness/suite_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/failure.h"
#include "harness/fence.h"
#include "harness/suite.h"
#include "harness/trace.h"
#include "harness/wire.h"

extern const struct suite_test *const __start_suite_tests[], *const __stop_suite_tests[];

enum { MAX_TESTS = 255 }; /* a turn is a byte, and one is left to say that there is none */

static struct {
    const struct suite_test *test[MAX_TESTS]; /* in the order of the report */
    size_t n, now;                            /* how many; the one that runs */
    size_t turn[MAX_TESTS];                   /* the order they run in */
    bool aloud, traces;
    enum { IN_TIME, TOO_SLOW_FOR_LONG_ONES, TOO_SLOW_FOR_ANY } too_slow;
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

/* names: one, or several with commas between them */
static bool is_among(const char *names, const char *name)
{
    for (size_t n; *names; names += n + (names[n] == ',')) {
        n = strcspn(names, ",");
        if (strlen(name) == n && strncmp(names, name, n) == 0) return true;
    }
    return false;
}

static void collect(const char *only)
{
    for (const struct suite_test *const *t = __start_suite_tests; t < __stop_suite_tests; t++) {
        if (only && !is_among(only, (*t)->name)) continue;
        if (suite.n == MAX_TESTS) failure_of_kit("a suite has more than 255 tests");
        suite.test[suite.n++] = *t;
    }
    qsort(suite.test, suite.n, sizeof *suite.test, by_group);
}

static void begin(void)
{
    const struct suite_test *t = suite.test[suite.now];
    if (suite.aloud) wire_begin(suite.now);
    failure = (struct failure){.kind = FAILURE_NONE};
    uint64_t seed = rng_seed_for(suite.seed, t->name);
    suite.dice = rng_seeded(seed);
    given_begin(seed & 1); /* so that over a suite each argument lies flush on either side */
    clock_gettime(CLOCK_MONOTONIC, &suite.began);
    trial_test_begin();
    trace_begin();
}

static double microseconds_since(const struct timespec *t)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double us = (double)(now.tv_sec - t->tv_sec) * 1e6 + (double)(now.tv_nsec - t->tv_nsec) / 1e3;
    return us > 0 ? us : 0;
}

static void end(void)
{
    static const char *const kind[] = {"pass", "fail", "crash", "timeout"};
    double us = microseconds_since(&suite.began);
    if (suite.aloud && (suite.traces || failure.kind != FAILURE_NONE)) trace_tell(suite.now);
    if (suite.aloud)
        wire_end(suite.now, kind[failure.kind], us, failure.call, failure.words, trial_output());
    trial_test_end();
}

static void scrub_environment(void)
{
    static const char *const names[] = {
        "CK_RUN_CASE",      "CK_RUN_SUITE",    "CK_INCLUDE_TAGS",      "CK_EXCLUDE_TAGS",
        "CK_VERBOSITY",     "CK_FORK",         "CK_TAP_LOG_FILE_NAME", "CK_XML_LOG_FILE_NAME",
        "CK_LOG_FILE_NAME", "CK_MAX_MSG_SIZE", "CK_DEFAULT_TIMEOUT"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) unsetenv(names[i]);
}

/* Test i as a Check suite of one: which comes next is not Check's to say. Did it pass? */
static bool run_one(size_t i)
{
    Suite *s = suite_create("exercise");
    TCase *only = tcase_create(suite.test[i]->group);
    tcase_add_checked_fixture(only, begin, end);
    tcase_add_test(only, *suite.test[i]->check);
    suite_add_tcase(s, only);
    SRunner *runner = srunner_create(s);
    srunner_set_fork_status(runner, CK_NOFORK);
    suite.now = i;
    srunner_run_all(runner, CK_SILENT);
    if (srunner_ntests_run(runner) != 1) failure_of_kit("Check did not run a test");
    bool passed = srunner_ntests_failed(runner) == 0;
    srunner_free(runner);
    return passed;
}

static void announce(void)
{
    for (size_t i = 0; i < suite.n; i++) wire_test(i, suite.test[i]->group, suite.test[i]->name);
}

/* ---- whose turn it is ---- */

/* Where in this list a test's group stands; behind its end: the test is a short one. */
static const char *const long_ones[] = {"scale", "chance", "memory"};
enum { LONG_ONES = sizeof long_ones / sizeof *long_ones };

static size_t long_group(size_t i)
{
    size_t k = 0;
    while (k < LONG_ONES && strcmp(suite.test[i]->group, long_ones[k]) != 0) k++;
    return k;
}

/* Two runners end at about the same time if the long tests come first. But before them the simplest
 * one: of an answer that never returns nothing else is told. */
static size_t haste(size_t i)
{
    return i == 0 ? 0 : long_group(i) + 1;
}

static int by_haste(const void *a, const void *b)
{
    size_t i = *(const size_t *)a, k = *(const size_t *)b;
    size_t x = haste(i), y = haste(k);
    return x != y ? (x > y) - (x < y) : (i > k) - (i < k);
}

static void take_turns(bool shared)
{
    for (size_t i = 0; i < suite.n; i++) suite.turn[i] = i;
    if (shared) qsort(suite.turn, suite.n, sizeof *suite.turn, by_haste);
}

/* The turns that two runners share are bytes in one pipe, 0 1 2 ..., each drawn by one of them. */
static size_t draw(bool shared, size_t drawn_before)
{
    unsigned char turn;
    if (!shared) return drawn_before;
    return read(STDIN_FILENO, &turn, 1) == 1 ? turn : SIZE_MAX;
}

/* One that ran out of time is enough of its kind. An answer too slow for the long tests is still
 * told what the short ones say; one too slow for those is told nothing more. */
static bool is_passed_over(size_t i)
{
    return suite.too_slow == TOO_SLOW_FOR_ANY ||
           (suite.too_slow == TOO_SLOW_FOR_LONG_ONES && long_group(i) < LONG_ONES);
}

static void note_timeout(size_t i)
{
    suite.too_slow = long_group(i) < LONG_ONES ? TOO_SLOW_FOR_LONG_ONES : TOO_SLOW_FOR_ANY;
}

static bool run(const struct suite_choice *c)
{
    size_t failed = 0, drawn = 0, turn = 0;
    scrub_environment();
    suite.seed = c->seed;
    suite.traces = c->traces;
    collect(c->only);
    if (suite.aloud) announce();
    take_turns(c->shared);
    for (; (turn = draw(c->shared, drawn)) < suite.n; drawn++) {
        size_t i = suite.turn[turn];
        if (is_passed_over(i)) continue;
        failed += !run_one(i);
        if (failure.kind == FAILURE_TIMEOUT) note_timeout(i);
    }
    return failed == 0 && turn == suite.n;
}

bool suite_run(const struct suite_choice *c)
{
    suite.aloud = true;
    return run(c);
}

void suite_run_silently(const struct suite_choice *c)
{
    run(c);
}
