/* index.html from reports that are made up here: what stands where, and what must not. How it looks
 * and works, tests/class/page.sh sees. */
#include "grader/class_page.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/plot.h"
#include "tests/unit/folder.h"

enum { MOST = 600 };
#define HOSTILE "<u>\"x\" & 'y'\u202E\x01\uFFFE</u>"

static struct class c;
static struct kit k = {.root = "/nowhere", .build = "/nowhere"};
static struct roster_member members[MOST];
static struct roster_answer answers[MOST];
static struct report reports[MOST];
static const char *fault[MOST]; /* why there is no report */
static struct report_test failed[MOST];
static struct report_diagnosis diagnoses[MOST];
static struct report_speed speeds[MOST];
static const char *nothing_drawn, *remark;

/* In the place of the kit's: the real one would look into OUT. */
const char *class_report(const struct class *of, size_t i, struct report *r, struct arena *a)
{
    ck_assert_ptr_eq(of, &c);
    (void)a;
    *r = reports[i];
    return fault[i];
}

/* And of gnuplot's part: what it would draw into the folder. */
const char *plot_draw(const char *script, const char *where, struct arena *a)
{
    ck_assert_ptr_nonnull(strstr(script, "set output 'class-points.svg'"));
    (void)where, (void)a;
    return nothing_drawn;
}

const char *plot_inline(const char *where, const char *stem, struct arena *a)
{
    ck_assert_ptr_nonnull(where);
    return arena_printf(a, "<svg id=\"%s\"></svg>", stem);
}

static void begin(void)
{
    folder_begin();
    setenv("TZ", "UTC0", 1);
    nothing_drawn = remark = NULL;
    memset(fault, 0, sizeof fault);
    c = (struct class){.dir = "/home/x/group",
                       .out = folder,
                       .k = &k,
                       .seed = UINT64_MAX,
                       .bench = true,
                       .jailed = true};
    c.roster.member = members, c.roster.answer = answers;
}

static size_t joins(const char *name)
{
    size_t i = c.roster.n_members++;
    members[i] = (struct roster_member){
        .folder = name, .slug = arena_printf(&folder_arena, "m%zu", i), .name = name, .people = ""};
    return i;
}

/* The last member's answer; its content is its own, but for what begins alike. */
static struct report *hands_in(const char *exercise, const char *content, enum verdict verdict)
{
    size_t i = c.roster.n_answers++;
    answers[i] = (struct roster_answer){.member = c.roster.n_members - 1,
                                        .exercise = exercise,
                                        .found = arena_printf(&folder_arena, "f%zu.c", i)};
    snprintf(answers[i].sha256, sizeof answers[i].sha256, "%s", content);
    reports[i] = (struct report){.at_ms = 1795780800000 + (int64_t)i * 60000,
                                 .exercise = arena_copy(&folder_arena, exercise),
                                 .title = arena_copy(&folder_arena, "A title"),
                                 .verdict = verdict,
                                 .score = verdict == VERDICT_PASS ? 90 : 12.55,
                                 .max_score = 90};
    return &reports[i];
}

static void is_as_fast_as(struct report *r, double ratio)
{
    struct report_speed *s = &speeds[r - reports];
    *s = (struct report_speed){.conclusive = true,
                               .vs_reference = ratio,
                               .interval = {0.99 * ratio, 1.01 * ratio},
                               .reference = arena_copy(&folder_arena, "blas"),
                               .band = arena_copy(&folder_arena, "solid"),
                               .cpu = arena_copy(&folder_arena, "Abacus")};
    r->speed = s;
}

static void fails(struct report *r, const char *message)
{
    r->test = &failed[r - reports], r->n_tests = 1;
    *r->test = (struct report_test){.group = arena_copy(&folder_arena, "edges"),
                                    .name = arena_copy(&folder_arena, "nothing_is_nothing"),
                                    .status = TEST_FAIL,
                                    .message = arena_copy(&folder_arena, message)};
}

