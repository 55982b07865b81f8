#include "grader/report_formats.h"

#include <cjson/cJSON.h>

#include "tests/unit/screen.h"

static char *written(const char *format, const struct report *r)
{
    static char *bytes;
    static size_t n;
    FILE *out = open_memstream(&bytes, &n);
    report_format_of(format)(out, r);
    fclose(out);
    return bytes;
}

static void expect(const char *format, const struct report *r, const char *want)
{
    char *got = written(format, r);
    ck_assert_str_eq(got, want);
    free(got);
}

static void expect_part(const char *format, const struct report *r, const char *part)
{
    char *got = written(format, r);
    ck_assert_msg(strstr(got, part) != NULL, "not written: %s\n%s", part, got);
    free(got);
}

/* A failure and a pass, in hostile bytes. */
static struct report hostile_report(void)
{
    static struct report_test hostile[] = {TEST_ROW("edges", "one_item", TEST_PASS, "", "", 4, 4),
                                           TEST_ROW("edges", "a#b", TEST_FAIL,
                                                    "a <b> & \"c\"\n  ]]> \033[31m \xFF\n...\n",
                                                    " # \x01\n", 0, 6)};
    struct report r = failed_report();
    r.test = hostile, r.n_tests = 2, r.score = 4, r.max_score = 10;
    r.at_ms = 1795723363137, r.ms.total = 120;
    strcpy(r.source_sha256, "ab12");
    return r;
}

static struct report broken_report(void)
{
    static struct report_finding finding = {"expected ';' before '}' token", "reservoir.c", 12,
                                            "    return ML_OK"};
    struct report r = failed_report();
    r.test = NULL, r.n_tests = 0, r.verdict = VERDICT_NO_COMPILE, r.score = 0;
    r.finding = &finding, r.n_findings = 1;
    return r;
}

/* ---- tap ---- */

START_TEST(tap_has_a_line_a_test_and_a_block_a_failure)
{
    struct report r = failed_report();
    expect(
        "tap", &r,
        "TAP version 14\n"
        "1..8\n"
        "ok 1 - basics/the_worked_example\n"
        "ok 2 - basics/one_item\n"
        "ok 3 - edges/k_of_zero_is_refused\n"
        "ok 4 - chance/pairs_are_equally_likely\n"
        "not ok 5 - chance/every_position_is_equally_likely\n"
        "  ---\n"
        "  status: fail\n"
        "  message: |\n"
        "    20,000 samples of k = 5 from 0..19: each position should be kept about 5,000 times\n"
        "      position 19   3,769    expected 5,000 ± 61\n"
        "  output: |\n"
        "    i = 0\n"
        "        i = 1\n"
        "  ...\n"
        "not ok 6 - memory/init_writes_k\n"
        "  ---\n"
        "  status: crash\n"
        "  ...\n"
        "not ok 7 - memory/a_long_stream_ends\n"
        "  ---\n"
        "  status: timeout\n"
        "  message: |\n"
        "    it ran for more than 2,000 ms\n"
        "    in push\n"
        "  ...\n"
        "ok 8 - memory/no_leak # SKIP was not run\n");
}
END_TEST

START_TEST(tap_escapes_what_would_be_a_directive)
{
    struct report r = hostile_report();
    expect_part("tap", &r, "not ok 2 - edges/a\\#b\n");
    expect_part("tap", &r,
                "    a <b> & \"c\"\n      ]]> ^[[31m \xEF\xBF\xBD\n    ...\n  output: |\n    .\n   "
                "  # ^A\n  ...\n");
}
END_TEST

START_TEST(tap_bails_out_where_nothing_ran)
{
    struct report r = broken_report();
    r.reason = (char[]){"a #1 problem\nand more"};
    expect("tap", &r,
           "TAP version 14\n# and more\n# reservoir.c:12: expected ';' before '}' token\n#         "
           "return ML_OK\n"
           "Bail out! no-compile: a \\#1 problem\n");
}
END_TEST

