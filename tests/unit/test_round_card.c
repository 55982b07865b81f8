/* What was measured in a round, and its scorecard. */
#include "grader/round_card.h"

#include <math.h>
#include <string.h>

#include "grader/calendar.h"
#include "tests/unit/unit.h"

enum { MOST = 8 };
static const int64_t start = 1796151600000; /* 2026-12-01 19:00 UTC */

static struct arena arena;
static struct round r;
static struct past_grading gradings[MOST];
static struct past_tests tests[4 * MOST];
static struct history h;
static size_t n_tests;
static int64_t now;
static double clock_now;

static void step(const char *exercise, const char *what, const char *words)
{
    struct round_step s = {now, (int64_t)h.n, clock_now, exercise, what, words};
    round_see(&r, &s, &arena);
}

static void minutes(double n)
{
    now += (int64_t)(n * CALENDAR_MINUTE);
    clock_now += n * CALENDAR_MINUTE;
}

static void begin(void)
{
    setenv("TZ", "UTC0", 1);
    now = start, clock_now = 0, n_tests = 0;
    h = (struct history){.grading = gradings};
    r = (struct round){.name = start};
    step("mean", "drawn", "45 7 mean median");
    step("mean", "began", "");
}

static struct past_grading *graded(const char *verdict, const char *failed_group)
{
    struct past_grading *g = &gradings[h.n++];
    *g = (struct past_grading){.id = (int64_t)h.n,
                               .at_ms = now,
                               .exercise = "mean",
                               .verdict = arena_copy(&arena, verdict),
                               .own = true,
                               .only = "",
                               .band = "",
                               .score = 40,
                               .max_score = 90,
                               .vs_reference = NAN};
    static const char *const groups[] = {"basics", "edges", "sanitizers"};
    for (size_t i = 0; i < 3 && strcmp(verdict, "no-compile") != 0; i++)
        tests[n_tests++] =
            (struct past_tests){g->id, groups[i], 3, strcmp(failed_group, groups[i]) == 0, 0};
    return g;
}

static struct round_measured measured(const char *exercise)
{
    struct round_grading *g;
    struct round_measured m;
    size_t n = round_gradings(&g, &r, &h, tests, n_tests, &arena);
    round_measure(&m, exercise, "reference class", g, n);
    return m;
}

/* ---- measured ---- */

START_TEST(each_first_time_is_that_of_its_grading)
{
    begin();
    minutes(2), graded("no-compile", ""), step("mean", "graded", "no-compile 0 0");
    minutes(3), graded("fail", "sanitizers"), step("mean", "graded", "fail 40 90");
    minutes(4), graded("fail", "edges")->vs_reference = 2; /* wrong, and fast */
    step("mean", "graded", "fail 40 90");
    minutes(5);
    struct past_grading *g = graded("pass", "");
    g->vs_reference = 0.4, g->band = "solid";
    step("mean", "graded", "pass 97 100");
    minutes(6), g = graded("pass", "");
    g->vs_reference = 0.7, g->band = "reference class", g->score = 100, g->max_score = 100;
    step("mean", "final", "pass 100 100");
    struct round_measured m = measured("mean");
    ck_assert_uint_eq(m.gradings, 5);
    ck_assert_double_eq(m.compile_ms, 5 * CALENDAR_MINUTE);
    ck_assert_double_eq(m.clean_ms, 9 * CALENDAR_MINUTE);
    ck_assert_double_eq(m.pass_ms, 14 * CALENDAR_MINUTE);
    ck_assert_double_eq(m.fastest_ms, 20 * CALENDAR_MINUTE);
    ck_assert_double_eq(m.best, 0.7);
    ck_assert_str_eq(m.verdict, "pass");
    ck_assert_double_eq(m.score, 100);
    ck_assert_uint_eq(m.n_groups, 2);
    ck_assert_str_eq(m.group[0].name, "sanitizers");
    ck_assert_uint_eq(m.group[1].failed, 1);
    ck_assert_uint_eq(measured("median").gradings, 0);
}
END_TEST

