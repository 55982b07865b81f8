/* Whole screens, as a learner sees them. */
#include "grader/report.h"

#include <string.h>

#include "grader/text.h"
#include "tests/unit/screen.h"

START_TEST(the_first_failure_comes_in_full_and_the_others_in_a_line)
{
    struct report r = failed_report();
    expect_screen(
        &r, utf8,
        "reservoir · sampling · easy · 20 min\n"
        "\n"
        "  basics  ✓✓    edges  ✓    chance  ✓✗    memory  !⏱-\n"
        "\n"
        "  ✗ every_position_is_equally_likely\n"
        "    20,000 samples of k = 5 from 0..19: each position should be kept about 5,000\n"
        "      times\n"
        "      position 19   3,769    expected 5,000 ± 61\n"
        "    replay   make grade EX=reservoir TEST=every_position_is_equally_likely SEED=81\n"
        "\n"
        "  ! init_writes_k        it crashed\n"
        "  ⏱ a_long_stream_ends   it ran for more than 2,000 ms\n"
        "\n"
        "  every_position_is_equally_likely printed\n"
        "    │ i = 0\n"
        "    │     i = 1\n"
        "\n"
        "  1 more test printed something; V=1 shows it\n"
        "\n"
        "not yet · 78 of 100                                       make hint EX=reservoir\n");
}
END_TEST

START_TEST(in_a_round_nothing_helps)
{
    struct report r = failed_report();
    r.rehearsed = true;
    expect_on_screen(&r, utf8, "\nnot yet · 78 of 100\n");
    expect_not_on_screen(&r, utf8, "make hint");
}
END_TEST

START_TEST(a_narrow_terminal_without_utf8_gets_ascii_within_its_width)
{
    struct report r = failed_report();
    struct term_style ascii = {.width = 40};
    expect_screen(
        &r, ascii,
        "reservoir - sampling - easy - 20 min\n"
        "\n"
        "  basics  ..    edges  .    chance  .x\n"
        "  memory  !t-\n"
        "\n"
        "  x every_position_is_equally_likely\n"
        "    20,000 samples of k = 5 from 0..19:\n"
        "      each position should be kept about\n"
        "      5,000 times\n"
        "      position 19   3,769    expected\n"
        "        5,000 +/- 61\n"
        "    replay   make grade EX=reservoir TEST=every_position_is_equally_likely SEED=81\n"
        "\n"
        "  ! init_writes_k        it crashed\n"
        "  t a_long_stream_ends   it ran for m...\n"
        "\n"
        "  every_position_is_equally_likely\n"
        "    printed\n"
        "    | i = 0\n"
        "    |     i = 1\n"
        "\n"
        "  1 more test printed something; V=1\n"
        "    shows it\n"
        "\n"
        "not yet - 78 of 100\n"
        "make hint EX=reservoir\n");
}
END_TEST

START_TEST(an_answer_too_large_to_run_has_a_reason_and_no_tests)
{
    struct report_test unfit[] = {
        TEST_ROW("build", "it_fits_into_memory", TEST_FAIL, "too large", "", 0, 0)};
    struct report r = failed_report();
    r.test = unfit;
    r.n_tests = 1;
    r.reason = "too large";
    expect_screen(&r, utf8,
                  "reservoir · sampling · easy · 20 min\n"
                  "\n"
                  "  too large\n"
                  "\n"
                  "not yet\n");
}
END_TEST

START_TEST(another_failure_s_line_is_its_summary_where_it_has_one)
{
    struct report_test two[] = {TEST_ROW("g", "first", TEST_FAIL, "m", "", 0, 1),
                                TEST_ROW("g", "second", TEST_FAIL, "f(a)\nwrong", "", 0, 1)};
    struct report r = failed_report();
    r.test = two;
    r.n_tests = 2;
    two[1].summary = "wrong, in short\nand in full";
    expect_on_screen(&r, utf8, "\n  ✗ second   wrong, in short\n\n");
}
END_TEST

START_TEST(verbose_shows_every_failure_and_every_print_in_full)
{
    struct report r = failed_report();
    expect_on_screen(&r, verbose(utf8),
                     "\n  ⏱ a_long_stream_ends\n"
                     "    it ran for more than 2,000 ms\n"
                     "    in push\n"
                     "    replay   make grade EX=reservoir TEST=a_long_stream_ends SEED=81\n");
    expect_on_screen(&r, verbose(utf8), "\n  one_item printed\n    │ debug\n");
    expect_not_on_screen(&r, verbose(utf8), "V=1");
}
END_TEST

