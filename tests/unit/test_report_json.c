#include "grader/remarks.h"
#include "grader/report.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

#include "grader/text.h"
#include "tests/unit/unit.h"

static char *rendered(const struct report *r)
{
    static char *bytes; /* not a local: gcc takes what is in it for its address */
    static size_t n;
    FILE *out = open_memstream(&bytes, &n);
    report_json(out, r);
    fclose(out);
    return bytes;
}

static void expect_json(const struct report *r, const char *want)
{
    char *got = rendered(r);
    ck_assert_str_eq(got, want);
    free(got);
}

static struct report failed_report(void)
{
    static struct report_test tests[] = {
        {.group = "basics",
         .name = "the_worked_example",
         .status = TEST_PASS,
         .points = 20,
         .max_points = 20,
         .ms = 0.25},
        {.group = "chance",
         .name = "every_pair",
         .status = TEST_FAIL,
         .message = "a\n  b \"c\"",
         .output = "i = 1\n",
         .max_points = 40,
         .ms = 3.14159265},
        {.group = "edges", .name = "e1", .status = TEST_CRASH, .max_points = 1},
        {.group = "edges", .name = "e2", .status = TEST_TIMEOUT, .max_points = 1, .ms = 2000},
        {.group = "edges", .name = "e3", .status = TEST_SKIPPED, .max_points = 1}};
    static char *warnings[] = {"reservoir.c:1:1: unused 'x'"};
    struct report r = {.exercise = "reservoir", .track = "sampling", .verdict = VERDICT_FAIL};
    r.submission = "exercises/reservoir/reservoir.c";
    strcpy(r.source_sha256, "00ff");
    r.score = 87.5;
    r.max_score = 100;
    r.seed = UINT64_MAX;
    r.test = tests;
    r.n_tests = 5;
    r.warning = warnings;
    r.n_warnings = 1;
    r.ms.compile = 52.125;
    r.ms.total = 123456.789;
    return r;
}

START_TEST(a_failure_has_all_keys_in_the_order_of_the_format)
{
    struct report r = failed_report();
    expect_json(
        &r,
        "{\"format\":\"mlkata-report\",\"version\":1,\"exercise\":\"reservoir\",\"track\":"
        "\"sampling\","
        "\"submission\":\"exercises/reservoir/reservoir.c\",\"source_sha256\":\"00ff\","
        "\"verdict\":\"fail\",\"score\":87.5,\"max_score\":100,\"seed\":18446744073709551615,"
        "\"tests\":["
        "{\"group\":\"basics\",\"name\":\"the_worked_example\",\"status\":\"pass\",\"message\":"
        "\"\","
        "\"output\":\"\",\"points\":20,\"max_points\":20,\"ms\":0.25},"
        "{\"group\":\"chance\",\"name\":\"every_pair\",\"status\":\"fail\","
        "\"message\":\"a\\n  b \\\"c\\\"\",\"output\":\"i = 1\\n\",\"points\":0,\"max_points\":40,"
        "\"ms\":3.14159},"
        "{\"group\":\"edges\",\"name\":\"e1\",\"status\":\"crash\",\"message\":\"\",\"output\":"
        "\"\","
        "\"points\":0,\"max_points\":1,\"ms\":0},"
        "{\"group\":\"edges\",\"name\":\"e2\",\"status\":\"timeout\",\"message\":\"\",\"output\":"
        "\"\","
        "\"points\":0,\"max_points\":1,\"ms\":2000},"
        "{\"group\":\"edges\",\"name\":\"e3\",\"status\":\"skipped\",\"message\":\"\",\"output\":"
        "\"\","
        "\"points\":0,\"max_points\":1,\"ms\":0}],"
        "\"diagnosis\":[],\"speed\":null,\"heap\":"
        "{\"allocations\":null,\"peak_bytes\":null,\"leaked_bytes\":null},"
        "\"compiler\":{\"warnings\":[\"reservoir.c:1:1: unused 'x'\"]},"
        "\"ms\":{\"compile\":52.125,\"test\":0,\"bench\":0,\"total\":123457}}\n");
}
END_TEST

static struct report_speed speed_of(struct report_size *sizes, size_t n)
{
    return (struct report_speed){.conclusive = true,
                                 .band = "solid",
                                 .reference = "fast",
                                 .unit = "item",
                                 .vs_reference = 0.62,
                                 .interval = {0.6, 0.64},
                                 .of_limit = NAN,
                                 .growth = 1.01,
                                 .growth_expected = 1,
                                 .plain = 1.9,
                                 .blas = NAN,
                                 .fast = 0.62,
                                 .n_sizes = n,
                                 .size = sizes};
}

