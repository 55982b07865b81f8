#include "grader/report_kept.h"

#include <float.h>
#include <limits.h>
#include <math.h>

#include "grader/remarks.h"
#include "tests/renderings.h"
#include "tests/unit/screen.h"

static struct arena arena;

static struct report read_back(const char *text)
{
    struct report r = {.exercise = "untouched"};
    const char *error = report_kept_read(&r, text, &arena);
    ck_assert_msg(!error, "%s", error);
    return r;
}

/* Kept, and read again. */
static struct report kept(const struct report *r)
{
    char *text = kept_text(r);
    ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
    struct report copy = read_back(text);
    free(text);
    return copy;
}

/* ---- a report with everything in it ---- */

static struct report_size sizes[] = {{.n = 64,
                                      .yours_ns = 12.345678901234567,
                                      .plain_ns = NAN,
                                      .blas_ns = 7,
                                      .fast_ns = 0.1,
                                      .vs_reference = NAN,
                                      .interval = {NAN, NAN},
                                      .limit_ns = NAN},
                                     {.n = SIZE_MAX,
                                      .graded = true,
                                      .yours_ns = 4000,
                                      .plain_ns = 8000,
                                      .blas_ns = NAN,
                                      .fast_ns = 1e308,
                                      .vs_reference = 2.0 / 3,
                                      .interval = {0.5, DBL_MIN / 4},
                                      .bytes = 8192,
                                      .flops = 1 / 3.0,
                                      .limit_ns = 2.5,
                                      .limit = "memory"}};
static struct report_speed speed = {.conclusive = true,
                                    .why_not = "not said",
                                    .band = "solid",
                                    .reference = "blas",
                                    .unit = "item",
                                    .cpu = "a processor",
                                    .points = 7,
                                    .max_points = 10,
                                    .vs_reference = 0.62,
                                    .interval = {0.6, 0.64},
                                    .of_limit = 0.152,
                                    .limit = "compute",
                                    .growth = 1.01,
                                    .growth_expected = 1,
                                    .growth_says = "n log n",
                                    .plain = 1.9,
                                    .blas = 0.31,
                                    .fast = 0.62,
                                    .n_sizes = 2,
                                    .size = sizes,
                                    .left_out = "n = 1,000,000 would take too long",
                                    .single_precision = true,
                                    .every_rung = true,
                                    .next_band = "reference class",
                                    .next_from = 0.67};
static struct report_diagnosis diagnoses[] = {{"off_by_one", "The last one is left out.", 0.975},
                                              {"other", NULL, 1}};
static struct report_finding findings[] = {
    {"a read past the end of tmp", "reservoir.c", 31, "\tsum += tmp[i];"},
    {"signed overflow", NULL, 0, NULL}};
static struct remark remarks[] = {{12, "for (;;)", true, false, "vectorised, 32 bytes at a time"},
                                  {3, "", false, true, "not vectorised: it calls a function"}};
static char *warnings[] = {"reservoir.c:1:1: unused 'x'", NULL};
static double left[] = {1, 2};