START_TEST(sanitizers_that_did_not_come_to_their_end_prove_nothing)
{
    begin();
    minutes(2), graded("fail", "basics");
    tests[n_tests - 1].skipped = 1;
    ck_assert(isnan(measured("mean").clean_ms));
}
END_TEST

START_TEST(an_untouched_stub_measures_nothing)
{
    begin();
    minutes(2), graded("unsolved", "basics");
    struct round_measured m = measured("mean");
    ck_assert(isnan(m.compile_ms) && isnan(m.clean_ms));
    ck_assert_uint_eq(m.n_groups, 0);
    ck_assert_uint_eq(m.gradings, 1);
}
END_TEST

START_TEST(gradings_from_elsewhere_have_their_time_between_two_steps)
{
    begin();
    minutes(10), step("mean", "tick", "");
    minutes(0.5), graded("fail", ""); /* by make grade */
    minutes(0.5), step("mean", "tick", "");
    now += 3 * CALENDAR_HOUR; /* the lid was closed */
    graded("pass", "");       /* somebody graded all the same: the clock stood still */
    step("mean", "tick", "");
    struct round_measured m = measured("mean");
    ck_assert_double_eq(m.compile_ms, 10.5 * CALENDAR_MINUTE);
    ck_assert_double_eq(m.pass_ms, 11 * CALENDAR_MINUTE);
}
END_TEST

START_TEST(a_clock_set_back_makes_no_time_negative)
{
    begin();
    minutes(10), step("mean", "tick", "");
    now -= CALENDAR_HOUR, graded("pass", "");
    step("mean", "graded", "pass 90 90");
    ck_assert_double_eq(measured("mean").pass_ms, 10 * CALENDAR_MINUTE);
}
END_TEST

START_TEST(only_gradings_of_the_round_count)
{
    now = start, clock_now = 0, n_tests = 0;
    h = (struct history){.grading = gradings};
    r = (struct round){.name = start};
    graded("pass", ""); /* before it */
    step("mean", "drawn", "45 7 mean");
    graded("pass", "")->own = false;
    graded("pass", "")->only = "one_is_one";
    graded("pass", "")->exercise = "mode";
    graded("fail", ""), step("mean", "final", "fail 40 90");
    graded("pass", ""); /* behind it */
    struct round_measured m = measured("mean");
    ck_assert_uint_eq(m.gradings, 1);
    ck_assert_str_eq(m.verdict, "fail");
    ck_assert(isnan(m.pass_ms));
}
END_TEST

START_TEST(a_report_says_the_same_as_the_history)
{
    static struct report_test of[] = {{.group = "basics", .status = TEST_PASS},
                                      {.group = "edges", .status = TEST_CRASH},
                                      {.group = "basics", .status = TEST_FAIL},
                                      {.group = "sanitizers", .status = TEST_SKIPPED}};
    struct report_speed speed = {.conclusive = false, .vs_reference = 0.5, .band = "solid"};
    struct report p = {.exercise = "mean",
                       .verdict = VERDICT_FAIL,
                       .score = 4,
                       .max_score = 9,
                       .n_tests = 4,
                       .test = of,
                       .speed = &speed};
    struct round_grading g = round_grading_of(&p, 5000, &arena);
    ck_assert_str_eq(g.verdict, "fail");
    ck_assert_uint_eq(g.n_groups, 3);
    ck_assert(g.group[0].n == 2 && g.group[0].failed == 1);
    ck_assert(g.group[1].failed == 1 && g.group[2].skipped == 1 && g.group[2].failed == 0);
    ck_assert(isnan(g.vs_reference)); /* it could not be told */
    speed.conclusive = true;
    g = round_grading_of(&p, 5000, &arena);
    ck_assert_double_eq(g.vs_reference, 0.5);
    ck_assert_str_eq(g.band, "solid");
}
END_TEST

/* ---- the card ---- */