/* The value of one top-level key, as text. */
static void expect_key(const struct report *r, const char *key, const char *want)
{
    char *all = rendered(r);
    cJSON *root = cJSON_Parse(all);
    ck_assert_ptr_nonnull(root);
    char *got = cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(root, key));
    ck_assert_str_eq(got, want);
    free(got);
    free(all);
    cJSON_Delete(root);
}

START_TEST(a_rung_that_does_not_exist_is_left_out)
{
    struct report r = failed_report();
    struct report_size sizes[] = {
        {.n = 4096,
         .graded = true,
         .yours_ns = 88883.2,
         .plain_ns = 167936,
         .blas_ns = NAN,
         .fast_ns = 55000.5},
        {.n = SIZE_MAX, .yours_ns = 1e9, .plain_ns = NAN, .blas_ns = 5e8, .fast_ns = NAN}};
    struct report_speed s = speed_of(sizes, 2);
    r.speed = &s;
    char *all = rendered(&r);
    char *speed = strstr(all, "\"speed\":"), *end = strstr(all, ",\"heap\":");
    ck_assert(speed && end);
    *end = '\0';
    ck_assert_str_eq(speed,
                     "\"speed\":{\"conclusive\":true,\"band\":\"solid\",\"reference\":\"fast\","
                     "\"vs_reference\":0.62,\"interval\":[0.6,0.64],\"of_limit\":null,"
                     "\"limit\":\"none\",\"growth\":{\"exponent\":1.01,\"expected\":1},"
                     "\"rungs\":{\"plain\":1.9,\"fast\":0.62},\"sizes\":["
                     "{\"n\":4096,\"graded\":true,\"yours_ns\":88883.2,\"plain_ns\":167936,"
                     "\"fast_ns\":55000.5},"
                     "{\"n\":18446744073709551615,\"graded\":false,\"yours_ns\":1000000000,"
                     "\"blas_ns\":500000000}]}");
    free(all);
}
END_TEST

START_TEST(a_bench_tells_every_size_in_full)
{
    struct report r = failed_report();
    char memory[] = "memory";
    struct report_size size[] = {{.n = 1000,
                                  .graded = true,
                                  .yours_ns = 4000,
                                  .plain_ns = 8000,
                                  .blas_ns = NAN,
                                  .fast_ns = 2000,
                                  .vs_reference = 0.5,
                                  .interval = {0.49, 0.51},
                                  .bytes = 8000,
                                  .flops = 0,
                                  .limit_ns = 1000,
                                  .limit = memory}};
    struct report_speed s = speed_of(size, 1);
    r.speed = &s;
    char *all = rendered(&r);
    ck_assert_ptr_null(strstr(all, "\"bench\":{"));
    free(all);
    char cpu[] = "a processor", source[] = "for (;;)", words[] = "vectorised";
    struct remark loops[] = {{12, source, true, false, words}};
    s.every_rung = true, s.cpu = cpu;
    r.remark = loops, r.n_remarks = 1;
    all = rendered(&r);
    ck_assert_msg(
        strstr(all,
               "\"bench\":{\"cpu\":\"a "
               "processor\",\"sizes\":[{\"n\":1000,\"graded\":true,\"vs_reference\":0.5,"
               "\"interval\":[0.49,0.51],\"ns_per_call\":{\"yours\":4000,\"plain\":8000,"
               "\"fast\":2000},\"ns_per_element\":{\"yours\":4,\"plain\":8,\"fast\":2},"
               "\"gb_per_s\":{\"yours\":2,\"plain\":1,\"fast\":4},\"gflop_per_s\":{},"
               "\"limit\":\"memory\",\"limit_ns\":1000,\"of_limit\":0.25}],\"loops\":[{\"line\":"
               "12,\"source\":\"for (;;)\",\"vectorised\":true,\"words\":\"vectorised\"}]}"),
        "%s", all);
    free(all);
}
END_TEST

START_TEST(a_diagnosis_names_the_mistake_and_says_what_it_is)
{
    struct report r = failed_report();
    char name[] = "off_by_one", says[] = "The last one is left out.";
    struct report_diagnosis known[] = {{name, says, 0.975}};
    r.diagnosis = known, r.n_diagnoses = 1;
    char *all = rendered(&r);
    ck_assert_ptr_nonnull(
        strstr(all, "\"diagnosis\":[{\"mistake\":\"off_by_one\",\"says\":\"The last one is left "
                    "out.\",\"agreement\":0.975}],"));
    free(all);
}
END_TEST