/* ---- junit ---- */

START_TEST(junit_counts_wrong_and_broken_apart)
{
    struct report r = failed_report();
    expect_part("junit", &r,
                "<testsuites name=\"reservoir\" tests=\"8\" failures=\"1\" "
                "errors=\"2\" skipped=\"1\"");
    expect_part(
        "junit", &r,
        "    <testcase name=\"a_long_stream_ends\" classname=\"reservoir.memory\" "
        "time=\"0.001000\">\n"
        "      <error message=\"it ran for more than 2,000 ms\" type=\"timeout\">it ran for "
        "more than 2,000 ms&#10;in push</error>\n"
        "    </testcase>\n");
    expect_part("junit", &r, "      <error message=\"crash\" type=\"crash\"></error>\n");
    expect_part("junit", &r, "      <skipped message=\"was not run\"/>\n");
    expect_part("junit", &r, "<system-out>debug&#10;</system-out>\n");
}
END_TEST

START_TEST(junit_is_xml_whatever_was_printed)
{
    struct report r = hostile_report();
    expect_part("junit", &r, "timestamp=\"2026-11-26T20:02:43\"");
    expect_part("junit", &r, "message=\"a &lt;b&gt; &amp; &quot;c&quot;\" type=\"fail\">");
    expect_part("junit", &r, "&#10;  ]]&gt; [31m \xEF\xBF\xBD&#10;...&#10;</failure>");
    expect_part("junit", &r, "<system-out> # &#10;</system-out>");
}
END_TEST

START_TEST(junit_has_one_case_where_nothing_ran)
{
    struct report r = broken_report();
    expect_part("junit", &r, "tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\"");
    expect_part("junit", &r,
                "      <error message=\"no-compile\" type=\"no-compile\">it does not compile&#10;"
                "reservoir.c:12: expected ';' before '}' token&#10;        return ML_OK</error>\n");
}
END_TEST

/* ---- json ---- */

static cJSON *parsed(const char *format, const struct report *r)
{
    char *got = written(format, r);
    cJSON *root = cJSON_ParseWithOpts(got, NULL, false);
    ck_assert_ptr_nonnull(root);
    free(got);
    return root;
}

