/* From what a runner says on its wire to the tests of a report. */
#include "grader/run.h"

#include <math.h>
#include <string.h>

#include "harness/wire.h"
#include "tests/unit/unit.h"

static struct manifest manifest = {
    .exercise = "mean", .n_groups = 2, .group = {{"basics", 30}, {"edges", 10}}};
static struct report report;
static struct arena arena;

static const char *unloadable;

static struct process said(const char *wire, int status)
{
    return (struct process){.wire = {.bytes = arena_copy(&arena, wire), .n = strlen(wire)},
                            .err = {.bytes = arena_copy(&arena, "first\nlast words\n"), .n = 17},
                            .status = status};
}

/* Why the run says nothing of the answer; NULL: it does. */
static const char *read_wire(const char *wire, const char *only, int status)
{
    struct process runner = said(wire, status);
    struct run_options o = {.manifest = &manifest, .only = only};
    report = (struct report){0};
    return run_read(&report, &o, (const struct process *const[]){&runner}, 1, &unloadable, &arena);
}

static const char *read_two(const char *wire, const char *other)
{
    struct process part[2] = {said(wire, 0), said(other, 0)};
    struct run_options o = {.manifest = &manifest};
    report = (struct report){0};
    return run_read(&report, &o, (const struct process *const[]){&part[0], &part[1]}, 2,
                    &unloadable, &arena);
}

#define UNREADABLE "the test runner sent a line that cannot be read"
#define PASS(i) "begin " #i "\nend " #i " pass 1 % % %\n"

#define TESTS "hello 1\ntest 0 basics a\ntest 1 basics b\ntest 2 edges c\n"

START_TEST(a_whole_run_becomes_tests_with_their_points)
{
    ck_assert_ptr_null(read_wire(TESTS "begin 0\nend 0 pass 1500 % % %\n"
                                       "begin 1\nend 1 fail 20 f(a)%0a wrong%0aby%201 i%20=%201\n"
                                       "begin 2\nend 2 timeout 0 % late %\nbye\n",
                                 NULL, 0));
    ck_assert_uint_eq(report.n_tests, 3);
    const struct report_test *t = report.test;
    ck_assert_str_eq(t[0].group, "basics");
    ck_assert_str_eq(t[0].name, "a");
    ck_assert_int_eq(t[0].status, TEST_PASS);
    ck_assert_double_eq(t[0].ms, 1.5);
    ck_assert_double_eq(t[0].points, 15);
    ck_assert_int_eq(t[1].status, TEST_FAIL);
    ck_assert_str_eq(t[1].message, "f(a)\nwrong\nby 1");
    ck_assert_str_eq(t[1].summary, "wrong\nby 1");
    ck_assert_str_eq(t[1].output, "i = 1");
    ck_assert_double_eq(t[1].points, 0);
    ck_assert_double_eq(t[1].max_points, 15);
    ck_assert_int_eq(t[2].status, TEST_TIMEOUT);
    ck_assert_double_eq(t[2].max_points, 10);
    ck_assert(!report.heap.known);
}
END_TEST

START_TEST(the_heap_is_told_of_an_answer_that_passes)
{
    ck_assert_ptr_null(read_wire(TESTS PASS(0) PASS(1) PASS(2) "heap 3 4096 8\nbye\n", NULL, 0));
    ck_assert(report.heap.known && report.heap.allocations == 3 && report.heap.leaked_bytes == 8);
}
END_TEST

START_TEST(the_heap_of_an_answer_that_fails_is_not_told_by_half_of_its_runners)
{
    ck_assert_ptr_null(read_two(TESTS PASS(0) PASS(2) "heap 3 4096 8\nbye\n",
                                TESTS "begin 1\nend 1 fail 1 % % %\nbye\n"));
    ck_assert(!report.heap.known);
}
END_TEST

START_TEST(what_an_answer_left_belongs_to_the_test_that_runs)
{
    ck_assert_ptr_null(read_wire(
        TESTS PASS(0) "begin 1\nleft 1 0,-1.5,nan,inf\nend 1 fail 1 % % %\n" PASS(2) "bye\n", NULL,
        0));
    const struct report_test *t = report.test;
    ck_assert_uint_eq(t[0].n_left, 0);
    ck_assert_uint_eq(t[1].n_left, 4);
    ck_assert_double_eq(t[1].left[1], -1.5);
    ck_assert(isnan(t[1].left[2]) && isinf(t[1].left[3]));
    static const char *const broken[] = {"left 0 1\n", "left 1 1;2\n", "left 1 x\n",
                                         "left 1 ,\n", "left 9 1\n",   "left 1\n"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        char wire[256];
        snprintf(wire, sizeof wire, "%sbegin 1\n%s", TESTS, broken[i]);
        ck_assert_str_eq(read_wire(wire, NULL, 0), UNREADABLE);
    }
}
END_TEST