static struct report whole_report(void)
{
    static struct report_test all[sizeof tests / sizeof *tests];
    static char source[] = "int a;\0\xFF\n";
    struct report r = failed_report();
    memcpy(all, tests, sizeof tests);
    all[4].summary = "position 19 is kept too rarely";
    all[4].n_left = 2, all[4].left = left;
    all[5].message = all[5].output = NULL;
    r.test = all;
    r.at_ms = 1795723363137, r.title = "Reservoir sampling";
    r.own = r.began = r.rehearsed = true;
    r.before = 3, r.running_ms = 252000.25;
    strcpy(r.source_sha256, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    r.source = source, r.n_source = sizeof source - 1;
    r.reason = "words";
    r.seed = UINT64_MAX;
    r.only = "one_item";
    r.diagnosis = diagnoses, r.n_diagnoses = 2;
    r.finding = findings, r.n_findings = 2;
    r.speed = &speed;
    r.remark = remarks, r.n_remarks = 2;
    r.heap.known = true;
    r.heap.allocations = 2, r.heap.peak_bytes = SIZE_MAX, r.heap.leaked_bytes = 1;
    r.warning = warnings, r.n_warnings = 2;
    r.compiler_log = "all of it\n";
    r.ms.compile = 52.125, r.ms.test = 1 / 3.0, r.ms.bench = 1e-300, r.ms.total = 123456.789;
    return r;
}

/* ---- what must be the same ---- */

static void same_words(const char *got, const char *want, const char *what)
{
    ck_assert_msg(!got == !want && (!got || strcmp(got, want) == 0), "%s: %s, not %s", what,
                  got ? got : "NULL", want ? want : "NULL");
}

static void same_number(double got, double want, const char *what)
{
    bool same = isnan(want) ? isnan(got) : got == want && signbit(got) == signbit(want);
    ck_assert_msg(same, "%s: %.17g, not %.17g", what, got, want);
}

#define WORDS(field_) same_words(x->field_, y->field_, #field_)
#define NUMBER(field_) same_number(x->field_, y->field_, #field_)
#define EXACT(field_) ck_assert_msg(x->field_ == y->field_, #field_)

static void same_test(const struct report_test *x, const struct report_test *y)
{
    WORDS(group), WORDS(name), EXACT(status), WORDS(message), WORDS(summary), WORDS(output);
    NUMBER(points), NUMBER(max_points), NUMBER(ms);
    ck_assert(x->n_left == 0 && !x->left);
}

static void same_size(const struct report_size *x, const struct report_size *y)
{
    EXACT(n), EXACT(graded), NUMBER(yours_ns), NUMBER(plain_ns), NUMBER(blas_ns), NUMBER(fast_ns);
    NUMBER(vs_reference), NUMBER(interval[0]), NUMBER(interval[1]), NUMBER(bytes), NUMBER(flops);
    NUMBER(limit_ns), WORDS(limit);
}

static void same_speed(const struct report_speed *x, const struct report_speed *y)
{
    EXACT(conclusive), WORDS(why_not), WORDS(band), WORDS(reference), WORDS(unit), WORDS(cpu);
    NUMBER(points), NUMBER(max_points), NUMBER(vs_reference), NUMBER(interval[0]);
    NUMBER(interval[1]), NUMBER(of_limit), WORDS(limit), NUMBER(growth), NUMBER(growth_expected);
    WORDS(growth_says), NUMBER(plain), NUMBER(blas), NUMBER(fast), EXACT(n_sizes);
    for (size_t i = 0; i < y->n_sizes; i++) same_size(&x->size[i], &y->size[i]);
    WORDS(left_out), EXACT(single_precision), EXACT(every_rung), WORDS(next_band);
    NUMBER(next_from);
}

static void same_lists(const struct report *x, const struct report *y)
{
    EXACT(n_tests), EXACT(n_diagnoses), EXACT(n_findings), EXACT(n_remarks), EXACT(n_warnings);
    for (size_t i = 0; i < y->n_tests; i++) same_test(&x->test[i], &y->test[i]);
    for (size_t i = 0; i < y->n_diagnoses; i++) {
        WORDS(diagnosis[i].mistake), WORDS(diagnosis[i].says), NUMBER(diagnosis[i].agreement);
    }
    for (size_t i = 0; i < y->n_findings; i++) {
        WORDS(finding[i].words), WORDS(finding[i].file), EXACT(finding[i].line);
        WORDS(finding[i].source);
    }
    for (size_t i = 0; i < y->n_remarks; i++) {
        EXACT(remark[i].line), WORDS(remark[i].source), EXACT(remark[i].vectorised);
        EXACT(remark[i].outer), WORDS(remark[i].words);
    }
    for (size_t i = 0; i < y->n_warnings; i++) WORDS(warning[i]);
}

static void same_report(const struct report *x, const struct report *y)
{
    EXACT(at_ms), WORDS(exercise), WORDS(title), WORDS(track), WORDS(level), EXACT(minutes);
    WORDS(submission), EXACT(own), EXACT(began), EXACT(before), EXACT(rehearsed),
        NUMBER(running_ms);
    WORDS(source_sha256), EXACT(n_source), EXACT(verdict), WORDS(reason), NUMBER(score);
    ck_assert(!x->source == !y->source);
    if (y->source) ck_assert_mem_eq(x->source, y->source, y->n_source);
    NUMBER(max_score), EXACT(seed), WORDS(only), EXACT(bench_asked);
    same_lists(x, y);
    ck_assert(!x->speed == !y->speed);
    if (y->speed) same_speed(x->speed, y->speed);
    EXACT(heap.known), EXACT(heap.allocations), EXACT(heap.peak_bytes), EXACT(heap.leaked_bytes);
    WORDS(compiler_log), NUMBER(ms.compile), NUMBER(ms.test), NUMBER(ms.bench), NUMBER(ms.total);
}

static void expect_kept(const struct report *r)
{
    struct report copy = kept(r);
    same_report(&copy, r);
    char *before = renderings(r), *after = renderings(&copy);
    ck_assert_str_eq(after, before);
    free(before);
    free(after);
}

/* ---- the claims ---- */

START_TEST(every_field_comes_back)
{
    struct report r = whole_report();
    expect_kept(&r);
    r.speed = NULL;
    expect_kept(&r);
    r = (struct report){.exercise = "reservoir", .verdict = VERDICT_FAULT};
    expect_kept(&r);
    arena_free(&arena);
}
END_TEST

START_TEST(every_renderer_says_the_same_whatever_the_verdict)
{
    for (int v = VERDICT_PASS; v <= VERDICT_FAULT; v++) {
        for (int conclusive = 0; conclusive < 2; conclusive++) {
            struct report r = whole_report();
            struct report_speed s = speed;
            s.conclusive = conclusive;
            r.speed = &s;
            r.verdict = (enum verdict)v;
            r.reason = v == VERDICT_PASS || v == VERDICT_FAIL ? NULL : "a\nreason";
            r.only = NULL;
            r.rehearsed = false;
            expect_kept(&r);
        }
    }
    arena_free(&arena);
}
END_TEST

START_TEST(numbers_are_exact)
{
    static const double odd[] = {NAN,     INFINITY, -INFINITY, -0.0,    0.1,         1 / 3.0,
                                 DBL_MAX, DBL_MIN,  5e-324,    -1e-310, 1e15 + 0.125};
    struct report r = whole_report();
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        r.score = odd[i];
        struct report copy = kept(&r);
        same_number(copy.score, odd[i], "score");
    }
    r.minutes = INT_MIN, r.at_ms = INT64_MIN, r.seed = (1ull << 53) + 1;
    r.heap.allocations = SIZE_MAX - 1;
    struct report copy = kept(&r);
    ck_assert(copy.minutes == INT_MIN && copy.at_ms == INT64_MIN && copy.seed == r.seed);
    ck_assert(copy.heap.allocations == SIZE_MAX - 1);
    arena_free(&arena);
}
END_TEST

