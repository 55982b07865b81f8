/* The page, whole; and whatever stands in a report, as a reader of GitHub's Markdown makes HTML of
 * it. */
#include <math.h>
#include <string.h>

#include "grader/remarks.h"
#include "grader/report_formats.h"
#include "grader/text.h"
#include "tests/unit/folder.h"
#include "tests/unit/screen.h"

static char *page_of(const struct report *r)
{
    static char *bytes; /* not a local: gcc takes what is in it for its address */
    static size_t n;
    FILE *out = open_memstream(&bytes, &n);
    report_format_of("markdown")(out, r);
    fclose(out);
    return bytes;
}

static void expect_page(const struct report *r, const char *want)
{
    char *got = page_of(r);
    ck_assert_str_eq(got, want);
    free(got);
}

static void expect_part(const struct report *r, const char *part)
{
    char *got = page_of(r);
    ck_assert_msg(strstr(got, part) != NULL, "not on the page: %s\n%s", part, got);
    free(got);
}

static void expect_no_part(const struct report *r, const char *part)
{
    char *got = page_of(r);
    ck_assert_msg(strstr(got, part) == NULL, "on the page: %s\n%s", part, got);
    free(got);
}

START_TEST(a_failed_answer_has_a_section_a_failure)
{
    char name[] = "draws_from_i", says[] = "The newest item is kept too rarely.";
    struct report_diagnosis known[] = {{name, says, 1}, {name, "*Or* not.", 1}};
    struct report r = failed_report();
    r.title = "Reservoir sampling";
    r.diagnosis = known, r.n_diagnoses = 2;
    expect_page(
        &r, "# Reservoir sampling\n"
            "\n"
            "**not yet · 78 of 100**\n"
            "\n"
            "reservoir · sampling · easy · 20 min · `exercises/reservoir/reservoir.c`\n"
            "\n"
            "| group | tests | points |\n"
            "|:--|:--|--:|\n"
            "| basics | ✓✓ | 20 of 20 |\n"
            "| edges | ✓ | 10 of 10 |\n"
            "| chance | ✓✗ | 20 of 40 |\n"
            "| memory | \\!⏱- | 0 of 30 |\n"
            "\n"
            "## What failed\n"
            "\n"
            "### ✗ `every_position_is_equally_likely`\n"
            "\n"
            "```text\n"
            "20,000 samples of k = 5 from 0..19: each position should be kept about 5,000 times\n"
            "  position 19   3,769    expected 5,000 ± 61\n"
            "```\n"
            "\n"
            "**This looks like a known mistake:** The newest item is kept too rarely.\n"
            "\n"
            "**Or:** \\*Or\\* not.\n"
            "\n"
            "It printed:\n"
            "\n"
            "```text\n"
            "i = 0\n"
            "    i = 1\n"
            "```\n"
            "\n"
            "To see it again:\n"
            "\n"
            "```sh\n"
            "make grade EX=reservoir TEST=every_position_is_equally_likely SEED=81\n"
            "```\n"
            "\n"
            "### ! `init_writes_k`\n"
            "\n"
            "```text\n"
            "it crashed\n"
            "```\n"
            "\n"
            "To see it again:\n"
            "\n"
            "```sh\n"
            "make grade EX=reservoir TEST=init_writes_k SEED=81\n"
            "```\n"
            "\n"
            "### ⏱ `a_long_stream_ends`\n"
            "\n"
            "```text\n"
            "it ran for more than 2,000 ms\n"
            "in push\n"
            "```\n"
            "\n"
            "To see it again:\n"
            "\n"
            "```sh\n"
            "make grade EX=reservoir TEST=a_long_stream_ends SEED=81\n"
            "```\n"
            "\n"
            "## What to do next\n"
            "\n"
            "```sh\n"
            "make hint EX=reservoir\n"
            "```\n"
            "\n");
}
END_TEST

START_TEST(tests_that_ended_alike_are_told_of_once)
{
    struct report_test alike[] = {
        TEST_ROW("basics", "one_item", TEST_CRASH, "signal 11", "", 0, 1),
        TEST_ROW("basics", "two_items", TEST_CRASH, "signal 11", "", 0, 1),
        TEST_ROW("basics", "three_items", TEST_FAIL, "signal 11", "", 0, 1),
        TEST_ROW("edges", "no_item", TEST_CRASH, "signal 11", "", 0, 1)};
    struct report r = failed_report();
    r.test = alike, r.n_tests = 4;
    expect_part(&r, "### ! `one_item`\n\n```text\nsignal 11\n```\n\n"
                    "The same way ended `two_items`, `no_item`.\n\nTo see");
    expect_part(&r, "### ✗ `three_items`\n");
    expect_no_part(&r, "### ! `two_items`");
}
END_TEST

