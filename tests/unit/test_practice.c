#include "grader/practice.h"

#include <math.h>

#include "grader/calendar.h"
#include "tests/unit/unit.h"

enum { MINUTES = 20, MOST = 32 };
static const int64_t start = 1795723363137;

static struct arena arena;
static struct past_grading gradings[MOST];
static struct past_event events[MOST];
static struct history h;
static int64_t now;

static void begin(void)
{
    h = (struct history){.grading = gradings, .event = events};
    now = start;
}

static void after_minutes(double minutes)
{
    now += (int64_t)(minutes * CALENDAR_MINUTE);
}

static void did(const char *kind)
{
    events[h.n_events++] = (struct past_event){
        .at_ms = now, .after = (int64_t)h.n, .exercise = "mean", .kind = kind, .detail = ""};
}

static struct past_grading *graded(const char *verdict)
{
    struct past_grading *g = &gradings[h.n++];
    *g = (struct past_grading){.id = (int64_t)h.n,
                               .at_ms = now,
                               .exercise = "mean",
                               .verdict = arena_copy(&arena, verdict),
                               .own = true,
                               .source_sha256 = arena_printf(&arena, "%zu", h.n),
                               .only = "",
                               .band = "",
                               .vs_reference = NAN};
    return g;
}

static struct practice practice(void)
{
    struct practice p;
    practice_of(&p, &h, "mean", MINUTES, &arena);
    return p;
}

static long due_in_days(const struct practice *p)
{
    return (long)((p->due_ms - now) / CALENDAR_DAY);
}

/* ---- SM-2 ---- */

START_TEST(the_intervals_are_those_of_the_paper)
{
    struct sm2 s = sm2_begin();
    sm2_repeat(&s, 4);
    ck_assert_double_eq(s.days, 1);
    sm2_repeat(&s, 4);
    ck_assert_double_eq(s.days, 6);
    sm2_repeat(&s, 4);
    ck_assert_double_eq(s.days, 15); /* 6 * 2.5; quality 4 leaves the ease as it is */
    ck_assert_double_eq_tol(s.ease, 2.5, 1e-12);
    sm2_repeat(&s, 3);
    ck_assert_double_eq(s.days, 38); /* 15 * 2.5 = 37.5, and up */
    ck_assert_double_eq_tol(s.ease, 2.36, 1e-12);
    sm2_repeat(&s, 5);
    ck_assert_double_eq_tol(s.ease, 2.46, 1e-12);
}
END_TEST

START_TEST(what_was_forgotten_begins_anew_with_the_ease_it_had)
{
    struct sm2 s = sm2_begin();
    for (int i = 0; i < 3; i++) sm2_repeat(&s, 3);
    double ease = s.ease;
    sm2_repeat(&s, 2);
    ck_assert_int_eq(s.repetitions, 0);
    ck_assert_double_eq(s.days, 1);
    ck_assert_double_eq(s.ease, ease);
    sm2_repeat(&s, 3);
    sm2_repeat(&s, 3);
    ck_assert_double_eq(s.days, 6);
}
END_TEST

START_TEST(the_ease_has_a_floor)
{
    struct sm2 s = sm2_begin();
    for (int i = 0; i < 20; i++) sm2_repeat(&s, 3);
    ck_assert_double_eq(s.ease, 1.3);
}
END_TEST

START_TEST(quality_pays_for_time_hints_and_gradings)
{
    static const struct {
        double minutes;
        int hints, gradings;
        bool gave_up;
        int quality;
    } of[] = {{20, 0, 1, false, 5},   {20.1, 0, 1, false, 4}, {40, 0, 10, false, 4},
              {40.1, 0, 1, false, 3}, {5, 1, 1, false, 4},    {5, 2, 11, false, 2},
              {5, 0, 11, false, 4},   {90, 3, 9, false, 2},   {1, 0, 1, true, 1}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        struct attempt t = {.worked_ms = of[i].minutes * CALENDAR_MINUTE,
                            .hints = of[i].hints,
                            .gradings = of[i].gradings,
                            .gave_up = of[i].gave_up};
        ck_assert_int_eq(attempt_quality(&t, MINUTES), of[i].quality);
    }
}
END_TEST

/* ---- attempts ---- */

START_TEST(nothing_done_is_nothing_due)
{
    begin();
    struct practice p = practice();
    ck_assert(!p.started && !p.passes);
    ck_assert_int_eq(p.due_ms, 0);
    ck_assert_ptr_null(practice_going_on(&p));
    ck_assert(isnan(p.best));
}
END_TEST

START_TEST(an_attempt_lasts_from_the_start_to_the_first_pass)
{
    begin();
    did("started");
    after_minutes(12), graded("fail");
    struct practice p = practice();
    ck_assert_ptr_nonnull(practice_going_on(&p));
    after_minutes(6), did("hint");
    after_minutes(1), graded("pass");
    after_minutes(30), graded("fail"), graded("pass"); /* polish */
    p = practice();
    ck_assert_uint_eq(p.n_attempts, 1);
    const struct attempt *t = p.attempt;
    ck_assert_double_eq(t->worked_ms, 19 * CALENDAR_MINUTE);
    ck_assert_int_eq(t->gradings, 2);
    ck_assert_int_eq(t->hints, 1);
    ck_assert_int_eq(t->quality, 4);
    ck_assert(p.passes && !practice_going_on(&p));
}
END_TEST