START_TEST(a_test_alone_has_no_score_and_shows_what_it_printed)
{
    struct report r = failed_report();
    r.only = "one_item";
    r.test = &tests[1];
    r.n_tests = 1;
    r.verdict = VERDICT_PASS;
    expect_screen(
        &r, utf8,
        "reservoir · sampling · easy · 20 min\n"
        "\n"
        "  just this test was run: one_item\n"
        "\n"
        "  basics  ✓\n"
        "\n"
        "  one_item printed\n"
        "    │ debug\n"
        "\n"
        "pass · this test alone                                   make grade EX=reservoir\n");
}
END_TEST

START_TEST(the_replay_names_an_answer_that_lies_elsewhere)
{
    struct report r = failed_report();
    r.submission = "my answers/it's $1.c";
    expect_on_screen(&r, utf8, "SEED=81 SUBMISSION='my answers/it'\\''s $$1.c'\n");
    r.submission = "../answers/reservoir.c";
    expect_on_screen(&r, utf8, "SEED=81 SUBMISSION=../answers/reservoir.c\n");
    r.own = true; /* wherever somebody else keeps it */
    expect_on_screen(&r, utf8, "SEED=81\n");
}
END_TEST

START_TEST(what_the_sanitizers_found_stands_with_its_source_line)
{
    struct report_finding findings[] = {
        {"a read of 4 bytes past the end of tmp", "reservoir.c", 31, "\t    sum += tmp[i];"},
        {"signed integer overflow", NULL, 0, NULL}};
    struct report r = failed_report();
    r.finding = findings;
    r.n_findings = 2;
    expect_on_screen(&r, utf8,
                     "\n"
                     "  the sanitizers found\n"
                     "    reservoir.c:31   a read of 4 bytes past the end of tmp\n"
                     "      31 │ sum += tmp[i];\n"
                     "    signed integer overflow\n"
                     "\n");
}
END_TEST

/* ---- hostile bytes ---- */

/* Everything that a terminal could obey, or that is no text. */
#define HOSTILE                                                                                    \
    "\033[2J\033]0;title\a\xc2\x9b"                                                                \
    "31m\r\b\x7f\xff\xfe\u202e"

START_TEST(no_sequence_of_the_answer_reaches_the_terminal)
{
    struct report_test test = TEST_ROW("ba" HOSTILE, "name" HOSTILE, TEST_FAIL,
                                       "m" HOSTILE "\nn" HOSTILE, "o" HOSTILE "\n" HOSTILE, 0, 1);
    struct report_finding finding = {"w" HOSTILE, "f" HOSTILE, 3, "s" HOSTILE};
    char *warning = "x" HOSTILE;
    struct report r = failed_report();
    r.test = &test;
    r.n_tests = 1;
    r.finding = &finding;
    r.n_findings = 1;
    r.warning = &warning;
    r.n_warnings = 1;
    r.reason = r.only = r.track = r.submission = r.compiler_log = HOSTILE;

    for (int style = 0; style < 8; style++) {
        struct term_style s = {
            .utf8 = style & 1, .verbose = style & 2, .width = style & 4 ? 40 : 80};
        r.verdict = style & 2 ? VERDICT_NO_COMPILE : VERDICT_FAIL;
        char *got = rendered(&r, s);
        for (size_t i = 0, n = strlen(got); i < n;) {
            uint32_t code = 0;
            size_t length = text_utf8(got + i, n - i, &code);
            ck_assert_uint_gt(length, 0);
            ck_assert(code == '\n' || (code >= 32 && code < 127) || (s.utf8 && code >= 0xA0));
            ck_assert_uint_ne(code, 0x202E);
            i += length;
        }
        free(got);
    }
    expect_on_screen(&r, utf8, "^[[2J^[]0;title^G\uFFFD31m^M^H^?\uFFFD\uFFFD\uFFFD");
}
END_TEST

START_TEST(long_output_is_capped_and_counted)
{
    struct text output = {0};
    for (int i = 0; i < 1216; i++) text_add(&output, "line %d\n", i);
    struct report_test test = TEST_ROW("g", "t", TEST_FAIL, "m", output.bytes, 0, 1);
    struct report r = failed_report();
    r.test = &test;
    r.n_tests = 1;
    expect_on_screen(&r, utf8, "    │ line 11\n    … 1,204 more lines; V=1 shows them\n\n");
    expect_on_screen(&r, verbose(utf8), "    │ line 1215\n\n");

    text_clear(&output);
    for (int i = 0; i < 100000; i++) text_add(&output, "é");
    test.output = test.message = output.bytes;
    char *got = rendered(&r, narrow(utf8));
    char *rest = strstr(got, "printed");
    for (char *line; (line = strsep(&rest, "\n"));) ck_assert_uint_le(text_width(line), 40);
    free(got);
    text_free(&output);
}
END_TEST

