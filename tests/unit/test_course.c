#include "grader/course.h"

#include <math.h>

#include "grader/calendar.h"
#include "tests/unit/folder.h"

static const int64_t noon = 1795780800000; /* 2026-11-27 12:00 UTC */

static struct arena arena;
static struct course_item items[6];
static struct attempt attempts[6];
static struct course c;

static struct course_item *add(const char *name, const char *track, const char *level)
{
    struct course_item *i = &items[c.n];
    *i = (struct course_item){.m = {.minutes = 20, .band = {{"reference class", 0.6, 10}}},
                              .p = {.best = NAN, .attempt = &attempts[c.n]}};
    snprintf(i->m.exercise, sizeof i->m.exercise, "%s", name);
    snprintf(i->m.track, sizeof i->m.track, "%s", track);
    snprintf(i->m.level, sizeof i->m.level, "%s", level);
    c.n++;
    return i;
}

static void begin(void)
{
    setenv("TZ", "UTC0", 1);
    c = (struct course){.now_ms = noon, .item = items};
}

/* days ago, and due so many days from now */
static void passed(struct course_item *i, int ago, int due)
{
    i->p.started = i->p.passes = i->has_file = true;
    i->p.n_attempts = 1;
    i->p.last_ms = i->p.attempt->ended_ms = noon - ago * CALENDAR_DAY;
    i->p.due_ms = noon + due * CALENDAR_DAY;
}

static const char *next(void)
{
    struct course_advice a = course_next(&c, &arena);
    return a.item ? arena_printf(&arena, "%s: %s", a.what, a.why) : "nothing";
}

START_TEST(what_was_begun_is_finished_first)
{
    begin();
    passed(add("due", "a", "easy"), 9, -3);
    add("new", "a", "easy");
    struct course_item *i = add("open", "b", "hard");
    i->has_file = i->p.started = true;
    i->p.n_attempts = 1, i->p.last_ms = noon - CALENDAR_DAY;
    i->p.attempt->ended_ms = 0;
    ck_assert_str_eq(next(),
                     "make grade EX=open: you were at it yesterday, and it does not pass yet");
}
END_TEST

START_TEST(of_two_begun_the_one_touched_last_comes_first)
{
    begin();
    struct course_item *old = add("old", "a", "easy"), *new = add("new", "b", "hard");
    old->has_file = new->has_file = old->p.started = new->p.started = true;
    old->p.last_ms = noon - 2 * CALENDAR_DAY, new->p.last_ms = noon;
    ck_assert_str_eq(next(), "make grade EX=new: you were at it today, and it does not pass yet");
    old->p.last_ms = noon + 1;
    ck_assert_str_eq(next(), "make grade EX=old: you were at it today, and it does not pass yet");
}
END_TEST

START_TEST(what_was_begun_again_is_not_due)
{
    begin();
    struct course_item *i = add("again", "a", "easy");
    passed(i, 9, -3);
    ck_assert(course_is_due(&c, i));
    i->p.attempt->ended_ms = 0;
    ck_assert(!course_is_due(&c, i));
}
END_TEST

START_TEST(then_comes_the_most_overdue)
{
    begin();
    passed(add("due", "a", "easy"), 2, -1);
    passed(add("longer", "a", "easy"), 8, -2);
    passed(add("later", "a", "easy"), 8, 1);
    ck_assert_str_eq(next(), "make reset EX=longer: it is due again: you wrote it 8 days ago");
}
END_TEST

START_TEST(what_was_given_up_is_due_too)
{
    begin();
    struct course_item *i = add("due", "a", "easy");
    passed(i, 1, 0);
    i->p.passes = false, i->p.attempt->gave_up = true;
    ck_assert_str_eq(next(),
                     "make reset EX=due: it is due again: you saw how it is done yesterday");
    ck_assert_str_eq(course_standing(&c, i, &arena), "given up · due");
    i->p.attempt->gave_up = false;
}
END_TEST

START_TEST(due_is_a_day_and_no_hour)
{
    begin();
    struct course_item *i = add("due", "a", "easy");
    passed(i, 1, 0);
    i->p.due_ms += 11 * CALENDAR_HOUR; /* tonight */
    ck_assert(course_is_due(&c, i));
    i->p.due_ms += 2 * CALENDAR_HOUR; /* after midnight */
    ck_assert(!course_is_due(&c, i));
}
END_TEST

START_TEST(a_new_one_is_of_the_weakest_track_and_easy)
{
    begin();
    passed(add("done", "a", "easy"), 1, 5);
    add("also_a", "a", "medium");
    add("hard_b", "b", "hard");
    add("easy_b", "b", "easy");
    ck_assert_str_eq(next(), "make start EX=easy_b: nothing of b passes yet");
    passed(add("done_b", "b", "easy"), 1, 5);
    passed(add("done_b_too", "b", "easy"), 1, 5);
    ck_assert_str_eq(next(), "make start EX=also_a: it is the easiest one left of a, where the "
                             "fewest pass");
}
END_TEST

START_TEST(speed_is_left_when_all_pass)
{
    begin();
    passed(add("fast", "a", "easy"), 1, 5);
    passed(add("slow", "a", "easy"), 1, 5);
    items[0].p.best = 0.9, items[1].p.best = 0.4;
    ck_assert_str_eq(next(), "make bench EX=slow: all pass and none is due; this one is furthest "
                             "from its reference (0.40×, and reference class begins at 0.60×)");
    items[1].p.best = 0.7;
    ck_assert_str_eq(next(), "nothing");
}
END_TEST

START_TEST(standing_says_what_is_known)
{
    begin();
    struct course_item *i = add("mean", "a", "easy");
    ck_assert_str_eq(course_standing(&c, i, &arena), "");
    i->has_file = true;
    ck_assert_str_eq(course_standing(&c, i, &arena), "started");
    passed(i, 1, 0);
    ck_assert_str_eq(course_standing(&c, i, &arena), "passes · due");
    i->p.due_ms += 2 * CALENDAR_DAY;
    i->p.best = 0.421, i->p.band = "solid";
    ck_assert_str_eq(course_standing(&c, i, &arena), "passes 0.42×, solid");
    i->p.attempt->ended_ms = 0;
    ck_assert_str_eq(course_standing(&c, i, &arena), "passes 0.42×, solid, begun again");
}
END_TEST

int main(void)
{
    return UNIT_RUN("course", what_was_begun_is_finished_first,
                    of_two_begun_the_one_touched_last_comes_first, what_was_begun_again_is_not_due,
                    then_comes_the_most_overdue, what_was_given_up_is_due_too,
                    due_is_a_day_and_no_hour, a_new_one_is_of_the_weakest_track_and_easy,
                    speed_is_left_when_all_pass, standing_says_what_is_known);
}
