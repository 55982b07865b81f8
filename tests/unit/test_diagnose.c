/* Which mistake an answer looks like, by the numbers it left. */
#include "grader/diagnose.h"

#include <math.h>
#include <string.h>

#include "tests/unit/unit.h"

static struct arena arena;
static char basics[] = "basics", sums[] = "sums_are_sums", ties[] = "ties_are_ties", none[] = "";

static struct report_test test_of(char *name, enum test_status status, double *left, size_t n)
{
    return (struct report_test){.group = basics,
                                .name = name,
                                .status = status,
                                .message = none,
                                .summary = none,
                                .output = none,
                                .left = left,
                                .n_left = n};
}

/* Plain leaves 0 1 2 3 in one test, 0 5 in the other. */
static double right_sums[] = {0, 1, 2, 3}, right_ties[] = {0, 5};
static struct report plain_report(void)
{
    static struct report_test test[2];
    test[0] = test_of(sums, TEST_PASS, right_sums, 4);
    test[1] = test_of(ties, TEST_PASS, right_ties, 2);
    return (struct report){.n_tests = 2, .test = test};
}

/* One that fails the first test, with these numbers. */
static struct report failed_report(double *left, size_t n)
{
    static struct report_test test[2];
    test[0] = test_of(sums, TEST_FAIL, left, n);
    test[1] = test_of(ties, TEST_PASS, right_ties, 2);
    return (struct report){.verdict = VERDICT_FAIL, .seed = 1, .n_tests = 2, .test = test};
}

static const char source[] = "// expect: fail basics/sums_are_sums\n"
                             "// says: The last one is left out.\nint x;\n";

static char *record_of(double *left, size_t n)
{
    struct report mistake = failed_report(left, n), plain = plain_report();
    return diagnose_describe("left_out", source, &mistake, &plain, &arena);
}

static size_t diagnosed(struct report *r, const char *records)
{
    diagnose_by(r, records, &arena);
    return r->n_diagnoses;
}

START_TEST(a_record_holds_what_differs_from_plain)
{
    ck_assert_str_eq(record_of((double[]){0, 1, 4, NAN}, 4),
                     "mistake left_out\nsays The last one is left out.\n"
                     "test sums_are_sums fail 2:4:2 3:nan:3\n");
    ck_assert_str_eq(record_of((double[]){7}, 1),
                     "mistake left_out\nsays The last one is left out.\n"
                     "test sums_are_sums fail 0:7:0\n");
}
END_TEST

START_TEST(of_a_test_whose_outputs_were_right_the_words_count)
{
    char words[] = "leaked 24 bytes\nand more", others[] = "leaked 8 bytes";
    struct report mistake = failed_report(right_sums, 4), plain = plain_report();
    mistake.test[0].summary = words;
    char *record = diagnose_describe("leaks", source, &mistake, &plain, &arena);
    ck_assert_ptr_nonnull(strstr(record, "test sums_are_sums fail\nwords leaked 24 bytes\n"));
    ck_assert_uint_eq(diagnosed(&mistake, record), 1);
    mistake.test[0].summary = others;
    ck_assert_uint_eq(diagnosed(&mistake, record), 0);
}
END_TEST

static size_t diagnosed_with(const char *words)
{
    static char recorded[] = "wrote to x (SIGSEGV at 0x7ffe9641400f), twice";
    struct report mistake = failed_report(right_sums, 4), plain = plain_report();
    mistake.test[0].summary = recorded;
    char *record = diagnose_describe("stray", source, &mistake, &plain, &arena);
    mistake.test[0].summary = arena_copy(&arena, words);
    return diagnosed(&mistake, record);
}

START_TEST(an_address_is_no_difference)
{
    ck_assert_uint_eq(diagnosed_with("wrote to x (SIGSEGV at 0x1a0), twice\nmore"), 1);
    ck_assert_uint_eq(diagnosed_with("wrote to x (SIGSEGV at 0x1a0), once"), 0);
    ck_assert_uint_eq(diagnosed_with("wrote to y (SIGSEGV at 0x1a0), twice"), 0);
    ck_assert_uint_eq(diagnosed_with("wrote to x (SIGSEGV at 0x1a0), twi"), 0);
    ck_assert_uint_eq(diagnosed_with("wrote to x (SIGSEGV at 0"), 0);
    ck_assert_uint_eq(diagnosed_with(""), 0);
}
END_TEST

START_TEST(the_same_numbers_are_the_mistake)
{
    struct report r = failed_report((double[]){0, 1, 4, NAN}, 4);
    ck_assert_uint_eq(diagnosed(&r, record_of((double[]){0, 1, 4, NAN}, 4)), 1);
    ck_assert_str_eq(r.diagnosis[0].mistake, "left_out");
    ck_assert_str_eq(r.diagnosis[0].says, "The last one is left out.");
    ck_assert_double_eq(r.diagnosis[0].agreement, 1);
}
END_TEST