/* Every single byte, and every pair of them; then the characters that other bytes are kept as. */
START_TEST(any_bytes_come_back)
{
    static char output[3 * 256 * 256 + 1];
    static const char *const odd[] = {"",
                                      "\xFF",
                                      "\xF4\x80\x81\x81 \xF4\x80\x80\x80",
                                      "\xF4\x8F\xBF\xBF",
                                      "\xEF\xBF\xBD\xEF\xBF",
                                      "\xC0\x80\xED\xA0\x80",
                                      "\\u0000 \" \x01\x7F\r\n\t",
                                      "\xF4\x80\x83\xBF\xF4\x80\x84\x80"};
    struct report r = whole_report();
    char *to = output;
    for (int a = 1; a < 256; a++) {
        for (int b = 1; b < 256; b++) {
            *to++ = (char)a;
            *to++ = (char)b;
            *to++ = ' ';
        }
    }
    r.test[4].output = output;
    struct report copy = kept(&r);
    same_report(&copy, &r);
    r.test[4].output = NULL;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        r.test[4].name = r.test[4].message = r.exercise = r.warning[0] = arena_copy(&arena, odd[i]);
        expect_kept(&r);
    }
    r.warning[0] = "a warning";
    arena_free(&arena);
}
END_TEST

START_TEST(an_answer_is_kept_whole_zero_bytes_and_all)
{
    struct report r = whole_report();
    char bytes[512];
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)i;
    r.source = bytes, r.n_source = sizeof bytes;
    struct report copy = kept(&r);
    ck_assert_uint_eq(copy.n_source, sizeof bytes);
    ck_assert_mem_eq(copy.source, bytes, sizeof bytes);
    r.n_source = 0;
    copy = kept(&r);
    ck_assert(copy.source && copy.n_source == 0);
    arena_free(&arena);
}
END_TEST

/* ---- what cannot be read ---- */

static void expect_refused(const char *text, const char *words)
{
    struct report r = {.exercise = "untouched"};
    const char *error = report_kept_read(&r, text, &arena);
    ck_assert_ptr_nonnull(error);
    ck_assert_msg(strstr(error, words), "%s: not %s", error, words);
    ck_assert_str_eq(r.exercise, "untouched");
}

/* The text of a whole report with one part replaced. */
static char *with(const char *part, const char *other)
{
    struct report r = whole_report();
    char *text = kept_text(&r), *at = strstr(text, part);
    ck_assert_msg(at != NULL, "%s is not in %s", part, text);
    char *changed =
        arena_printf(&arena, "%.*s%s%s", (int)(at - text), text, other, at + strlen(part));
    free(text);
    return changed;
}