static struct report_size sizes[] = {
    {.n = 100, .yours_ns = 3000, .plain_ns = NAN, .blas_ns = NAN, .fast_ns = 15, .limit_ns = NAN},
    {.n = 1000,
     .graded = true,
     .yours_ns = 21700,
     .plain_ns = 410000,
     .blas_ns = NAN,
     .fast_ns = 13400,
     .limit_ns = 3300}};

static struct report passed_report(struct report_speed *s)
{
    static struct report_test one[] = {
        TEST_ROW("basics", "the_worked_example", TEST_PASS, "", "", 90, 90)};
    struct report r = failed_report();
    *s = (struct report_speed){.conclusive = true,
                               .band = "solid",
                               .reference = "fast",
                               .unit = "item",
                               .limit = "memory",
                               .vs_reference = 0.62,
                               .interval = {0.6, 0.64},
                               .of_limit = 0.152,
                               .growth = 1.01,
                               .growth_says = "n log n",
                               .size = sizes,
                               .n_sizes = 2,
                               .next_band = "reference class",
                               .next_from = 0.67};
    r.verdict = VERDICT_PASS;
    r.test = one, r.n_tests = 1;
    r.score = 94;
    r.speed = s;
    r.heap.known = true;
    return r;
}

START_TEST(a_right_answer_has_its_speed_and_what_comes_next)
{
    struct report_speed s;
    struct report r = passed_report(&s);
    expect_page(&r, "# reservoir\n"
                    "\n"
                    "**pass · 94 of 100 · solid; reference class begins at 0.67×**\n"
                    "\n"
                    "reservoir · sampling · easy · 20 min · `exercises/reservoir/reservoir.c`\n"
                    "\n"
                    "| group | tests | points |\n"
                    "|:--|:--|--:|\n"
                    "| basics | ✓ | 90 of 90 |\n"
                    "\n"
                    "## Speed\n"
                    "\n"
                    "| | ns an item | |\n"
                    "|:--|--:|:--|\n"
                    "| plain | 410 |  |\n"
                    "| **yours** | 21.7 | 0.62× the reference (0.60–0.64) |\n"
                    "| fast | 13.4 |  |\n"
                    "| limit | 3.3 | memory |\n"
                    "\n"
                    "grows as n^1.01, expected n log n · no allocations\n"
                    "\n"
                    "## What to do next\n"
                    "\n"
                    "```sh\n"
                    "make debrief EX=reservoir\n"
                    "```\n"
                    "\n");
}
END_TEST

START_TEST(a_bench_has_every_size_and_its_loops)
{
    struct report_speed s;
    struct report r = passed_report(&s);
    struct remark loops[] = {{12, "    for (;;) `x`", true, false, "vectorised"},
                             {3, "", false, false, "not vectorised: it calls f"}};
    s.every_rung = true, s.left_out = "n = 1,000,000 took too long";
    r.remark = loops, r.n_remarks = 2;
    expect_part(&r, "| n | yours | plain | blas | fast | limit |\n"
                    "|--:|--:|--:|--:|--:|--:|\n"
                    "| 100 | 30 |  |  | 0.15 |  |\n"
                    "| 1,000 | 21.7 | 410 |  | 13.4 | 3.3 |\n"
                    "\n"
                    "n = 1,000,000 took too long\n");
    expect_part(&r, "## What the compiler made of the loops\n"
                    "\n"
                    "- line 12, `` for (;;) `x` ``: vectorised\n"
                    "- line 3: not vectorised: it calls f\n");
}
END_TEST

START_TEST(an_inconclusive_measurement_has_its_reason_and_no_figure)
{
    struct report_speed s;
    struct report r = passed_report(&s);
    s.conclusive = false, s.why_not = "another program ran";
    expect_part(&r, "**pass · 94 of 100**\n");
    expect_part(&r, "## Speed\n\nInconclusive: another program ran\n\nno allocations\n");
    expect_no_part(&r, "0.62");
    r.speed = NULL;
    expect_part(&r, "## Speed\n\nnot measured: the references are not in this kit\n\n");
}
END_TEST