START_TEST(no_line_but_the_replay_is_wider_than_the_terminal)
{
    struct report_test many[100];
    for (int i = 0; i < 100; i++)
        many[i] = (struct report_test)TEST_ROW(i < 70 ? "a_group_with_many_tests" : "b", "t",
                                               TEST_PASS, "", "", 1, 1);
    many[3] = (struct report_test)TEST_ROW("a_group_with_many_tests",
                                           "a_name_that_is_longer_than_the_whole_line_is",
                                           TEST_FAIL, "          deep " HOSTILE, "", 0, 1);
    many[4] = many[3];
    struct report r = failed_report();
    r.test = many;
    r.n_tests = 100;
    for (int w = 40; w < 120; w++) {
        struct term_style style = {.utf8 = w & 1, .width = w};
        char *got = rendered(&r, style);
        for (char *line, *rest = got; (line = strsep(&rest, "\n"));)
            ck_assert(text_width(line) <= (size_t)w || strstr(line, "replay "));
        free(got);
    }
}
END_TEST

/* ---- before any test ---- */

START_TEST(compile_errors_come_first_one_first)
{
    struct report_finding errors[7] = {
        {"expected ';' before '}' token", "reservoir.c", 12, "    return ML_OK"},
        {"'n' undeclared", "reservoir.c", 14, "    n++;"}};
    for (int i = 2; i < 7; i++)
        errors[i] = (struct report_finding){"again", "reservoir.c", 20 + i, "y"};
    struct report r = failed_report();
    r.verdict = VERDICT_NO_COMPILE;
    r.n_tests = 0;
    r.score = 0;
    r.finding = errors;
    r.n_findings = 7;
    r.compiler_log = "In function 'f':\nreservoir.c:12: error\n";
    expect_screen(&r, utf8,
                  "reservoir · sampling · easy · 20 min\n"
                  "\n"
                  "  reservoir.c:12   expected ';' before '}' token\n"
                  "      12 │ return ML_OK\n"
                  "\n"
                  "  reservoir.c:14   'n' undeclared\n"
                  "  reservoir.c:22   again\n"
                  "  reservoir.c:23   again\n"
                  "  reservoir.c:24   again\n"
                  "  2 more errors; V=1 shows all that the compiler said\n"
                  "\n"
                  "does not compile\n");
    expect_on_screen(&r, verbose(utf8),
                     "      14 │ n++;\n"
                     "\n"
                     "  reservoir.c:22   again\n"
                     "      22 │ y\n");
    expect_on_screen(&r, verbose(utf8),
                     "  all that the compiler said\n"
                     "    │ In function 'f':\n"
                     "    │ reservoir.c:12: error\n");
    r.n_findings = 0; /* nothing that we understood: the compiler's own words */
    expect_on_screen(&r, utf8, "    │ In function 'f':\n");
}
END_TEST

START_TEST(warnings_are_counted_and_told_on_request)
{
    char *warnings[] = {"reservoir.c:12:5: unused variable 'x' [-Wunused-variable]",
                        "reservoir.c:14:1: control reaches end of non-void function"};
    struct report r = failed_report();
    r.warning = warnings;
    r.n_warnings = 2;
    expect_on_screen(&r, utf8, "\n\n  2 warnings from the compiler; V=1 shows them\n\n");
    expect_on_screen(&r, verbose(utf8),
                     "\n\n"
                     "  2 warnings from the compiler\n"
                     "    reservoir.c:12:5: unused variable 'x' [-Wunused-variable]\n"
                     "    reservoir.c:14:1: control reaches end of non-void function\n\n");
}
END_TEST

START_TEST(an_untouched_stub_is_told_what_to_read_and_where_to_write)
{
    struct report r = failed_report();
    r.verdict = VERDICT_UNSOLVED;
    const char *screen = "reservoir · sampling · easy · 20 min\n"
                         "\n"
                         "  The stub is untouched, so there is nothing to grade yet. Good luck!\n"
                         "\n"
                         "    read    exercises/reservoir/README.md\n"
                         "    write   exercises/reservoir/reservoir.c\n"
                         "    grade   make grade EX=reservoir\n";
    expect_screen(&r, utf8, screen);
    r.submission = "mine.c";
    expect_on_screen(&r, utf8,
                     "    write   mine.c\n"
                     "    grade   make grade EX=reservoir SUBMISSION=mine.c\n");
    r.submission = "exercises/reservoir/stub.c";
    expect_screen(&r, utf8, screen);
}
END_TEST