START_TEST(what_is_no_kept_report_is_refused_in_words)
{
    expect_refused("", "damaged");
    expect_refused("{", "damaged");
    expect_refused("null", "no kept report");
    expect_refused("[1]", "no kept report");
    expect_refused("{\"format\":\"mlkata-report\",\"version\":1}", "no kept report");
    expect_refused("{\"format\":\"mlkata-kept\"}", "another version");
    expect_refused("{\"format\":\"mlkata-kept\",\"version\":2}", "another version");
    expect_refused("{\"format\":\"mlkata-kept\",\"version\":1}", "damaged");
    expect_refused("{\"format\":\"mlkata-kept\",\"version\":1,\"report\":[]}", "damaged");
    expect_refused("{\"format\":\"mlkata-kept\",\"version\":1,\"report\":{}}", "another version");
    arena_free(&arena);
}
END_TEST

START_TEST(a_key_too_few_too_many_or_elsewhere_is_another_version)
{
    expect_refused(with("\"own\":true,", ""), "another version");
    expect_refused(with("\"own\":true,", "\"own\":true,\"own\":true,"), "another version");
    expect_refused(with("\"own\":", "\"owned\":"), "another version");
    expect_refused(with("\"own\":true,\"began\":true", "\"began\":true,\"own\":true"),
                   "another version");
    expect_refused(with("\"ms.total\":123456.789", "\"ms.total\":123456.789,\"more\":1"),
                   "another version");
    arena_free(&arena);
}
END_TEST

START_TEST(a_value_of_the_wrong_kind_is_damage)
{
    static const char *const changes[][2] = {
        {"\"own\":true", "\"own\":1"},
        {"\"minutes\":20", "\"minutes\":20.5"},
        {"\"minutes\":20", "\"minutes\":1e12"},
        {"\"minutes\":20", "\"minutes\":null"},
        {"\"score\":78", "\"score\":\"78\""},
        {"\"seed\":\"18446744073709551615\"", "\"seed\":\"18446744073709551616\""},
        {"\"seed\":\"18446744073709551615\"", "\"seed\":\"-1\""},
        {"\"seed\":\"18446744073709551615\"", "\"seed\":\"\""},
        {"\"seed\":\"18446744073709551615\"", "\"seed\":81"},
        {"\"heap.allocations\":\"2\"", "\"heap.allocations\":\"two\""},
        {"\"verdict\":\"fail\"", "\"verdict\":\"fails\""},
        {"\"verdict\":\"fail\"", "\"verdict\":1"},
        {"\"status\":\"crash\"", "\"status\":\"fault\""},
        {"\"exercise\":\"reservoir\"", "\"exercise\":null"},
        {"\"group\":\"basics\"", "\"group\":null"},
        {"\"name\":\"one_item\"", "\"name\":\"one\xF4\x80\x80\x80item\""}, /* a NUL, marked */
        {"\"title\":\"Reservoir sampling\"", "\"title\":[]"},
        {"\"source_sha256\":\"", "\"source_sha256\":\"0"},
        {"\"test\":[", "\"test\":[1,"},
        {"\"words\":\"vectorised, 32 bytes at a time\"", "\"words\":null"},
        {"\"warning\":[", "\"warning\":[[],"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        expect_refused(with(changes[i][0], changes[i][1]), "damaged");
    arena_free(&arena);
}
END_TEST

/* Whatever is read of it is a report that can be rendered. */
START_TEST(a_damaged_text_is_refused_or_can_still_be_rendered)
{
    struct report r = whole_report(), copy;
    char *text = kept_text(&r);
    size_t n = strlen(text), tried = 0, refused = 0;
    for (size_t i = 0; i < n - 1; i += 11) { /* not the last newline */
        tried++;
        char c = text[i];
        text[i] = '\0';
        ck_assert_ptr_nonnull(report_kept_read(&copy, text, &arena));
        text[i] = (char)(c ^ (1 << i % 7));
        if (!text[i]) text[i] = '"';
        const char *error = report_kept_read(&copy, text, &arena);
        if (!error) free(renderings(&copy));
        refused += error != NULL;
        text[i] = c;
        arena_free(&arena);
    }
    ck_assert_uint_gt(refused, tried / 2);
    free(text);
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "report_kept", every_field_comes_back, every_renderer_says_the_same_whatever_the_verdict,
        numbers_are_exact, any_bytes_come_back, an_answer_is_kept_whole_zero_bytes_and_all,
        what_is_no_kept_report_is_refused_in_words,
        a_key_too_few_too_many_or_elsewhere_is_another_version, a_value_of_the_wrong_kind_is_damage,
        a_damaged_text_is_refused_or_can_still_be_rendered);
}
