#include "grader/round_log.h"

#include <math.h>

#include "grader/calendar.h"
#include "tests/unit/kept.h"

static struct round r;

static void begin(void)
{
    set_up();
    unsetenv("MLKATA_NOW");
    r = (struct round){.name = calendar_ms()};
    r.part[0].exercise = "mean";
}

static void note(const char *exercise, double clock_ms, const char *what, const char *words)
{
    const char *remark;
    const char *error = round_note(&r, exercise, clock_ms, what, words, &remark, &arena);
    ck_assert_msg(!error, "%s", error);
    ck_assert_ptr_null(remark);
}

/* As another process finds it. */
static struct round found(void)
{
    struct round f;
    struct history h;
    ck_assert_ptr_null(history_read(&h, NULL, &arena));
    round_read(&f, &h, &arena);
    return f;
}

/* What both come to, but for what only the history knows. */
static void same(const struct round *a, const struct round *b)
{
    ck_assert_int_eq(a->name, b->name);
    ck_assert_int_eq(a->minutes, b->minutes);
    ck_assert_uint_eq(a->seed, b->seed);
    ck_assert_uint_eq(a->n, b->n);
    ck_assert_uint_eq(a->current, b->current);
    ck_assert_uint_eq(a->n_steps, b->n_steps);
    ck_assert_double_eq(a->clock_ms, b->clock_ms);
    ck_assert(a->began == b->began && a->ended == b->ended && !a->stopped == !b->stopped);
    for (size_t i = 0; i < a->n; i++) {
        const struct round_part *p = &a->part[i], *q = &b->part[i];
        ck_assert_str_eq(p->exercise, q->exercise);
        ck_assert_int_eq(p->minutes_before, q->minutes_before);
        ck_assert(p->says_no == q->says_no && p->turned == q->turned && p->cues == q->cues);
        ck_assert(p->tried == q->tried && p->passed == q->passed && p->enough == q->enough);
        ck_assert(p->said_before == q->said_before && p->said_after == q->said_after);
        ck_assert_int_eq(p->n_asked, q->n_asked);
        ck_assert_mem_eq(p->rated, q->rated, sizeof p->rated);
        ck_assert_str_eq(p->final ? p->final : "", q->final ? q->final : "");
    }
}

static void play_to(int last)
{
    static const struct {
        const char *exercise, *what, *words;
    } steps[] = {{"mean", "drawn", "45 18446744073709551615 mean median"},
                 {"mean", "before", "15 90"},
                 {"median", "before", "no -"},
                 {"mean", "began", ""},
                 {"mean", "turned", ""},
                 {"mean", "cue", "0"},
                 {"mean", "graded", "fail 12.5 90"},
                 {"mean", "tick", ""},
                 {"mean", "graded", "pass 90 90"},
                 {"median", "turned", ""},
                 {"median", "graded", "unsolved 0 90"},
                 {"mean", "stopped", "time"},
                 {"mean", "final", "pass 98 100"},
                 {"median", "final", "no-compile 0 100"},
                 {"mean", "after", "95"},
                 {"median", "after", "-"},
                 {"mean", "rated", "1 33-2"},
                 {"mean", "rated", "2"},
                 {"mean", "enough", ""},
                 {"mean", "ended", ""}};
    const int n = sizeof steps / sizeof *steps;
    for (int i = 0; i < last && i < n; i++)
        note(steps[i].exercise, 1000.0 * i, steps[i].what, steps[i].words);
}

START_TEST(a_round_is_what_its_steps_come_to)
{
    begin();
    play_to(99);
    struct round f = found();
    same(&r, &f);
    ck_assert_int_eq(f.minutes, 45);
    ck_assert(f.seed == UINT64_MAX);
    const struct round_part *mean = &f.part[0], *median = &f.part[1];
    ck_assert_int_eq(mean->minutes_before, 15);
    ck_assert_double_eq(mean->before, 90);
    ck_assert(median->says_no && isnan(median->before) && isnan(median->after));
    ck_assert_double_eq(mean->after, 95);
    ck_assert(mean->tried && mean->passed && !median->tried && !median->passed);
    ck_assert_double_eq(median->from_ms, 9000);
    ck_assert_str_eq(mean->rated[0], "33-2");
    ck_assert_str_eq(mean->rated[1], "");
    ck_assert_int_eq(mean->n_asked, 2);
    ck_assert_str_eq(mean->final, "pass 98 100");
    ck_assert(f.ended && !round_is_open(&f));
    folder_end();
}
END_TEST