static void looks_like(struct report *r, const char *mistake, const char *says)
{
    r->diagnosis = &diagnoses[r - reports], r->n_diagnoses = 1;
    *r->diagnosis = (struct report_diagnosis){arena_copy(&folder_arena, mistake),
                                              arena_copy(&folder_arena, says), 1};
}

static char *text_of_page(void)
{
    struct stat st;
    FILE *f = fopen(in_folder("index.html"), "r");
    ck_assert(f && fstat(fileno(f), &st) == 0);
    char *page = arena_take(&folder_arena, (size_t)st.st_size + 1, 1);
    ck_assert_uint_eq(fread(page, 1, (size_t)st.st_size, f), (size_t)st.st_size);
    fclose(f);
    return page;
}

static char *written(const struct similar_pair *pair, size_t n)
{
    const char *error = class_page_write(&c, pair, n, remark, &folder_arena);
    ck_assert_msg(!error, "%s", error);
    return text_of_page();
}

/* From its heading to the end of the section. */
static char *section(const char *page, const char *id)
{
    const char *from = strstr(page, arena_printf(&folder_arena, "<section id=\"%s\"", id));
    ck_assert_msg(from != NULL, "no section %s", id);
    const char *to = strstr(from, "</section>");
    return arena_printf(&folder_arena, "%.*s", (int)(to - from), from);
}

static size_t times(const char *page, const char *words)
{
    size_t n = 0;
    for (; (page = strstr(page, words)); page += strlen(words)) n++;
    return n;
}

#define ck_has(page, words) ck_assert_msg(strstr(page, words) != NULL, "no %s", words)
#define ck_lacks(page, words) ck_assert_msg(strstr(page, words) == NULL, "%s", words)

START_TEST(a_cell_has_the_verdict_the_score_and_a_way_to_the_feedback)
{
    begin();
    joins("alice");
    hands_in("auc", "1", VERDICT_PASS);
    hands_in("bce", "2", VERDICT_FAIL);
    joins("bob");
    hands_in("bce", "3", VERDICT_NO_COMPILE);
    const char *page = written(NULL, 0), *table = section(page, "table");
    ck_has(table, "<th scope=\"row\" class=\"name\"><bdi>alice</bdi></th>"
                  "<td class=\"sum\" data-n=\"1\">1</td>"
                  "<td class=\"sum\" data-n=\"102.55\">102.5</td>"
                  "<td class=\"pass\" data-n=\"90\"><a href=\"#told-0\">");
    ck_has(table, "<td class=\"fail\" data-n=\"12.55\"><a href=\"#told-1\">"
                  "<i aria-hidden=\"true\">✗</i> 12.5 ");
    ck_has(table, "<td class=\"absent\">");
    ck_has(table, ">does not compile</small>");
    ck_has(page, "<pre id=\"told-2\">");
    ck_has(page, "href=\"feedback/m1/bce.json\"");
    folder_end();
}
END_TEST

START_TEST(what_has_no_verdict_has_no_figure_and_says_why)
{
    begin();
    joins("alice");
    hands_in("auc", "1", VERDICT_PASS);
    hands_in("bce", "2", VERDICT_PASS);
    hands_in("cos", "3", VERDICT_FAULT)->reason = arena_copy(&folder_arena, "no space left");
    fault[1] = "the node died";
    const char *page = written(NULL, 0), *table = section(page, "table");
    ck_has(table,
           "<td class=\"none\"><i aria-hidden=\"true\">?</i>  <small>no verdict</small></td>");
    ck_assert_uint_eq(times(table, "<td class=\"none\">"), 2);
    ck_has(table, "data-n=\"90\">90<br/><small>2 without a verdict</small></td>");
    ck_lacks(page, "told-1\"");
    ck_has(section(page, "notes"), "<code>f1.c</code>: the node died");
    ck_has(section(page, "notes"), "<code>f2.c</code>: no space left");
    folder_end();
}
END_TEST