static const char *card(int width)
{
    struct term_style style = {.utf8 = true, .width = width};
    char *bytes;
    size_t n;
    struct term t = {.out = open_memstream(&bytes, &n), .style = &style};
    struct round_measured m[] = {measured("mean"), measured("median")};
    round_card(&t, &r, m, &arena);
    fclose(t.out);
    const char *copy = arena_copy(&arena, bytes);
    free(bytes);
    return copy;
}

static void play(void)
{
    begin();
    step("mean", "before", "15 90"), step("median", "before", "no -");
    minutes(6), graded("fail", "edges"), step("mean", "graded", "fail 40 90");
    minutes(6);
    struct past_grading *g = graded("pass", "");
    g->vs_reference = 0.424, g->band = "solid", g->score = 97, g->max_score = 100;
    step("mean", "final", "pass 97 100");
    minutes(33), step("mean", "stopped", "time");
    step("mean", "after", "95");
    step("mean", "rated", "1 33-2"), step("mean", "rated", "2 4431"), step("mean", "rated", "3");
}

START_TEST(what_is_measured_predicted_and_assessed_stands_apart)
{
    play();
    ck_assert_str_eq(card(80),
                     "Scorecard · 2026-12-01 19:00 · 45:00 of 45:00 · SEED=7\n"
                     "  measured by gradings; times are those of the round's clock\n"
                     "\n"
                     "  mean\n"
                     "                      measured                predicted   and after\n"
                     "    at the end        97 of 100, pass         90          95\n"
                     "    first pass        12:00                   15:00\n"
                     "    first compile     6:00\n"
                     "    sanitizer-clean   6:00\n"
                     "    fastest band      not reached\n"
                     "    best speed        0.42× the reference, solid, at 12:00\n"
                     "    gradings          2\n"
                     "    failures          edges in 1 of 2 gradings\n"
                     "\n"
                     "  median\n"
                     "                      measured                predicted   and after\n"
                     "    at the end        not graded              -           -\n"
                     "    first pass        not reached             no\n"
                     "    first compile     not reached\n"
                     "    sanitizer-clean   not reached\n"
                     "    fastest band      not measured\n"
                     "    best speed        not measured\n"
                     "    gradings          0\n"
                     "    failures          not measured\n"
                     "\n"
                     "  self-assessed, means of your marks (so many)\n"
                     "    communication         3.5 of 4 (2)\n"
                     "    problem solving       3.5 of 4 (2)\n"
                     "    technical competence  3.0 of 4 (1)\n"
                     "    testing               1.5 of 4 (2)\n");
}
END_TEST

START_TEST(a_narrow_card_keeps_to_its_width)
{
    play();
    const char *narrow = card(40);
    ck_assert_ptr_nonnull(strstr(narrow, "    at the end: 97 of 100, pass ·\n"));
    ck_assert_ptr_nonnull(strstr(narrow, "before: 90 · after: 95\n"));
    for (const char *at = narrow; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        char *line = arena_printf(&arena, "%.*s", (int)strcspn(at, "\n"), at);
        size_t width = 0;
        for (char *c = line; *c; c++) width += ((unsigned char)*c & 0xC0) != 0x80;
        ck_assert_msg(width <= 40 || strncmp(line, "Scorecard", 9) == 0, "%s", line);
    }
}
END_TEST

START_TEST(what_nobody_assessed_has_no_figure)
{
    begin();
    ck_assert_ptr_nonnull(strstr(card(80), "    testing               not assessed\n"));
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "round_card", each_first_time_is_that_of_its_grading,
        sanitizers_that_did_not_come_to_their_end_prove_nothing, an_untouched_stub_measures_nothing,
        gradings_from_elsewhere_have_their_time_between_two_steps,
        a_clock_set_back_makes_no_time_negative, only_gradings_of_the_round_count,
        a_report_says_the_same_as_the_history, what_is_measured_predicted_and_assessed_stands_apart,
        a_narrow_card_keeps_to_its_width, what_nobody_assessed_has_no_figure);
}