START_TEST(after_each_step_the_next_process_finds_the_same)
{
    for (int last = 1; last <= 20; last++) {
        begin();
        play_to(last);
        struct round f = found();
        same(&r, &f);
        ck_assert(round_is_open(&f) == (last < 20));
        folder_end();
    }
}
END_TEST

START_TEST(no_history_is_no_round)
{
    begin();
    struct round f = found();
    ck_assert(!round_is_open(&f) && f.name == 0);
    ck_assert(!round_holds("mean", &arena));
    folder_end();
}
END_TEST

START_TEST(steps_of_two_rounds_do_not_mix)
{
    begin();
    play_to(4);
    struct round first = r;
    r = (struct round){.name = first.name + 1};
    note("median", 0, "drawn", "20 7 median");
    struct round second = r;
    r = first;
    note("mean", 5000, "ended", "");
    struct round f = found();
    same(&second, &f);
    ck_assert(round_is_open(&f));
    folder_end();
}
END_TEST

START_TEST(what_is_not_known_is_passed_over)
{
    begin();
    const char *remark;
    play_to(4);
    note("mean", 5000, "sang", "a song");
    static const char *const odd[] = {"",  "no number", "-1 0 drawn 9 9 x",
                                      "1", "1 2",       "1 -2 ended"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        ck_assert_ptr_null(history_note("mean", "round", odd[i], &remark, &arena));
    ck_assert_ptr_null(history_note("mean", "hint", "9 9 drawn 1 1 x", &remark, &arena));
    struct round f = found();
    ck_assert(round_is_open(&f));
    ck_assert_uint_eq(f.n, 2);
    note("mean", 6000, "rated", "99 1111"), note("mean", 6000, "rated", "0 1111");
    note("mean", 6000, "cue", "4000000000"), note("mean", 6000, "drawn", "oops");
    ck_assert_int_eq(r.part[0].n_asked, 0);
    f = found();
    ck_assert(!round_is_open(&f)); /* of no exercise */
    folder_end();
}
END_TEST

START_TEST(it_holds_hints_back_while_it_runs)
{
    begin();
    play_to(3);
    ck_assert(!round_holds("mean", &arena)); /* drawn, and not begun */
    play_to(5);
    ck_assert(round_holds("mean", &arena) && round_holds("median", &arena));
    ck_assert(!round_holds("mode", &arena));
    setenv("MLKATA_NOW", arena_printf(&arena, "%lld", (long long)r.name / 1000 + 13 * 3600), 1);
    ck_assert(!round_holds("mean", &arena)); /* nobody is at it any more */
    unsetenv("MLKATA_NOW");
    note("mean", 9000, "final", "fail 1 90");
    ck_assert(!round_holds("mean", &arena) && round_holds("median", &arena));
    folder_end();
}
END_TEST

START_TEST(one_at_a_time_has_the_lock)
{
    int one, two;
    begin();
    ck_assert(round_lock(&one, &arena));
    ck_assert_int_eq(one, -1); /* there is no folder yet */
    play_to(1);
    ck_assert(round_lock(&one, &arena));
    ck_assert_int_ge(one, 0);
    ck_assert(!round_lock(&two, &arena));
    close(two);
    close(one);
    ck_assert(round_lock(&two, &arena));
    close(two);
    folder_end();
}
END_TEST

START_TEST(where_nothing_can_be_kept_it_goes_on)
{
    const char *remark;
    begin();
    setenv("MLKATA_HOME", in_folder("none/home"), 1);
    folder_file("none", "a file");
    const char *error = round_note(&r, "mean", 0, "drawn", "45 1 mean", &remark, &arena);
    ck_assert_ptr_nonnull(error);
    ck_assert(round_is_open(&r));
    ck_assert_int_eq(r.minutes, 45);
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN("round_log", a_round_is_what_its_steps_come_to,
                    after_each_step_the_next_process_finds_the_same, no_history_is_no_round,
                    steps_of_two_rounds_do_not_mix, what_is_not_known_is_passed_over,
                    it_holds_hints_back_while_it_runs, one_at_a_time_has_the_lock,
                    where_nothing_can_be_kept_it_goes_on);
}