START_TEST(a_grading_begins_one_where_nothing_else_did)
{
    begin();
    graded("unsolved");
    after_minutes(10), graded("pass");
    struct practice p = practice();
    ck_assert_uint_eq(p.n_attempts, 1);
    ck_assert_double_eq(p.attempt->worked_ms, 10 * CALENDAR_MINUTE);
    ck_assert_int_eq(p.attempt->gradings, 1); /* the untouched stub is no try */
}
END_TEST

START_TEST(a_save_in_between_is_no_try)
{
    begin();
    did("started");
    graded("no-compile");
    graded("fail")->source_sha256 = "ab";
    graded("fail")->source_sha256 = "ab"; /* as it was, with other dice perhaps */
    graded("pass");
    struct practice p = practice();
    ck_assert_int_eq(p.attempt->gradings, 2);
    char *same = gradings[h.n - 1].source_sha256;
    did("started");
    graded("pass")->source_sha256 = same; /* written anew */
    p = practice();
    ck_assert_int_eq(p.attempt[1].gradings, 1);
}
END_TEST

START_TEST(a_night_is_no_work)
{
    begin();
    did("started");
    after_minutes(10), graded("fail");
    after_minutes(9 * 60), graded("fail");
    after_minutes(5), graded("pass");
    struct practice p = practice();
    ck_assert_double_eq(p.attempt->worked_ms, 15 * CALENDAR_MINUTE);
}
END_TEST

START_TEST(a_clock_set_back_takes_no_time)
{
    begin();
    did("started");
    after_minutes(10), graded("fail");
    after_minutes(-300), graded("fail");
    after_minutes(5), graded("pass");
    struct practice p = practice();
    ck_assert_double_eq(p.attempt->worked_ms, 15 * CALENDAR_MINUTE);
}
END_TEST

START_TEST(each_repetition_sets_the_next_day)
{
    static const long days[] = {1, 6, 17}; /* quality 5: an ease of 2.7 after two, 6 * 2.7 = 16.2 */
    begin();
    for (int i = 0; i < 3; i++) {
        did("started");
        after_minutes(5), graded("pass");
        struct practice p = practice();
        ck_assert_int_eq(due_in_days(&p), days[i]);
        after_minutes(24 * 60);
    }
}
END_TEST

START_TEST(giving_up_is_due_tomorrow_and_does_not_pass)
{
    begin();
    did("started");
    after_minutes(5), did("solution");
    struct practice p = practice();
    ck_assert(!p.passes && !practice_going_on(&p));
    ck_assert_int_eq(p.attempt->quality, 1);
    ck_assert_int_eq(due_in_days(&p), 1);
    graded("pass"); /* typed off */
    p = practice();
    ck_assert_uint_eq(p.n_attempts, 1);
    ck_assert_int_eq(p.attempt->quality, 1);
}
END_TEST

START_TEST(a_start_amid_an_attempt_begins_that_anew)
{
    begin();
    did("started");
    after_minutes(50), did("hint"), graded("fail");
    did("started");
    after_minutes(5), graded("pass");
    struct practice p = practice();
    ck_assert_uint_eq(p.n_attempts, 1);
    ck_assert_double_eq(p.attempt->worked_ms, 5 * CALENDAR_MINUTE);
    ck_assert_int_eq(p.hints, 0);
}
END_TEST

START_TEST(others_files_and_single_tests_are_not_practice)
{
    begin();
    did("started");
    graded("pass")->own = false;
    graded("pass")->only = "one_is_one";
    graded("pass")->exercise = "median";
    struct practice p = practice();
    ck_assert(!p.passes);
    ck_assert_int_eq(p.attempt->gradings, 0);
}
END_TEST

START_TEST(the_best_speed_is_that_of_a_pass)
{
    begin();
    graded("pass")->vs_reference = 0.4;
    graded("fail")->vs_reference = 2;
    struct past_grading *g = graded("pass");
    g->vs_reference = 0.5, g->band = "solid";
    graded("pass")->vs_reference = 0.3;
    struct practice p = practice();
    ck_assert_double_eq(p.best, 0.5);
    ck_assert_str_eq(p.band, "solid");
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "practice", the_intervals_are_those_of_the_paper,
        what_was_forgotten_begins_anew_with_the_ease_it_had, the_ease_has_a_floor,
        quality_pays_for_time_hints_and_gradings, nothing_done_is_nothing_due,
        an_attempt_lasts_from_the_start_to_the_first_pass,
        a_grading_begins_one_where_nothing_else_did, a_save_in_between_is_no_try,
        a_night_is_no_work, a_clock_set_back_takes_no_time, each_repetition_sets_the_next_day,
        giving_up_is_due_tomorrow_and_does_not_pass, a_start_amid_an_attempt_begins_that_anew,
        others_files_and_single_tests_are_not_practice, the_best_speed_is_that_of_a_pass);
}
