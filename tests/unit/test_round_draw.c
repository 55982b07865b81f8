#include "grader/round_draw.h"

#include <string.h>

#include "grader/calendar.h"
#include "tests/unit/unit.h"

enum { DRAWS = 4000 };
static const int64_t noon = 1795780800000; /* 2026-11-27 12:00 UTC */

static struct arena arena;
static struct course_item items[8];
static struct attempt attempts[8];
static struct course c;

static struct course_item *add(const char *name, const char *track, const char *level, int minutes)
{
    struct course_item *i = &items[c.n];
    attempts[c.n] = (struct attempt){0};
    *i = (struct course_item){.m = {.minutes = minutes}, .p = {.attempt = &attempts[c.n]}};
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

static void passed(struct course_item *i, int quality, int due_in_days)
{
    i->p.started = i->p.passes = true;
    i->p.n_attempts = 1;
    *i->p.attempt = (struct attempt){.ended_ms = noon - CALENDAR_DAY, .quality = quality};
    i->p.due_ms = noon + due_in_days * CALENDAR_DAY;
}

static struct round_drawn drawn(struct round_wish w)
{
    struct round_drawn d;
    const char *error = round_draw(&d, &c, &w, &arena);
    ck_assert_msg(!error, "%s", error);
    return d;
}

static const char *refused(struct round_wish w)
{
    struct round_drawn d;
    const char *error = round_draw(&d, &c, &w, &arena);
    return error ? error : "";
}

/* How often the first of them is that one. */
static int times_first(const struct course_item *i, int minutes)
{
    int n = 0;
    for (uint64_t seed = 0; seed < DRAWS; seed++)
        n += drawn((struct round_wish){.minutes = minutes, .seed = seed}).item[0] == i;
    return n;
}

START_TEST(weak_spots_weigh_more)
{
    begin();
    struct course_item *new = add("new", "a", "easy", 20), *open = add("open", "b", "easy", 20),
                       *well = add("well", "c", "easy", 20), *ill = add("ill", "d", "easy", 20),
                       *due = add("due", "e", "easy", 20);
    open->p.started = true;
    passed(well, 5, 3), passed(ill, 2, 3), passed(due, 5, 0);
    ck_assert_double_eq(round_weight(&c, new), 3 + 2); /* nothing of its track passes */
    ck_assert_double_eq(round_weight(&c, open), 5 + 2);
    ck_assert_double_eq(round_weight(&c, well), 1);
    ck_assert_double_eq(round_weight(&c, ill), 4);
    ck_assert_double_eq(round_weight(&c, due), 1 + 2);
}
END_TEST

START_TEST(a_track_weighs_by_the_share_that_does_not_pass)
{
    begin();
    passed(add("one", "a", "easy", 20), 5, 3);
    add("two", "a", "easy", 20);
    ck_assert_double_eq(round_weight(&c, &items[0]), 1 + 1);
    ck_assert_double_eq(round_weight(&c, &items[1]), 3 + 1);
}
END_TEST

START_TEST(an_attempt_that_goes_on_has_no_quality_yet)
{
    begin();
    struct course_item *i = add("again", "a", "easy", 20);
    static struct attempt two[2];
    two[0] = (struct attempt){.ended_ms = noon - CALENDAR_DAY, .quality = 3};
    i->p.passes = i->p.started = true, i->p.n_attempts = 2, i->p.attempt = two;
    ck_assert_double_eq(round_weight(&c, i), 3);
}
END_TEST

START_TEST(the_draw_follows_the_weights)
{
    begin();
    struct course_item *open = add("open", "a", "easy", 20), *well = add("well", "b", "easy", 20);
    open->p.started = true;
    passed(well, 5, 3);
    /* 7 to 1: 3500 of 4000; the deviation is 21 */
    int n = times_first(open, 20);
    ck_assert_msg(abs(n - 3500) <= 110, "%d", n);
}
END_TEST

START_TEST(the_same_seed_draws_the_same)
{
    begin();
    for (int i = 0; i < 6; i++) add(arena_printf(&arena, "x%d", i), "a", "easy", 15 + 5 * i);
    bool differ = false;
    for (uint64_t seed = 0; seed < 50; seed++) {
        struct round_wish w = {.minutes = 45, .seed = seed};
        struct round_drawn one = drawn(w), two = drawn(w);
        ck_assert_mem_eq(&one, &two, sizeof one);
        differ |= one.item[0] != drawn((struct round_wish){.minutes = 45}).item[0];
    }
    ck_assert(differ);
}
END_TEST

START_TEST(all_that_is_drawn_fits_into_the_minutes)
{
    begin();
    for (int i = 0; i < 6; i++) add(arena_printf(&arena, "x%d", i), "a", "easy", 15 + 5 * i);
    bool one = false, two = false;
    for (uint64_t seed = 0; seed < DRAWS; seed++) {
        struct round_drawn d = drawn((struct round_wish){.minutes = 45, .seed = seed});
        int minutes = d.item[0]->m.minutes + (d.n == 2 ? d.item[1]->m.minutes : 0);
        ck_assert_int_le(minutes, 45);
        ck_assert(d.n == 1 || d.item[0] != d.item[1]);
        /* what is left is not enough for any other */
        if (d.n == 1) ck_assert_int_lt(45 - minutes, d.item[0] == &items[0] ? 20 : 15);
        one |= d.n == 1, two |= d.n == 2;
    }
    ck_assert(one && two);
}
END_TEST

START_TEST(the_second_is_of_another_track_where_one_fits)
{
    begin();
    add("one", "a", "easy", 15), add("two", "a", "easy", 15), add("three", "b", "easy", 15);
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct round_drawn d = drawn((struct round_wish){.minutes = 45, .seed = seed});
        ck_assert_str_ne(d.item[0]->m.track, d.item[1]->m.track);
        d = drawn((struct round_wish){.minutes = 45, .track = "a", .seed = seed});
        ck_assert_uint_eq(d.n, 2);
        ck_assert_ptr_ne(d.item[0], d.item[1]);
    }
}
END_TEST