/* 4 where plain has 2: what lies within 0.2 is the same mistake, in another order of summation. */
START_TEST(nearer_to_the_mistake_by_ten_times_is_near_enough)
{
    char *record = record_of((double[]){0, 1, 4, 3}, 4);
    struct report r = failed_report((double[]){0, 1, 4.19, 3}, 4);
    ck_assert_uint_eq(diagnosed(&r, record), 1);
    r = failed_report((double[]){0, 1, 4.21, 3}, 4);
    ck_assert_uint_eq(diagnosed(&r, record), 0);
    r = failed_report((double[]){0, 1, NAN, 3}, 4);
    ck_assert_uint_eq(diagnosed(&r, record), 0);
    r = failed_report((double[]){0, 1}, 2);
    ck_assert_uint_eq(diagnosed(&r, record), 0);
}
END_TEST

START_TEST(infinities_must_be_the_same)
{
    char *record = record_of((double[]){0, 1, INFINITY, 3}, 4);
    struct report r = failed_report((double[]){0, 1, INFINITY, 3}, 4);
    ck_assert_uint_eq(diagnosed(&r, record), 1);
    r = failed_report((double[]){0, 1, -INFINITY, 3}, 4);
    ck_assert_uint_eq(diagnosed(&r, record), 0);
    r = failed_report((double[]){0, 1, 1e300, 3}, 4);
    ck_assert_uint_eq(diagnosed(&r, record), 0);
}
END_TEST

START_TEST(an_answer_that_fails_other_tests_is_another)
{
    double wrong[] = {0, 6};
    char *record = record_of((double[]){0, 1, 4, 3}, 4);
    struct report r = failed_report((double[]){0, 1, 4, 3}, 4);
    r.test[1] = test_of(ties, TEST_FAIL, wrong, 2);
    ck_assert_uint_eq(diagnosed(&r, record), 0);
    r.test[1] = test_of(ties, TEST_PASS, right_ties, 2);
    r.test[0].status = TEST_CRASH;
    ck_assert_uint_eq(diagnosed(&r, record), 0);
    r.test[0].status = TEST_PASS;
    ck_assert_uint_eq(diagnosed(&r, record), 0);
}
END_TEST

/* 19 of 20 places are enough, 18 are not. */
START_TEST(ninety_five_in_a_hundred_are_enough)
{
    double left[20], mistake[20], plain[20];
    for (int i = 0; i < 20; i++) plain[i] = i, mistake[i] = left[i] = i + 100;
    struct report m = failed_report(mistake, 20), p = plain_report();
    p.test[0] = test_of(sums, TEST_PASS, plain, 20);
    char *record = diagnose_describe("left_out", source, &m, &p, &arena);
    left[3] = 0;
    struct report r = failed_report(left, 20);
    ck_assert_uint_eq(diagnosed(&r, record), 1);
    ck_assert_double_eq(r.diagnosis[0].agreement, 0.95);
    left[4] = 0;
    ck_assert_uint_eq(diagnosed(&r, record), 0);
}
END_TEST

START_TEST(of_several_the_best_or_two_that_are_alike)
{
    static const char record[] = "mistake a\nsays A.\ntest sums_are_sums fail 2:4:2 3:9:3\n"
                                 "mistake b\nsays B.\ntest sums_are_sums fail 2:4:2\n"
                                 "mistake c\nsays C.\ntest sums_are_sums fail 2:4:2\n"
                                 "mistake d\nsays D.\ntest sums_are_sums fail 2:4:2\n";
    struct report r = failed_report((double[]){0, 1, 4, 3}, 4);
    ck_assert_uint_eq(diagnosed(&r, record), 2);
    ck_assert_str_eq(r.diagnosis[0].mistake, "b");
    ck_assert_str_eq(r.diagnosis[1].mistake, "c");
}
END_TEST

START_TEST(a_broken_record_says_nothing)
{
    static const char *const broken[] = {"",
                                         "\n\n",
                                         "mistake",
                                         "test sums_are_sums fail 2:4:2\n",
                                         "mistake a\nsays A.\n",
                                         "mistake a\ntest sums_are_sums\n",
                                         "mistake a\ntest sums_are_sums fail 2:\n",
                                         "mistake a\ntest sums_are_sums fail 99:4:2\n",
                                         "mistake a\ntest who fail 2:4:2",
                                         "words x\nmistake a\nwords y\n",
                                         "mistake a\ntest sums_are_sums fail x:y:z\n"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct report r = failed_report((double[]){0, 1, 4, 3}, 4);
        ck_assert_msg(diagnosed(&r, broken[i]) == 0, "%s", broken[i]);
    }
}
END_TEST

START_TEST(a_mistake_that_has_nothing_to_say_is_not_kept)
{
    struct report m = failed_report((double[]){9}, 1), p = plain_report();
    ck_assert_str_eq(diagnose_describe("x", "// expect: fail a/b\nint x;\n", &m, &p, &arena), "");
    ck_assert_str_eq(diagnose_describe("x", "", &m, &p, &arena), "");
}
END_TEST

int main(void)
{
    return UNIT_RUN("diagnose", a_record_holds_what_differs_from_plain,
                    of_a_test_whose_outputs_were_right_the_words_count, an_address_is_no_difference,
                    the_same_numbers_are_the_mistake,
                    nearer_to_the_mistake_by_ten_times_is_near_enough, infinities_must_be_the_same,
                    an_answer_that_fails_other_tests_is_another,
                    ninety_five_in_a_hundred_are_enough, of_several_the_best_or_two_that_are_alike,
                    a_broken_record_says_nothing, a_mistake_that_has_nothing_to_say_is_not_kept);
}