START_TEST(no_word_from_outside_is_more_than_a_word)
{
    begin();
    c.dir = HOSTILE;
    c.roster.n_remarks = 1, c.roster.remark = (const char *[]){HOSTILE};
    for (int i = 0; i < 2; i++) {
        joins(HOSTILE);
        members[i].slug = "../\"<u>", members[i].people = HOSTILE, members[i].problem = HOSTILE;
        fails(hands_in("auc", "1", VERDICT_FAIL), HOSTILE);
        looks_like(&reports[2 * i], HOSTILE, HOSTILE);
        is_as_fast_as(hands_in("bce", "2", VERDICT_PASS), 0.5);
        answers[2 * i].found = answers[2 * i].problem = HOSTILE;
        reports[2 * i + 1].title = arena_copy(&folder_arena, HOSTILE);
        speeds[2 * i + 1].band = speeds[2 * i + 1].cpu = speeds[2 * i + 1].reference =
            arena_copy(&folder_arena, HOSTILE);
    }
    joins("carl");
    hands_in("bce", "3", VERDICT_REJECTED)->reason = arena_copy(&folder_arena, HOSTILE);
    is_as_fast_as(hands_in("cos", "4", VERDICT_PASS), 0.5);
    speeds[5].conclusive = false, speeds[5].why_not = arena_copy(&folder_arena, HOSTILE);
    joins("dan");
    hands_in("bce", "5", VERDICT_PASS);
    fault[6] = HOSTILE;
    nothing_drawn = remark = HOSTILE;
    const char *page = written((struct similar_pair[]){{.a = 0, .b = 2}}, 1);
    ck_assert_uint_ge(
        times(page, "&lt;u&gt;&quot;x&quot; &amp; &#39;y&#39;\uFFFD^A\uFFFD&lt;/u&gt;"), 25);
    ck_lacks(page, "<u>");
    ck_lacks(page, "\u202E");
    ck_lacks(page, "\uFFFE");
    ck_lacks(page, "\x01");
    ck_has(page, "feedback/%2E%2E%2F%22%3Cu%3E/auc.txt");
    folder_end();
}
END_TEST

/* The roster names the file in each of its words; here what is the same trouble is one heap. */
START_TEST(the_same_trouble_is_one_whoever_has_it)
{
    begin();
    for (size_t i = 0; i < 2; i++) {
        joins(i ? "bob" : "alice");
        hands_in("auc", "", VERDICT_REJECTED);
        answers[i].problem = i ? "f1.c is a FIFO" : "f0.c is a FIFO";
        reports[i].reason = arena_copy(&folder_arena, answers[i].problem);
    }
    joins("carl");
    members[2].problem = "carl is a link";
    const char *page = written(NULL, 0);
    ck_has(section(page, "wrong"), ">2 of 2<");
    ck_has(section(page, "notes"), "<code>f1.c</code>: is a FIFO</li>");
    ck_has(section(page, "notes"), "<li>carl is a link</li>");
    folder_end();
}
END_TEST

START_TEST(a_board_ranks_by_interval_and_says_what_is_identical)
{
    static const double ratio[] = {0.5, 0.505, 0.8, 0.8};
    begin();
    for (size_t i = 0; i < 4; i++) {
        joins((const char *[]){"alice", "bob", "carl", "dan"}[i]);
        is_as_fast_as(hands_in("auc", i < 2 ? i ? "b" : "a" : "same", VERDICT_PASS), ratio[i]);
    }
    joins("emmy");
    is_as_fast_as(hands_in("auc", "e", VERDICT_PASS), 7);
    speeds[4].conclusive = false, speeds[4].why_not = arena_copy(&folder_arena, "it wandered");
    joins("fay");
    hands_in("auc", "f", VERDICT_PASS);
    joins("grace");
    hands_in("auc", "g", VERDICT_FAIL);
    const char *boards = section(written(NULL, 0), "boards");
    const char *const order[] = {"#told-2", "#told-3", "#told-1", "#told-0", "#told-5", "#told-4"};
    const char *at = boards;
    for (size_t i = 0; i < 6; i++) {
        at = strstr(at, order[i]);
        ck_assert_msg(at != NULL, "%s is not where it should be", order[i]);
    }
    ck_assert_uint_eq(times(boards, "<td class=\"rank\">1<"), 2);
    ck_assert_uint_eq(times(boards, "<td class=\"rank\">3<"), 2);
    ck_has(boards, "the same answer, to the byte, as 1 other<");
    ck_has(boards, "the same answer, to the byte, as <bdi>carl</bdi>");
    ck_has(boards, "<td>0.80×</td><td class=\"soft\">0.79–0.81</td>");
    ck_has(boards, "speed not measured: <a href=\"#told-5\">");
    ck_has(boards, "<bdi>emmy</bdi></a>: it wandered");
    ck_lacks(boards, "7.0");
    ck_lacks(boards, "grace");
    folder_end();
}
END_TEST