START_TEST(an_answer_that_is_gone_can_be_had_again)
{
    struct report r = failed_report();
    r.verdict = VERDICT_UNSOLVED;
    r.before = 12;
    expect_on_screen(
        &r, utf8,
        "Good luck!\n"
        "\n"
        "  Your file was not there any more, so it is the stub again. What was in it when\n"
        "    it was last graded is kept: make restore EX=reservoir AT=12\n"
        "\n"
        "    read ");
}
END_TEST

START_TEST(a_rejected_answer_learns_the_reason)
{
    struct report r = failed_report();
    r.verdict = VERDICT_REJECTED;
    r.n_tests = 0;
    r.score = 0;
    r.reason =
        "it defines main; the contract has reservoir_init and reservoir_push only, and everything "
        "else should be static";
    expect_screen(
        &r, utf8,
        "reservoir · sampling · easy · 20 min\n"
        "\n"
        "  it defines main; the contract has reservoir_init and reservoir_push only, and\n"
        "    everything else should be static\n"
        "\n"
        "rejected\n");
}
END_TEST

START_TEST(a_fault_of_the_kit_is_said_to_be_the_kits)
{
    struct report r = {.verdict = VERDICT_FAULT, .reason = "no compiler: gcc is not installed"};
    r.exercise = "reservoir";
    expect_screen(&r, utf8,
                  "reservoir\n"
                  "\n"
                  "  no compiler: gcc is not installed\n"
                  "\n"
                  "no verdict: the fault is the kit's, not your answer's\n");
}
END_TEST

START_TEST(colour_leaves_the_words_as_they_are)
{
    struct report r = failed_report();
    struct term_style coloured = utf8;
    coloured.colour = true;
    char *plain = rendered(&r, utf8), *got = rendered(&r, coloured), *to = got;
    ck_assert(strstr(got, "\033[32m✓\033[0m") != NULL);
    for (char *c = got; *c; c++) {
        if (*c == '\033')
            c += strcspn(c, "m");
        else
            *to++ = *c;
    }
    *to = '\0';
    ck_assert_str_eq(got, plain);
    free(plain);
    free(got);
}
END_TEST

START_TEST(an_empty_report_is_a_screen_too)
{
    struct report r = {.verdict = VERDICT_REJECTED};
    expect_screen(&r, utf8, "\nrejected\n");
}
END_TEST

/* ---- the terminal itself ---- */

START_TEST(the_style_follows_the_environment)
{
    FILE *file = tmpfile();
    unsetenv("LC_CTYPE");
    unsetenv("NO_COLOR");
    setenv("LC_ALL", "de_DE.utf8", 1);
    setenv("COLUMNS", "72", 1);
    struct term_style s = term_style_of(file);
    ck_assert(s.utf8 && !s.colour && !s.verbose);
    ck_assert_int_eq(s.width, 72);

    setenv("LC_ALL", "C", 1);
    setenv("LANG", "en_US.UTF-8", 1);
    setenv("COLUMNS", "7", 1);
    s = term_style_of(file);
    ck_assert(!s.utf8);
    ck_assert_int_eq(s.width, 40);

    unsetenv("LC_ALL");
    setenv("COLUMNS", "wide", 1);
    s = term_style_of(file);
    ck_assert(s.utf8);
    ck_assert_int_eq(s.width, 100);
    fclose(file);
}
END_TEST

int main(void)
{
    return UNIT_RUN("report_term", in_a_round_nothing_helps,
                    the_first_failure_comes_in_full_and_the_others_in_a_line,
                    a_narrow_terminal_without_utf8_gets_ascii_within_its_width,
                    another_failure_s_line_is_its_summary_where_it_has_one,
                    an_answer_too_large_to_run_has_a_reason_and_no_tests,
                    verbose_shows_every_failure_and_every_print_in_full,
                    a_test_alone_has_no_score_and_shows_what_it_printed,
                    the_replay_names_an_answer_that_lies_elsewhere,
                    what_the_sanitizers_found_stands_with_its_source_line,
                    no_sequence_of_the_answer_reaches_the_terminal,
                    long_output_is_capped_and_counted,
                    no_line_but_the_replay_is_wider_than_the_terminal,
                    compile_errors_come_first_one_first, warnings_are_counted_and_told_on_request,
                    an_untouched_stub_is_told_what_to_read_and_where_to_write,
                    an_answer_that_is_gone_can_be_had_again, a_rejected_answer_learns_the_reason,
                    a_fault_of_the_kit_is_said_to_be_the_kits, colour_leaves_the_words_as_they_are,
                    an_empty_report_is_a_screen_too, the_style_follows_the_environment);
}