START_TEST(a_test_without_a_verdict_is_the_kits_fault)
{
    ck_assert_str_eq(read_wire(TESTS "begin 0\nend 0 pass 1 % % %\nbye\n", NULL, 0),
                     "the test c was never run");
    ck_assert_str_eq(read_wire(TESTS PASS(1) PASS(2) "bye\n", NULL, 0), "the test a was never run");
}
END_TEST

START_TEST(after_one_that_ran_out_of_time_the_rest_is_skipped)
{
    ck_assert_ptr_null(read_wire(TESTS "begin 1\nend 1 timeout 1 % late %\nbye\n", NULL, 0));
    ck_assert_int_eq(report.test[0].status, TEST_SKIPPED);
    ck_assert_str_eq(report.test[0].message, "not run: another test ran out of time");
    ck_assert_double_eq(report.test[0].points, 0);
    ck_assert_int_eq(report.test[1].status, TEST_TIMEOUT);
}
END_TEST

START_TEST(two_runners_fill_one_report)
{
    ck_assert_ptr_null(
        read_two(TESTS PASS(1) "bye\n", TESTS PASS(0) "begin 2\nend 2 fail 1 % no %\nbye\n"));
    ck_assert_uint_eq(report.n_tests, 3);
    ck_assert_int_eq(report.test[0].status, TEST_PASS);
    ck_assert_int_eq(report.test[1].status, TEST_PASS);
    ck_assert_int_eq(report.test[2].status, TEST_FAIL);
    ck_assert_str_eq(read_two(TESTS PASS(0) PASS(1) "bye\n", TESTS PASS(1) PASS(2) "bye\n"),
                     UNREADABLE); /* both have had the same turn */
    ck_assert_str_eq(read_two(TESTS "bye\n", "hello 1\ntest 0 basics b\nbye\n"), UNREADABLE);
}
END_TEST

START_TEST(a_run_that_breaks_off_is_the_kits_fault)
{
    ck_assert_str_eq(read_wire("", NULL, 3 << 8),
                     "the test runner ended early (status 3): last words");
    ck_assert_str_eq(read_wire(TESTS "begin 1\n", NULL, 11),
                     "the runner of the test b was ended by signal 11");
    ck_assert_str_eq(read_wire(TESTS "begin 1\n", NULL, 9),
                     "something outside ended the runner of the test b (signal 9: is the machine "
                     "out of memory?)");
    ck_assert_str_eq(read_wire(TESTS, NULL, 0),
                     "the test runner ended early (status 0): last words");
    ck_assert_str_eq(read_wire(TESTS "fault no%20memory\n", NULL, 0), "no memory");
}
END_TEST

START_TEST(a_runner_of_another_version_is_told_to_be_made_again)
{
    static const char words[] = "the runner is of another version than kata (%s, not 1): run make";
    static const char *const other[] = {"0", "2", "11", "-1", "1.5", "one"};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        ck_assert_str_eq(
            read_wire(arena_printf(&arena, "hello %s\nwhat 2 says\n", other[i]), NULL, 0),
            arena_printf(&arena, words, other[i]));
}
END_TEST

START_TEST(an_answer_that_cannot_be_loaded_is_no_fault)
{
    ck_assert_ptr_null(read_wire("hello 1\nunloadable no%20room\n", NULL, 1 << 8));
    ck_assert_str_eq(unloadable, "no room");
}
END_TEST

static const char *read_start(const char *wire, int status)
{
    struct process runner = said(wire, status);
    return run_read_start(&runner, &unloadable, &arena);
}

START_TEST(a_sanitized_run_that_began_is_no_fault_whatever_came_of_it)
{
    ck_assert_ptr_null(read_start("hello 1\nready\n", 2 << 8));
    ck_assert_ptr_null(read_start("hello 1\nready\n", 6));
    ck_assert_ptr_null(unloadable);
    ck_assert_str_eq(read_start("hello 1\nready\n", 9),
                     "something outside ended the sanitized runner (signal 9: is the machine out "
                     "of memory?)");
    ck_assert_str_eq(read_start("hello 1\nready\n", WIRE_UNFENCED),
                     "the fence around the sanitized answer could not be put up");
    ck_assert_str_eq(read_start("hello 1\n", 2 << 8),
                     "the sanitized runner ended early (status 2): last words");
    ck_assert_str_eq(read_start("hello 1\nfault no%20memory\n", 2 << 8), "no memory");
    ck_assert_ptr_null(read_start("hello 1\nunloadable no%20room\n", 1 << 8));
    ck_assert_str_eq(unloadable, "no room");
}
END_TEST