START_TEST(what_the_group_gets_wrong_says_how_many_of_how_many_and_who)
{
    begin();
    joins("alice");
    fails(hands_in("auc", "1", VERDICT_FAIL), "got 3, expected 4");
    joins("bob");
    fails(hands_in("auc", "2", VERDICT_FAIL), "got 5, expected 4");
    looks_like(&reports[1], "first_forgotten", "No first.");
    joins("carl");
    hands_in("auc", "3", VERDICT_PASS);
    const char *wrong = section(written(NULL, 0), "wrong");
    const char *mistake = strstr(wrong, "No first."), *test = strstr(wrong, "edges/");
    ck_assert(mistake && test && mistake < test);
    ck_has(wrong, ">1 of 3<");
    ck_has(test - 400, ">2 of 3<");
    ck_has(test, "got 3, expected 4");
    ck_has(test, "<bdi>alice</bdi></a>, <a href=\"#told-1\"><bdi>bob</bdi></a></td>");
    folder_end();
}
END_TEST

START_TEST(pairs_are_to_be_looked_at_and_no_verdict)
{
    begin();
    joins("alice");
    hands_in("auc", "1", VERDICT_PASS);
    joins("bob");
    hands_in("auc", "2", VERDICT_PASS);
    joins("carl");
    hands_in("auc", "2", VERDICT_UNSOLVED);
    joins("dan");
    hands_in("auc", "1", VERDICT_PASS);
    remark = "12 are short";
    struct similar_pair pair[] = {
        {.a = 0, .b = 3, .percent_a = 100, .identical = true},
        {.a = 0, .b = 1, .percent_a = 91.4, .percent_b = 62.5, .own_a = 70}};
    const char *alike = section(written(pair, 2), "alike");
    ck_has(alike, "These are pairs to look at, and no finding.");
    ck_has(alike, "<p>12 are short</p>");
    ck_has(alike, "<bdi>alice</bdi></a></td><td>91 % of 70</td>");
    ck_has(alike, "<bdi>bob</bdi></a></td><td>62 % of 0</td>");
    ck_lacks(alike, "100 %");
    ck_has(alike, "<b>auc</b>: <a href=\"#told-0\"><bdi>alice</bdi></a>, "
                  "<a href=\"#told-3\"><bdi>dan</bdi></a></li>");
    ck_assert_uint_eq(times(alike, "<li>"), 1); /* an untouched stub is everybody's */
    alike = section(written(pair, 1), "alike");
    ck_lacks(alike, "Pairs to look at");
    ck_lacks(alike, "There is no pair to look at.");
    ck_has(section(written(pair, 0), "alike"), "There is no pair to look at.");
    ck_has(section(written(NULL, 0), "alike"), "Answers were not compared");
    folder_end();
}
END_TEST