START_TEST(an_inconclusive_measurement_gives_no_ratio)
{
    struct report r = failed_report();
    struct report_speed s = speed_of(NULL, 0);
    s.conclusive = false;
    s.band = NULL;
    s.growth = NAN;
    r.speed = &s;
    expect_key(&r, "speed",
               "{\"conclusive\":false,\"band\":null,\"reference\":\"fast\",\"vs_reference\":null,"
               "\"interval\":[null,null],\"of_limit\":null,\"limit\":\"none\","
               "\"growth\":{\"exponent\":null,\"expected\":1},\"rungs\":{},\"sizes\":[]}");
}
END_TEST

START_TEST(a_measured_heap_is_told)
{
    struct report r = failed_report();
    r.heap.known = true;
    r.heap.allocations = 2;
    r.heap.peak_bytes = 8192;
    expect_key(&r, "heap", "{\"allocations\":2,\"peak_bytes\":8192,\"leaked_bytes\":0}");
}
END_TEST

START_TEST(numbers_that_are_none_become_null)
{
    struct report r = failed_report();
    r.score = NAN;
    r.max_score = INFINITY;
    expect_key(&r, "score", "null");
    expect_key(&r, "max_score", "null");
    r.score = 1e300;
    expect_key(&r, "score", "1e+300");
}
END_TEST

START_TEST(an_empty_report_is_still_an_object_with_every_key)
{
    struct report r = {.verdict = VERDICT_FAULT};
    expect_json(&r, "{\"format\":\"mlkata-report\",\"version\":1,\"exercise\":null,\"track\":null,"
                    "\"submission\":null,\"source_sha256\":\"\",\"verdict\":\"fault\",\"score\":0,"
                    "\"max_score\":0,\"seed\":0,\"tests\":[],\"diagnosis\":[],\"speed\":null,"
                    "\"heap\":{\"allocations\":null,\"peak_bytes\":null,\"leaked_bytes\":null},"
                    "\"compiler\":{\"warnings\":[]},"
                    "\"ms\":{\"compile\":0,\"test\":0,\"bench\":0,\"total\":0}}\n");
}
END_TEST

START_TEST(verdicts_have_the_names_of_the_format)
{
    static const char *const verdicts[] = {"pass",       "fail",     "unsolved",
                                           "no-compile", "rejected", "fault"};
    for (int v = VERDICT_PASS; v <= VERDICT_FAULT; v++)
        ck_assert_str_eq(verdict_name((enum verdict)v), verdicts[v]);
}
END_TEST

/* Every single byte, and every pair of them. */
START_TEST(whatever_the_answer_printed_the_json_is_valid_utf8)
{
    char output[3 * 256 * 256 + 1], *to = output;
    for (int a = 1; a < 256; a++) {
        for (int b = 1; b < 256; b++) {
            *to++ = (char)a;
            *to++ = (char)b;
            *to++ = ' ';
        }
    }
    *to = '\0';
    struct report_test test = {.group = "basics",
                               .name = "prints",
                               .status = TEST_FAIL,
                               .message = "\xff",
                               .output = output};
    struct report r = failed_report();
    r.test = &test;
    r.n_tests = 1;

    char *all = rendered(&r);
    for (size_t i = 0, n = strlen(all); i < n;) {
        uint32_t code = 0;
        size_t length = text_utf8(all + i, n - i, &code);
        ck_assert_uint_gt(length, 0);
        ck_assert(code >= 32 || (code == '\n' && i == n - 1));
        i += length;
    }
    cJSON *root = cJSON_Parse(all);
    ck_assert_ptr_nonnull(root);
    const cJSON *first = cJSON_GetObjectItem(root, "tests")->child;
    ck_assert_str_eq(cJSON_GetObjectItem(first, "message")->valuestring, "\uFFFD");
    cJSON_Delete(root);
    free(all);
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "report_json", a_failure_has_all_keys_in_the_order_of_the_format,
        a_rung_that_does_not_exist_is_left_out, a_bench_tells_every_size_in_full,
        a_diagnosis_names_the_mistake_and_says_what_it_is,
        an_inconclusive_measurement_gives_no_ratio, a_measured_heap_is_told,
        numbers_that_are_none_become_null, an_empty_report_is_still_an_object_with_every_key,
        verdicts_have_the_names_of_the_format, whatever_the_answer_printed_the_json_is_valid_utf8);
}
