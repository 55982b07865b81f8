/* A report to change, and whole screens to compare: for the suites of report_term. */
#ifndef KATA_TESTS_SCREEN_H
#define KATA_TESTS_SCREEN_H

#include <string.h>

#include "grader/report.h"
#include "tests/unit/unit.h"

static const struct term_style utf8 = {.utf8 = true, .width = 80};

static inline char *rendered(const struct report *r, struct term_style style)
{
    static char *bytes; /* not a local: gcc takes what is in it for its address */
    static size_t n;
    FILE *out = open_memstream(&bytes, &n);
    report_term(out, r, &style);
    fclose(out);
    return bytes;
}

static inline void expect_screen(const struct report *r, struct term_style style, const char *want)
{
    char *got = rendered(r, style);
    ck_assert_str_eq(got, want);
    free(got);
}

static inline void expect_on_screen(const struct report *r, struct term_style style,
                                    const char *part)
{
    char *got = rendered(r, style);
    ck_assert_msg(strstr(got, part) != NULL, "not on the screen: %s\n%s", part, got);
    free(got);
}

static inline void expect_not_on_screen(const struct report *r, struct term_style style,
                                        const char *part)
{
    char *got = rendered(r, style);
    ck_assert_msg(strstr(got, part) == NULL, "on the screen: %s\n%s", part, got);
    free(got);
}

static inline struct term_style narrow(struct term_style style)
{
    style.width = 40;
    return style;
}

static inline struct term_style verbose(struct term_style style)
{
    style.verbose = true;
    return style;
}

/* ---- an answer with three failures ---- */

#define TEST_ROW(group_, name_, status_, message_, output_, points_, max_)                         \
    {                                                                                              \
        .group = group_, .name = name_, .status = status_, .message = message_, .output = output_, \
        .points = points_, .max_points = max_, .ms = 1                                             \
    }

static struct report_test tests[] = {
    TEST_ROW("basics", "the_worked_example", TEST_PASS, "", "", 10, 10),
    TEST_ROW("basics", "one_item", TEST_PASS, "", "debug\n", 10, 10),
    TEST_ROW("edges", "k_of_zero_is_refused", TEST_PASS, "", "", 10, 10),
    TEST_ROW("chance", "pairs_are_equally_likely", TEST_PASS, "", "", 20, 20),
    TEST_ROW("chance", "every_position_is_equally_likely", TEST_FAIL,
             "20,000 samples of k = 5 from 0..19: each position should be kept about 5,000 times\n"
             "  position 19   3,769    expected 5,000 ± 61\n",
             "i = 0\n\ti = 1\n", 0, 20),
    TEST_ROW("memory", "init_writes_k", TEST_CRASH, "", "", 0, 10),
    TEST_ROW("memory", "a_long_stream_ends", TEST_TIMEOUT, "it ran for more than 2,000 ms\nin push",
             "", 0, 10),
    TEST_ROW("memory", "no_leak", TEST_SKIPPED, "", "", 0, 10),
};

static inline struct report failed_report(void)
{
    struct report r = {
        .exercise = "reservoir", .track = "sampling", .level = "easy", .minutes = 20};
    r.submission = "exercises/reservoir/reservoir.c";
    r.verdict = VERDICT_FAIL;
    r.score = 78;
    r.max_score = 100;
    r.seed = 81;
    r.test = tests;
    r.n_tests = sizeof tests / sizeof *tests;
    r.bench_asked = true;
    return r;
}

#endif