START_TEST(what_was_not_measured_is_said)
{
    begin();
    joins("alice");
    hands_in("auc", "1", VERDICT_PASS);
    c.bench = false, c.jailed = false;
    nothing_drawn = "no gnuplot to draw with";
    const char *page = written(NULL, 0);
    ck_has(section(page, "boards"), "No speed was measured, as was asked.");
    ck_has(section(page, "notes"), "no speed was asked for");
    ck_has(section(page, "notes"), "without a jail");
    ck_has(section(page, "notes"), "without its plots: no gnuplot to draw with");
    ck_lacks(section(page, "spread"), "<svg");
    ck_has(section(page, "spread"), "<td>90</td><td>90</td><td>90</td>"); /* in numbers */
    ck_has(page, "seed <b>18446744073709551615</b>");
    ck_has(page, "Graded on 2026-11-27 12:00");
    folder_end();
}
END_TEST

START_TEST(a_page_of_nobody_is_a_page)
{
    begin();
    const char *page = written(NULL, 0);
    ck_has(page, "Nothing was graded · everyone with seed");
    ck_has(page, "</html>");
    joins("alice");
    ck_has(section(written(NULL, 0), "table"), "<bdi>alice</bdi>");
    folder_end();
}
END_TEST

START_TEST(a_large_group_is_told_in_files)
{
    begin();
    for (size_t i = 0; i < 501; i++) {
        joins("x");
        fails(hands_in("auc", arena_printf(&folder_arena, "%zu", i), VERDICT_FAIL), "no");
    }
    const char *page = written(NULL, 0);
    ck_has(page, "<a href=\"feedback/m500/auc.txt\">");
    ck_lacks(page, "<pre");
    ck_has(section(page, "wrong"), "<summary>and 493 more</summary>");
    c.roster.n_answers = c.roster.n_members = 500;
    ck_has(written(NULL, 0), "<pre id=\"told-499\">");
    folder_end();
}
END_TEST

START_TEST(what_cannot_be_written_is_one_line_and_leaves_the_old_page)
{
    begin();
    joins("alice");
    hands_in("auc", "1", VERDICT_PASS);
    const char *before = written(NULL, 0);
    ck_assert_str_eq(before, written(NULL, 0));
    char host[65] = "";
    gethostname(host, sizeof host - 1);
    const char *fresh = /* whole.h's name for it */
        in_folder(arena_printf(&folder_arena, ".index.html.%s.%d", host, (int)getpid()));
    ck_assert_int_eq(symlink("/dev/full", fresh), 0);
    const char *full = class_page_write(&c, NULL, 0, NULL, &folder_arena);
    ck_assert_msg(full && strstr(full, "index.html: No space left"), "%s", full);
    ck_assert_int_eq(access(fresh, F_OK), -1);
    ck_assert_str_eq(before, text_of_page());
    c.out = in_folder("not-there");
    const char *error = class_page_write(&c, NULL, 0, NULL, &folder_arena);
    ck_assert_msg(error && strstr(error, "not-there/index.html: No such file"), "%s", error);
    c.out = folder;
    mkdir(in_folder("full"), 0755);
    mkdir(in_folder("full/index.html"), 0755);
    c.out = in_folder("full");
    ck_assert_ptr_nonnull(class_page_write(&c, NULL, 0, NULL, &folder_arena));
    ck_assert_int_eq(rmdir(in_folder("full/index.html")), 0);
    ck_assert_msg(rmdir(in_folder("full")) == 0, "something was left behind");
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN("class_page", a_cell_has_the_verdict_the_score_and_a_way_to_the_feedback,
                    what_has_no_verdict_has_no_figure_and_says_why,
                    no_word_from_outside_is_more_than_a_word,
                    the_same_trouble_is_one_whoever_has_it,
                    a_board_ranks_by_interval_and_says_what_is_identical,
                    what_the_group_gets_wrong_says_how_many_of_how_many_and_who,
                    pairs_are_to_be_looked_at_and_no_verdict, what_was_not_measured_is_said,
                    a_page_of_nobody_is_a_page, a_large_group_is_told_in_files,
                    what_cannot_be_written_is_one_line_and_leaves_the_old_page);
}
