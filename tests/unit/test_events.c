/* What the history keeps between gradings. */
#include <math.h>

#include "tests/unit/kept.h"

static void note(const char *exercise, const char *kind)
{
    const char *remark;
    ck_assert_ptr_null(history_note(exercise, kind, "", &remark, &arena));
}

START_TEST(what_is_done_between_gradings_has_its_place_among_them)
{
    set_up();
    note("mean", "started");
    keep("mean", "int a;\n");
    keep("median", "int a;\n");
    note("mean", "hint");
    struct history h = read_of("mean");
    ck_assert_uint_eq(h.n_events, 2);
    ck_assert_int_eq(h.event[0].after, 0);
    ck_assert_str_eq(h.event[1].kind, "hint");
    ck_assert_int_eq(h.event[1].after, h.grading[0].id + 1);
    ck_assert_uint_eq(read_of("median").n_events, 0);
    ck_assert_ptr_null(history_read(&h, NULL, &arena)); /* all of it */
    ck_assert_uint_eq(h.n, 2);
    ck_assert_uint_eq(h.n_events, 2);
    folder_end();
}
END_TEST

START_TEST(a_grading_knows_its_start_and_its_hints)
{
    set_up();
    setenv("MLKATA_NOW", "1795723363", 1);
    note("mean", "hint"); /* of another attempt */
    note("mean", "started");
    note("mean", "hint");
    setenv("MLKATA_NOW", "1795723423", 1);
    struct report r = report_of("mean", "int a;\n");
    r.own = true;
    ck_assert_str_eq(said_of(&r), "");
    r.own = false; /* another's file */
    ck_assert_str_eq(said_of(&r), "");
    r = report_of("median", "int a;\n");
    r.own = r.began = true, r.ms.total = 2000;
    ck_assert_str_eq(said_of(&r), "");
    unsetenv("MLKATA_NOW");
    struct history h = read_of("mean");
    ck_assert_double_eq(h.grading[0].since_start_ms, 60000);
    ck_assert_double_eq(h.grading[0].hints, 1);
    ck_assert(isnan(h.grading[1].since_start_ms) && isnan(h.grading[1].hints));
    h = read_of("median");
    ck_assert_double_eq(h.grading[0].since_start_ms, 2000); /* that grading made the file */
    ck_assert_str_eq(h.event[0].kind, "started");
    folder_end();
}
END_TEST

/* ---- the tests of gradings ---- */

START_TEST(tests_are_counted_by_grading_and_group)
{
    struct past_tests *t;
    size_t n = 9;
    set_up();
    ck_assert_ptr_null(history_tests(&t, &n, &arena));
    ck_assert_uint_eq(n, 0);
    keep("mean", "int a;\n");
    keep("median", "int b;\n");
    change("INSERT INTO test VALUES (2, 7, 'edges', 'late', 'skipped', 0, 0, 0)");
    ck_assert_ptr_null(history_tests(&t, &n, &arena));
    ck_assert_uint_eq(n, 4);
    ck_assert_str_eq(t[0].group, "basics");
    ck_assert(t[0].grading == 1 && t[0].n == 1 && t[0].failed == 0);
    ck_assert_str_eq(t[3].group, "edges");
    ck_assert(t[3].grading == 2 && t[3].n == 2 && t[3].failed == 1);
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN("events", tests_are_counted_by_grading_and_group,
                    what_is_done_between_gradings_has_its_place_among_them,
                    a_grading_knows_its_start_and_its_hints);
}