START_TEST(a_line_that_cannot_be_read_is_the_kits_fault)
{
    static const char *const bad[] = {"end 0 pass 1 % %",
                                      "heap 1 2",
                                      "test 3 edges",
                                      "what 1",
                                      "begin 0\nend 0 pass 1 %zz % %",
                                      "begin  0",
                                      "hello",
                                      "heap 1 -2 3",
                                      "begin x",
                                      "begin 3",
                                      "test 4 edges d",
                                      "test 1 edges b",
                                      "begin 0\nend 0 splendid 1 % % %",
                                      "begin 0\nend 0 pass -1 % % %"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_str_eq(read_wire(arena_printf(&arena, TESTS "%s\nbye\n", bad[i]), NULL, 0),
                         UNREADABLE);
}
END_TEST

START_TEST(a_line_in_a_place_where_it_cannot_be_is_the_kits_fault)
{
    static const char *const bad[] = {
        "test 0 basics a\nhello 1\nbye\n",          /* before the hello */
        TESTS "end 0 pass 1 % % %\nbye\n",          /* never begun */
        TESTS "begin 0\nend 1 pass 1 % % %\nbye\n", /* another one than begun */
        TESTS PASS(0) "end 0 fail 1 % % %\nbye\n",  /* ended twice */
        TESTS PASS(0) PASS(0) "bye\n",              /* run twice */
        TESTS "begin 0\nbegin 1\n",                 /* two at once */
        TESTS "begin 0\nbye\n",                     /* not ended */
        TESTS "bye\n" PASS(0),                      /* after the end */
        "bye\n" TESTS PASS(0) PASS(1) PASS(2)};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_str_eq(read_wire(bad[i], NULL, 0), UNREADABLE);
    struct process zero = said(TESTS PASS(0) PASS(1) PASS(2) "bye\n", 0);
    struct run_options o = {.manifest = &manifest};
    zero.wire.bytes[zero.wire.n - 5] = '\0';
    report = (struct report){0};
    ck_assert_str_eq(
        run_read(&report, &o, (const struct process *const[]){&zero}, 1, &unloadable, &arena),
        UNREADABLE);
}
END_TEST

START_TEST(suite_and_manifest_must_agree_on_groups)
{
    ck_assert_str_eq(
        read_wire("hello 1\ntest 0 chance a\n" PASS(0) "bye\n", NULL, 0),
        "exercises/mean: the suite has a group \"chance\" that exercise.json does not name");
}
END_TEST

START_TEST(a_suite_without_tests_proves_nothing)
{
    ck_assert_str_eq(read_wire("hello 1\nbye\n", NULL, 0), "the suite has no tests");
    ck_assert_ptr_null(read_wire("hello 1\nbye\n", "no_such_test", 0)); /* grade.c says so */
}
END_TEST

START_TEST(more_tests_than_there_is_room_for_are_the_kits_fault)
{
    char *wire = arena_copy(&arena, "hello 1\n");
    for (int i = 0; i < 300; i++) wire = arena_printf(&arena, "%stest %d basics t%d\n", wire, i, i);
    ck_assert_str_eq(read_wire(wire, NULL, 0), UNREADABLE);
    ck_assert_uint_eq(report.n_tests, 256);
}
END_TEST

int main(void)
{
    return UNIT_RUN("run", a_whole_run_becomes_tests_with_their_points,
                    the_heap_is_told_of_an_answer_that_passes,
                    the_heap_of_an_answer_that_fails_is_not_told_by_half_of_its_runners,
                    what_an_answer_left_belongs_to_the_test_that_runs,
                    a_test_without_a_verdict_is_the_kits_fault,
                    after_one_that_ran_out_of_time_the_rest_is_skipped, two_runners_fill_one_report,
                    a_run_that_breaks_off_is_the_kits_fault,
                    a_runner_of_another_version_is_told_to_be_made_again,
                    an_answer_that_cannot_be_loaded_is_no_fault,
                    a_sanitized_run_that_began_is_no_fault_whatever_came_of_it,
                    a_line_that_cannot_be_read_is_the_kits_fault,
                    a_line_in_a_place_where_it_cannot_be_is_the_kits_fault,
                    suite_and_manifest_must_agree_on_groups, a_suite_without_tests_proves_nothing,
                    more_tests_than_there_is_room_for_are_the_kits_fault);
}