START_TEST(a_track_and_a_level_can_be_asked_for)
{
    begin();
    add("one", "a", "easy", 15), add("two", "a", "hard", 15), add("three", "b", "hard", 15);
    for (uint64_t seed = 0; seed < 50; seed++) {
        struct round_wish w = {.minutes = 15, .track = "a", .level = "hard", .seed = seed};
        ck_assert_ptr_eq(drawn(w).item[0], &items[1]);
    }
}
END_TEST

START_TEST(what_cannot_be_had_is_said)
{
    begin();
    add("mean", "losses", "easy", 20), add("slow", "fairness", "medium", 30);
    ck_assert_str_eq(refused((struct round_wish){.minutes = 45, .track = "fairnes"}),
                     "no track is called \"fairnes\"; did you mean fairness? (make list shows "
                     "them all)");
    ck_assert_str_eq(refused((struct round_wish){.minutes = 45, .track = "x"}),
                     "no track is called \"x\": make list shows them all");
    ck_assert_str_eq(refused((struct round_wish){.minutes = 45, .level = "tough"}),
                     "LEVEL (--level) is easy, medium or hard");
    ck_assert_str_eq(
        refused((struct round_wish){.minutes = 45, .track = "losses", .level = "hard"}),
        "no exercise of losses is hard");
    ck_assert_str_eq(refused((struct round_wish){.minutes = 19}),
                     "nothing fits into 19 minutes: the shortest, mean, takes 20 (say MIN=20)");
    ck_assert_str_eq(refused((struct round_wish){.minutes = 1, .track = "fairness"}),
                     "nothing fits into 1 minute: the shortest, slow, takes 30 (say MIN=30)");
}
END_TEST

int main(void)
{
    return UNIT_RUN("round_draw", weak_spots_weigh_more,
                    a_track_weighs_by_the_share_that_does_not_pass,
                    an_attempt_that_goes_on_has_no_quality_yet, the_draw_follows_the_weights,
                    the_same_seed_draws_the_same, all_that_is_drawn_fits_into_the_minutes,
                    the_second_is_of_another_track_where_one_fits,
                    a_track_and_a_level_can_be_asked_for, what_cannot_be_had_is_said);
}
