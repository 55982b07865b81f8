/* What a round says by its clock, and what may be typed where it asks. */
#include <string.h>

#include "grader/calendar.h"
#include "grader/page.h"
#include "grader/round_cues.h"
#include "grader/round_followup.h"
#include "grader/round_predict.h"
#include "tests/unit/unit.h"

static struct arena arena;

/* ---- warnings ---- */

static double warned(int minutes, double from, double to)
{
    return round_warning(minutes, from * CALENDAR_MINUTE, to * CALENDAR_MINUTE);
}

START_TEST(half_ten_and_two_minutes_are_said_once)
{
    double said[8];
    int n = 0;
    for (double at = 0; at < 45; at += 0.25) {
        double left = warned(45, at, at + 0.25);
        if (left > 0) said[n++] = left;
    }
    ck_assert_int_eq(n, 3);
    ck_assert(said[0] == 22.5 && said[1] == 10 && said[2] == 2);
}
END_TEST

START_TEST(of_several_that_passed_the_last_is_said)
{
    ck_assert_double_eq(warned(45, 10, 44), 2);
    ck_assert_double_eq(warned(20, 9, 10), 10); /* half of it, too */
    ck_assert_double_eq(warned(45, 35, 36), 0); /* said at 35:00 */
}
END_TEST

START_TEST(what_does_not_lie_within_the_round_is_not_said)
{
    ck_assert_double_eq(warned(10, 0, 4), 0);
    ck_assert_double_eq(warned(8, 0, 4), 4);
    ck_assert_double_eq(warned(2, 0, 0.5), 0);
}
END_TEST

/* ---- cues ---- */

START_TEST(cues_come_in_their_order_and_once)
{
    unsigned said = 0;
    int n = 0;
    for (double at = 0; at < 100; at++) {
        unsigned due = round_cues_due(at, 100, false, false, said);
        if (!due) continue;
        ck_assert_uint_eq(due, 1u << n);
        n++;
        said |= due;
    }
    ck_assert_int_eq(n, ROUND_CUES);
    for (unsigned i = 0; i < ROUND_CUES; i++) ck_assert_uint_gt(strlen(round_cue_words(i)), 20);
}
END_TEST

START_TEST(a_failure_asks_for_edges_and_a_pass_for_the_rest)
{
    unsigned early = 1u << CUE_RESTATE;
    ck_assert_uint_eq(round_cues_due(1, 100, true, false, early), 1u << CUE_EDGES);
    ck_assert_uint_eq(round_cues_due(1, 100, false, true, early),
                      1u << CUE_COMPLEXITY | 1u << CUE_TESTS | 1u << CUE_TRADE_OFFS);
    ck_assert_uint_eq(round_cues_due(100, 100, true, true, ~0u), 0);
}
END_TEST

/* ---- answers ---- */

START_TEST(predictions_are_whole_and_within_their_range)
{
    static const char *const minutes[] = {"", "no", "1", "15", "240"};
    static const char *const no_minutes[] = {"0", "241", "-3", "15m", "1.5", "yes", "9999999999"};
    for (size_t i = 0; i < 5; i++) ck_assert_ptr_null(predict_minutes(minutes[i]));
    for (size_t i = 0; i < 7; i++) ck_assert_ptr_nonnull(predict_minutes(no_minutes[i]));
    ck_assert(!predict_points("0") && !predict_points("100") && !predict_points(""));
    ck_assert(predict_points("101") && predict_points("no") && predict_points("-1"));
}
END_TEST

START_TEST(four_marks_may_be_written_as_one_likes)
{
    char points[5];
    ck_assert(predict_rating(points, "3 3 2 -"));
    ck_assert_str_eq(points, "332-");
    ck_assert(predict_rating(points, "4,4, 1,1"));
    ck_assert_str_eq(points, "4411");
    ck_assert(!predict_rating(points, "333") && !predict_rating(points, "33333"));
    ck_assert(!predict_rating(points, "3330") && !predict_rating(points, "5111"));
    ck_assert(!predict_rating(points, ""));
}
END_TEST

/* ---- follow-ups ---- */

static const char debrief[] = "# After mean\n"
                              "\n"
                              "## What they ask next\n"
                              "\n"
                              "**Why double?** Because of the\n"
                              "digits, **all** of them.\n"
                              "\n"
                              "And the range.\n"
                              "\n"
                              "**And\nthen?** Nothing.\n"
                              "\n"
                              "## Trade-offs\n"
                              "\n"
                              "**None.** Of these.\n";

START_TEST(follow_ups_are_the_questions_of_the_first_part)
{
    struct followup f;
    ck_assert(followup_of(&f, debrief, 1, &arena));
    ck_assert_str_eq(f.question, "Why double?");
    ck_assert_str_eq(f.answer, " Because of the\ndigits, **all** of them.\n\nAnd the range.\n\n");
    ck_assert(followup_of(&f, debrief, 2, &arena));
    ck_assert_str_eq(f.question, "And\nthen?");
    ck_assert_str_eq(f.answer, " Nothing.\n\n");
    ck_assert(!followup_of(&f, debrief, 3, &arena));
    ck_assert(!followup_of(&f, "", 1, &arena));
    ck_assert(!followup_of(&f, "## A part\n\nwithout **any**\n", 1, &arena));
    ck_assert(!followup_of(&f, "## A part\n\n**that breaks off\n", 1, &arena));
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "round_cues", half_ten_and_two_minutes_are_said_once,
        of_several_that_passed_the_last_is_said, what_does_not_lie_within_the_round_is_not_said,
        cues_come_in_their_order_and_once, a_failure_asks_for_edges_and_a_pass_for_the_rest,
        predictions_are_whole_and_within_their_range, four_marks_may_be_written_as_one_likes,
        follow_ups_are_the_questions_of_the_first_part);
}