static const char *string(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

START_TEST(exercism_has_the_statuses_of_version_3)
{
    struct report r = failed_report();
    cJSON *root = parsed("exercism", &r), *all = cJSON_GetObjectItem(root, "tests");
    ck_assert_int_eq(cJSON_GetObjectItem(root, "version")->valueint, 3);
    ck_assert_str_eq(string(root, "status"), "fail");
    ck_assert(cJSON_IsNull(cJSON_GetObjectItem(root, "message")));
    ck_assert_int_eq(cJSON_GetArraySize(all), 7); /* the one that was not run is none of theirs */
    ck_assert_str_eq(string(cJSON_GetArrayItem(all, 0), "status"), "pass");
    ck_assert_ptr_null(cJSON_GetObjectItem(cJSON_GetArrayItem(all, 0), "message"));
    ck_assert_str_eq(string(cJSON_GetArrayItem(all, 4), "status"), "fail");
    ck_assert_str_eq(string(cJSON_GetArrayItem(all, 4), "test_code"),
                     "make grade EX=reservoir TEST=every_position_is_equally_likely SEED=81");
    ck_assert_str_eq(string(cJSON_GetArrayItem(all, 5), "status"), "error");
    ck_assert_int_eq(cJSON_GetObjectItem(cJSON_GetArrayItem(all, 6), "task_id")->valueint, 4);
    cJSON_Delete(root);
}
END_TEST

START_TEST(exercism_is_an_error_where_nothing_ran_and_tells_no_folders)
{
    struct report r = broken_report();
    r.reason = (char[]){"cannot start /home/me/kit/run: (/tmp/a.c:3) and/or a / b"};
    cJSON *root = parsed("exercism", &r);
    ck_assert_str_eq(string(root, "status"), "error");
    const char *message = string(root, "message");
    ck_assert_ptr_eq(strstr(message, "cannot start run: (a.c:3) and/or a / b\n"), message);
    cJSON_Delete(root);
}
END_TEST

START_TEST(exercism_shows_500_characters_of_output)
{
    static char output[1300];
    struct report r = hostile_report();
    for (size_t i = 0; i + 2 < sizeof output; i += 2) memcpy(output + i, "é", 2);
    r.test[1].output = output;
    cJSON *root = parsed("exercism", &r);
    const char *shown = string(cJSON_GetArrayItem(cJSON_GetObjectItem(root, "tests"), 1), "output");
    ck_assert_uint_eq(strlen(shown), 497 * 2 + 3);
    ck_assert_str_eq(shown + 496 * 2, "é...");
    output[501 * 2] = '\0';
    cJSON_Delete(root);
    root = parsed("exercism", &r);
    shown = string(cJSON_GetArrayItem(cJSON_GetObjectItem(root, "tests"), 1), "output");
    ck_assert_uint_eq(strlen(shown), 497 * 2 + 3);
    output[500 * 2] = '\0';
    cJSON_Delete(root);
    root = parsed("exercism", &r);
    shown = string(cJSON_GetArrayItem(cJSON_GetObjectItem(root, "tests"), 1), "output");
    ck_assert_str_eq(shown, output);
    cJSON_Delete(root);
}
END_TEST

START_TEST(gradescope_adds_up_to_its_score)
{
    struct report_speed speed = {.conclusive = true,
                                 .band = (char[]){"solid"},
                                 .points = 7,
                                 .max_points = 10,
                                 .vs_reference = 0.83,
                                 .interval = {0.81, 0.85}};
    struct report r = hostile_report();
    r.speed = &speed, r.score += 7;
    cJSON *root = parsed("gradescope", &r), *test;
    double sum = 0;
    cJSON_ArrayForEach(test, cJSON_GetObjectItem(root, "tests")) sum +=
        cJSON_GetObjectItem(test, "score")->valuedouble;
    ck_assert_double_eq(sum, cJSON_GetObjectItem(root, "score")->valuedouble);
    test = cJSON_GetArrayItem(cJSON_GetObjectItem(root, "tests"), 1);
    ck_assert_str_eq(string(test, "status"), "failed");
    ck_assert_str_eq(string(test, "number"), "2");
    ck_assert_ptr_nonnull(strstr(string(test, "output"), "it printed:\n # \x01"));
    cJSON *best = cJSON_GetArrayItem(cJSON_GetObjectItem(root, "leaderboard"), 0);
    ck_assert_double_eq(cJSON_GetObjectItem(best, "value")->valuedouble, 0.83);
    ck_assert_ptr_nonnull(strstr(string(root, "output"), "reservoir · sampling"));
    cJSON_Delete(root);
}
END_TEST

START_TEST(a_format_that_is_none_has_no_writer)
{
    ck_assert_ptr_null(report_format_of("xml"));
    ck_assert_ptr_null(report_format_of("term"));
    ck_assert_ptr_nonnull(report_format_of("json"));
}
END_TEST

int main(void)
{
    return UNIT_RUN("report_formats", tap_has_a_line_a_test_and_a_block_a_failure,
                    tap_escapes_what_would_be_a_directive, tap_bails_out_where_nothing_ran,
                    junit_counts_wrong_and_broken_apart, junit_is_xml_whatever_was_printed,
                    junit_has_one_case_where_nothing_ran, exercism_has_the_statuses_of_version_3,
                    exercism_is_an_error_where_nothing_ran_and_tells_no_folders,
                    exercism_shows_500_characters_of_output, gradescope_adds_up_to_its_score,
                    a_format_that_is_none_has_no_writer);
}