START_TEST(what_does_not_compile_has_the_compilers_words)
{
    struct report_finding errors[] = {
        {"expected ';' before '}' token", "reservoir.c", 12, "    return ML_OK"},
        {"expected declaration", "reservoir.c", 13, NULL}};
    struct report r = failed_report();
    r.verdict = VERDICT_NO_COMPILE, r.n_tests = 0, r.reason = "it does not compile";
    r.finding = errors, r.n_findings = 2;
    r.warning = (char *[]){"reservoir.c:1:1: unused 'x'"}, r.n_warnings = 1;
    expect_part(&r, "**does not compile**\n");
    expect_part(&r, "it does not compile\n"
                    "\n"
                    "## What does not compile\n"
                    "\n"
                    "```text\n"
                    "reservoir.c:12: expected ';' before '}' token\n"
                    "    return ML_OK\n"
                    "```\n"
                    "\n"
                    "```text\n"
                    "reservoir.c:13: expected declaration\n"
                    "```\n"
                    "\n"
                    "## Warnings from the compiler\n"
                    "\n"
                    "```text\n"
                    "reservoir.c:1:1: unused 'x'\n"
                    "```\n");
    r.n_findings = 0, r.compiler_log = "ld: killed\n";
    expect_part(&r, "## All that the compiler said\n\n```text\nld: killed\n```\n");
}
END_TEST

START_TEST(a_reason_is_prose_or_a_block_of_lines)
{
    struct report r = failed_report();
    r.verdict = VERDICT_REJECTED, r.n_tests = 0, r.reason = "it *defines* main";
    expect_part(&r, "**rejected**\n");
    expect_part(&r, "\n\nit \\*defines\\* main\n\n");
    r.reason = "it defines\n  main\n";
    expect_part(&r, "\n\n```text\nit defines\n  main\n```\n\n");
    expect_no_part(&r, "What to do next");
}
END_TEST

START_TEST(the_stub_has_its_first_steps)
{
    struct report r = failed_report();
    r.verdict = VERDICT_UNSOLVED;
    r.submission = "ada/reservoir.c", r.own = true;
    expect_part(&r, "**nothing to grade yet**\n");
    r.before = 3;
    expect_part(&r, "graded is kept: make restore EX=reservoir AT=3\n\n## What to do next\n");
    r.before = 0;
    expect_part(&r, "The stub is untouched, so there is nothing to grade yet. Good luck!\n"
                    "\n"
                    "## What to do next\n"
                    "\n"
                    "- read `exercises/reservoir/README.md`\n"
                    "- write `exercises/reservoir/reservoir.c`\n"
                    "- grade:\n"
                    "\n"
                    "```sh\n"
                    "make grade EX=reservoir\n"
                    "```\n");
}
END_TEST

START_TEST(long_output_is_cut_and_said_to_be)
{
    char lines[401];
    for (size_t i = 0; i < 400; i += 2) memcpy(lines + i, "a\n", 2);
    lines[400] = '\0';
    struct report_test one[] = {TEST_ROW("basics", "prints", TEST_FAIL, "wrong", lines, 0, 1)};
    struct report r = failed_report();
    r.test = one, r.n_tests = 1;
    expect_part(&r, "a\na\n```\n\n… 160 more lines\n\nTo see");
}
END_TEST

/* ---- as a reader shows it ---- */

/* Everything that anybody else wrote. */
static struct report hostile_report(char *words)
{
    static struct report_test test[2];
    static struct report_diagnosis diagnosis;
    static struct report_finding finding;
    static struct remark loop;
    static struct report_speed s;
    static char *warning[1];
    struct report r = passed_report(&s);
    test[0] = (struct report_test){words, words, TEST_FAIL, words, NULL, words, 1, 2, 3, 0, NULL};
    test[1] = (struct report_test){words, words, TEST_CRASH, "", words, words, 1, 2, 3, 0, NULL};
    diagnosis = (struct report_diagnosis){words, words, 1};
    finding = (struct report_finding){words, words, 3, words};
    loop = (struct remark){1, words, true, false, words};
    s.unit = s.band = s.limit = s.growth_says = s.next_band = s.left_out = words;
    s.every_rung = true;
    warning[0] = words;
    r.exercise = r.title = r.track = r.level = r.submission = r.reason = r.only = words;
    r.test = test, r.n_tests = 2, r.diagnosis = &diagnosis, r.n_diagnoses = 1;
    r.finding = &finding, r.n_findings = 1, r.remark = &loop, r.n_remarks = 1;
    r.warning = warning, r.n_warnings = 1, r.compiler_log = words;
    return r;
}

static char *as_html(const struct report *r)
{
    struct text html = {0};
    char piece[4096], *page = page_of(r);
    folder_file("page.md", page);
    const char *command = arena_printf(
        &folder_arena, "cmark-gfm --unsafe -e table -e autolink -e strikethrough -e tasklist %s",
        in_folder("page.md"));
    FILE *p = popen(command, "r");
    for (size_t n; (n = fread(piece, 1, sizeof piece, p)) > 0;) text_put(&html, piece, n);
    ck_assert_int_eq(pclose(p), 0);
    free(page);
    return html.bytes;
}

/* Every tag in it is one that the page is made of; there is no comment. */
static void expect_own_tags(const char *html)
{
    static const char *const own[] = {"h1>",
                                      "h2>",
                                      "h3>",
                                      "p>",
                                      "strong>",
                                      "code>",
                                      "code class=\"language-text\">",
                                      "code class=\"language-sh\">",
                                      "pre>",
                                      "ul>",
                                      "li>",
                                      "table>",
                                      "thead>",
                                      "tbody>",
                                      "tr>",
                                      "th>",
                                      "td>",
                                      "th align=\"left\">",
                                      "th align=\"right\">",
                                      "td align=\"left\">",
                                      "td align=\"right\">"};
    for (const char *at = html; (at = strchr(at, '<'));) {
        size_t i = 0, n = sizeof own / sizeof *own;
        at += 1 + (at[1] == '/');
        while (i < n && strncmp(at, own[i], strlen(own[i])) != 0) i++;
        ck_assert_msg(i < n, "<%.60s", at);
    }
}

START_TEST(nothing_in_a_report_becomes_html_link_or_image)
{
    static char *const words[] = {
        "```\n<script>alert(1)</script>\n[a](http://evil.example)\n```",
        "````\n~~~\n# heading\n<img src=x>",
        "![x](http://evil.example/x.png) <a href='http://evil.example'>a</a>",
        "</code></pre><h1>x</h1>",
        "| a | b |\n|---|---|\n| [c](d) | <b> |",
        "www.evil.example http://evil.example me@evil.example @someone #1",
        "[x]: http://evil.example\n[x]\n[^1]: y",
        "`` ` ``` <b>",
        "\n\n<div>\n\n- x\n\n1. y\n\n> z\n\n---\n\n===\n",
        "**\n__ *a* <!-- x -->",
        "$\\href{javascript:alert(1)}{x}$ &lt;b&gt;",
        "\\",
        "\xFF\x1B]8;;http://evil.example\x07x\x1B]8;;\x07"};
    static const enum verdict verdicts[] = {VERDICT_PASS, VERDICT_FAIL, VERDICT_UNSOLVED,
                                            VERDICT_NO_COMPILE, VERDICT_REJECTED};
    if (system("command -v cmark-gfm >/dev/null 2>&1") != 0) return;
    folder_begin();
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct report r = hostile_report(words[i]);
        for (size_t v = 0; v < sizeof verdicts / sizeof *verdicts; v++) {
            r.verdict = verdicts[v];
            if (r.verdict <= VERDICT_FAIL) r.reason = NULL;
            char *html = as_html(&r);
            expect_own_tags(html);
            free(html);
            r.reason = words[i];
        }
    }
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "report_markdown", a_failed_answer_has_a_section_a_failure,
        tests_that_ended_alike_are_told_of_once, a_right_answer_has_its_speed_and_what_comes_next,
        a_bench_has_every_size_and_its_loops,
        an_inconclusive_measurement_has_its_reason_and_no_figure,
        what_does_not_compile_has_the_compilers_words, a_reason_is_prose_or_a_block_of_lines,
        the_stub_has_its_first_steps, long_output_is_cut_and_said_to_be,
        nothing_in_a_report_becomes_html_link_or_image);
}
