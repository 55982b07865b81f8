/* A class's results, of reports that are made up here: class_report is this file's. */
#include "grader/class_results.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/json_read.h"
#include "grader/report_formats.h"
#include "grader/scratch.h"
#include "tests/unit/folder.h"
#include "tests/unit/screen.h"

/* ---- a class ---- */

static struct arena arena;
static struct report_speed speed;
static struct report_diagnosis diagnosis = {"draws_from_i", "The newest item is kept too rarely.",
                                            1};
static struct report_finding finding = {"expected ';'", "kmeans.c", 12, "int x"};
static bool conclusive = true;
static size_t weight; /* bytes that each report takes */

enum { ALICE, FORMULA, NEWLINE, EMPTY, GONE, MEMBERS };
enum { PASSED, FAILED, HOSTILE, BROKEN, LOST, REFUSED, ANSWERS };

static struct roster_member member[MEMBERS] = {
    [ALICE] = {"alice", "alice", "alice", "Alice A., Bob", NULL},
    [FORMULA] = {"=1+1", "1-1-abc", "=1+1", "=HYPERLINK(\"http://x\",\"y\")", NULL},
    [NEWLINE] = {"new\nline, \"quoted\"", "new-line-abc", "new\nline, \"quoted\"", "<b>&é", NULL},
    [EMPTY] = {"empty", "empty", "empty", "", NULL},
    [GONE] = {"gone", "gone", "gone", "  @sum", "gone is a link, and none is followed"},
};
static struct roster_answer answer[ANSWERS] = {
    [PASSED] = {ALICE, "reservoir", "alice/reservoir.c", NULL, "aa"},
    [FAILED] = {ALICE, "roc_auc", "alice/roc_auc.c", NULL, "bb"},
    [HOSTILE] = {FORMULA, "reservoir", "=1+1/reservoir.c", NULL, "cc"},
    [BROKEN] = {NEWLINE, "kmeans", "new\nline, \"quoted\"/kmeans.c", NULL, "dd"},
    [LOST] = {NEWLINE, "reservoir", "new\nline, \"quoted\"/reservoir.c", NULL, "ee"},
    [REFUSED] = {NEWLINE, "roc_auc", "new\nline, \"quoted\"/roc_auc.c",
                 "new\nline, \"quoted\"/roc_auc.c is larger than 1 MB", ""},
};
static const char *remark[] = {"notes.txt lies in nobody's folder", "\x1B[31m <&> \"x\""};

static struct class class_of(void)
{
    return (struct class){.dir = "group",
                          .out = folder,
                          .seed = UINT64_MAX,
                          .bench = true,
                          .jailed = true,
                          .roster = {MEMBERS, member, ANSWERS, answer, 2, remark}};
}

static void make_passed(struct report *r)
{
    static struct report_test one[] = {
        TEST_ROW("basics", "the_worked_example", TEST_PASS, "", "", 90, 90)};
    speed = (struct report_speed){.conclusive = conclusive,
                                  .band = "solid",
                                  .vs_reference = 0.62,
                                  .interval = {0.6, 0.64},
                                  .of_limit = NAN,
                                  .growth = NAN};
    r->verdict = VERDICT_PASS, r->score = 97.25, r->speed = &speed;
    r->test = one, r->n_tests = 1;
}

static void make_hostile(struct report *r)
{
    static struct report_test one[] = {TEST_ROW(
        "-2+3", "\"a\", b\r\n", TEST_FAIL, "<]]>&\x01\xFF\nok 1\n...\n---", "# \\ \x1B", 0, 5)};
    r->test = one, r->n_tests = 1;
}

const char *class_report(const struct class *c, size_t i, struct report *r, struct arena *a)
{
    *r = failed_report();
    if (weight) memset(arena_take(a, weight, 1), 1, weight);
    if (c->roster.answer != answer) i = PASSED; /* all of them */
    r->exercise = arena_copy(a, answer[i].exercise);
    r->submission = arena_copy(a, answer[i].found);
    r->seed = c->seed;
    r->own = true;
    if (i == LOST) return "the node died";
    if (i == PASSED) make_passed(r);
    if (i == FAILED) r->diagnosis = &diagnosis, r->n_diagnoses = 1;
    if (i == HOSTILE) make_hostile(r);
    if (i >= BROKEN) r->n_tests = 0, r->score = r->max_score = 0;
    if (i == BROKEN) r->verdict = VERDICT_NO_COMPILE, r->finding = &finding, r->n_findings = 1;
    if (i == REFUSED) r->verdict = VERDICT_REJECTED, r->reason = arena_copy(a, answer[i].problem);
    return NULL;
}

/* ---- what is written ---- */

static const char *bytes_of(const char *name)
{
    char *bytes;
    size_t n;
    const char *error = scratch_read(in_folder(name), 1 << 20, &arena, &bytes, &n);
    ck_assert_msg(!error, "%s: %s", name, error);
    return bytes;
}

static void write_results(void)
{
    struct class c = class_of();
    const char *error = class_results_write(&c, &arena);
    ck_assert_msg(!error, "%s", error);
}

START_TEST(the_table_for_programs_has_a_row_an_answer)
{
    folder_begin();
    write_results();
    ck_assert_str_eq(
        bytes_of("results.csv"),
        "member,slug,people,exercise,file,verdict,score,max_score,tests,passed,vs_reference,"
        "vs_least,vs_most,band,first_failure,mistake,reason,source_sha256\r\n"
        "alice,alice,\"Alice A., Bob\",reservoir,alice/reservoir.c,pass,97.25,100,1,1,0.62,0.6,"
        "0.64,solid,,,,aa\r\n"
        "alice,alice,\"Alice A., Bob\",roc_auc,alice/roc_auc.c,fail,78,100,8,4,,,,,"
        "chance/every_position_is_equally_likely,draws_from_i,,bb\r\n"
        "'=1+1,1-1-abc,\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",reservoir,'=1+1/reservoir.c,"
        "fail,78,100,1,0,,,,,\"'-2+3/\"\"a\"\", b^M^J\",,,cc\r\n"
        "\"new^Jline, \"\"quoted\"\"\",new-line-abc,<b>&é,kmeans,"
        "\"new^Jline, \"\"quoted\"\"/kmeans.c\",no-compile,0,0,0,0,,,,,,,"
        "kmeans.c:12: expected ';',dd\r\n"
        "\"new^Jline, \"\"quoted\"\"\",new-line-abc,<b>&é,reservoir,"
        "\"new^Jline, \"\"quoted\"\"/reservoir.c\",none,,,,,,,,,,,the node died,ee\r\n"
        "\"new^Jline, \"\"quoted\"\"\",new-line-abc,<b>&é,roc_auc,"
        "\"new^Jline, \"\"quoted\"\"/roc_auc.c\",rejected,0,0,0,0,,,,,,,"
        "\"new^Jline, \"\"quoted\"\"/roc_auc.c is larger than 1 MB\",\r\n"
        "empty,empty,,,,none,,,,,,,,,,,nothing was handed in,\r\n"
        "gone,gone,'  @sum,,,none,,,,,,,,,,,\"gone is a link, and none is followed\",\r\n");
    folder_end();
}
END_TEST

/* A value by its place: "members", 0, "answers"; as text. */
static void expect_json(const cJSON *node, const char *want)
{
    char *got = cJSON_PrintUnformatted(node);
    ck_assert_str_eq(got, want);
    free(got);
}

static cJSON *results_json(void)
{
    struct json_error broken;
    cJSON *root = json_read(bytes_of("results.json"), &broken);
    ck_assert_msg(root != NULL, "line %d: %s, not %.60s", broken.line, broken.expected, broken.at);
    return root;
}

#define VERDICTS(pass_, fail_, broken_, rejected_, none_)                                          \
    "\"verdicts\":{\"pass\":" #pass_ ",\"fail\":" #fail_                                           \
    ",\"unsolved\":0,\"no-compile\":" #broken_ ",\"rejected\":" #rejected_                         \
    ",\"fault\":0,\"none\":" #none_ "}}"

START_TEST(the_object_has_members_with_their_answers_and_sums)
{
    folder_begin();
    write_results();
    const char *text = bytes_of("results.json");
    ck_assert_ptr_eq(strstr(text, "{\"format\":\"mlkata-class\",\"version\":1,\"seed\":"
                                  "18446744073709551615,\"exercise\":null,\"jailed\":true,"
                                  "\"bench\":true,"),
                     text);
    cJSON *root = results_json(), *all = cJSON_GetObjectItem(root, "members");
    ck_assert_int_eq(cJSON_GetArraySize(all), MEMBERS);
    expect_json(
        cJSON_GetArrayItem(all, EMPTY),
        "{\"name\":\"empty\",\"slug\":\"empty\",\"people\":\"\",\"problem\":null,"
        "\"answers\":[],\"totals\":{\"answers\":0,\"score\":0," VERDICTS(0, 0, 0, 0, 0) "}");
    const cJSON *alice = cJSON_GetObjectItem(cJSON_GetArrayItem(all, ALICE), "answers");
    expect_json(cJSON_GetArrayItem(alice, 0),
                "{\"exercise\":\"reservoir\",\"file\":\"alice/reservoir.c\",\"source_sha256\":"
                "\"aa\",\"verdict\":\"pass\",\"reason\":null,\"score\":97.25,\"max_score\":100,"
                "\"tests\":1,\"failed\":[],\"mistakes\":[],\"vs_reference\":0.62,\"interval\":"
                "[0.6,0.64],\"band\":\"solid\",\"feedback\":\"feedback/alice/reservoir\"}");
    expect_json(cJSON_GetObjectItem(cJSON_GetArrayItem(alice, 1), "mistakes"),
                "[{\"mistake\":\"draws_from_i\",\"says\":\"The newest item is kept too rarely.\","
                "\"agreement\":1}]");
    const cJSON *newline = cJSON_GetArrayItem(all, NEWLINE);
    expect_json(cJSON_GetArrayItem(cJSON_GetObjectItem(newline, "answers"), 1),
                "{\"exercise\":\"reservoir\",\"file\":\"new\\nline, \\\"quoted\\\"/reservoir.c\","
                "\"source_sha256\":\"ee\",\"verdict\":null,\"reason\":\"the node died\","
                "\"score\":null,\"max_score\":null,\"tests\":0,\"failed\":[],\"mistakes\":[],"
                "\"vs_reference\":null,\"interval\":null,\"band\":null,\"feedback\":null}");
    expect_json(cJSON_GetObjectItem(newline, "totals"),
                "{\"answers\":3,\"score\":0," VERDICTS(0, 0, 1, 1, 1));
    expect_json(
        cJSON_GetArrayItem(cJSON_GetObjectItem(root, "exercises"), 1),
        "{\"exercise\":\"reservoir\",\"answers\":3,\"score\":175.25," VERDICTS(1, 1, 0, 0, 1));
    expect_json(cJSON_GetObjectItem(root, "totals"),
                "{\"members\":5,\"answers\":6,\"score\":253.25," VERDICTS(1, 2, 1, 1, 1));
    cJSON_Delete(root);
    folder_end();
}
END_TEST

START_TEST(a_measurement_without_a_conclusion_has_no_figures)
{
    folder_begin();
    conclusive = false;
    write_results();
    ck_assert_ptr_nonnull(strstr(bytes_of("results.csv"), ",pass,97.25,100,1,1,,,,,,,,aa\r\n"));
    ck_assert_ptr_nonnull(strstr(bytes_of("results.json"),
                                 "\"vs_reference\":null,\"interval\":null,\"band\":null,"
                                 "\"feedback\":\"feedback/alice/reservoir\""));
    folder_end();
}
END_TEST

static char *rendered_as(report_format write, const struct report *r)
{
    static char *bytes;
    static size_t n;
    FILE *out = open_memstream(&bytes, &n);
    write(out, r);
    fclose(out);
    return bytes;
}

START_TEST(everybody_is_told_in_every_format)
{
    struct class c;
    struct report r;
    folder_begin();
    write_results();
    c = class_of();
    class_report(&c, HOSTILE, &r, &arena);
    for (const struct report_writer *w = report_writers; w->name; w++) {
        char *want = rendered_as(w->write, &r);
        const char *name = arena_printf(&arena, "feedback/1-1-abc/reservoir%s", w->ending);
        ck_assert_str_eq(bytes_of(name), want);
        free(want);
    }
    struct term_style style = {.utf8 = true, .width = 100};
    char *want = rendered(&r, style);
    ck_assert_str_eq(bytes_of("feedback/1-1-abc/reservoir.txt"), want);
    ck_assert_ptr_null(strstr(want, "SUBMISSION=")); /* it is their own file */
    free(want);
    folder_end();
}
END_TEST

START_TEST(who_has_no_verdict_is_told_nothing_old)
{
    folder_begin();
    mkdir(in_folder("feedback"), 0755);
    mkdir(in_folder("feedback/new-line-abc"), 0755);
    folder_file("feedback/new-line-abc/reservoir.md", "of an earlier run");
    folder_file("feedback/new-line-abc/mine.md", "somebody's");
    write_results();
    ck_assert_int_ne(access(in_folder("feedback/new-line-abc/reservoir.md"), F_OK), 0);
    ck_assert_int_eq(access(in_folder("feedback/new-line-abc/mine.md"), F_OK), 0);
    ck_assert_int_eq(access(in_folder("feedback/new-line-abc/kmeans.md"), F_OK), 0);
    folder_end();
}
END_TEST

static size_t most_memory(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (size_t)used.ru_maxrss << 10;
}

START_TEST(memory_does_not_grow_with_the_number_of_reports)
{
    enum { MANY = 200 };
    static struct roster_answer many[MANY];
    struct term t = {.out = fopen("/dev/null", "w"), .style = &utf8};
    if (UNIT_SANITIZED) return; /* which keeps what was freed */
    folder_begin();
    struct class c = class_of();
    for (size_t i = 0; i < MANY; i++) many[i] = answer[PASSED];
    c.roster.answer = many, c.roster.n_answers = MANY;
    weight = 1 << 20;
    size_t before = most_memory();
    ck_assert_ptr_null(class_results_write(&c, &arena));
    ck_assert_ptr_null(class_results_show(&t, &c, &arena));
    ck_assert_uint_lt(most_memory() - before, 20 * weight);
    fclose(t.out);
    folder_end();
}
END_TEST

/* ---- what cannot be written ---- */

static void expect_refused(const char *words)
{
    struct class c = class_of();
    const char *error = class_results_write(&c, &arena);
    ck_assert_msg(error && strstr(error, words), "%s, not %s", error ? error : "fine", words);
}

/* Nothing of what was begun is left. */
static void expect_files(const char *want)
{
    char names[200] = "";
    FILE *p = popen(arena_printf(&arena, "cd '%s' && ls -A | tr '\\n' ' '", folder), "r");
    ck_assert_ptr_nonnull(fgets(names, sizeof names, p));
    pclose(p);
    ck_assert_str_eq(names, want);
}

START_TEST(what_cannot_be_written_is_named_and_what_was_there_stays)
{
    folder_begin();
    folder_file("results.csv", "old");
    folder_file("feedback", "a file");
    expect_refused("/feedback/alice: Not a directory");
    ck_assert_str_eq(bytes_of("results.csv"), "old");
    expect_files("feedback results.csv ");
    unlink(in_folder("feedback"));
    mkdir(in_folder("results.json"), 0755);
    expect_refused("/results.json: Is a directory");
    expect_files("feedback results.csv results.json ");
    rmdir(in_folder("results.json"));
    unlink(in_folder("results.csv"));
    mkdir(in_folder("results.csv"), 0755);
    expect_refused("/results.csv: Is a directory");
    expect_files("feedback results.csv ");
    struct class c = class_of();
    c.out = "/nonexistent/out";
    const char *error = class_results_write(&c, &arena);
    ck_assert_str_eq(error, "/nonexistent/out/results.csv: No such file or directory");
    folder_end();
}
END_TEST

/* ---- as others read it ---- */

START_TEST(others_read_all_of_it)
{
    folder_begin();
    write_results();
    const char *command = arena_printf(&arena, "tests/class/results.sh '%s'", folder);
    ck_assert_int_eq(system(command), 0);
    folder_end();
}
END_TEST

/* ---- on a terminal ---- */

static char *shown(const struct class *c, struct term_style style)
{
    static char *bytes;
    static size_t n;
    FILE *out = open_memstream(&bytes, &n);
    struct term t = {.out = out, .style = &style};
    ck_assert_ptr_null(class_results_show(&t, c, &arena));
    fclose(out);
    return bytes;
}

static void expect_table(const struct class *c, struct term_style style, const char *want)
{
    char *got = shown(c, style);
    ck_assert_str_eq(got, want);
    free(got);
}

START_TEST(the_table_has_a_line_a_member_and_a_column_an_exercise)
{
    struct class c = class_of();
    expect_table(
        &c, utf8,
        "  member               passed  points    kmeans  reservoir   roc_auc\n"
        "  alice                1 of 2   175.2         –     97.2 ✓      78 ✗\n"
        "  =1+1                 0 of 1      78         –       78 ✗         –\n"
        "  new^Jline, \"quoted\"  0 of 3       0  no build       none  rejected\n"
        "  empty                0 of 0       0         –          –         –\n"
        "  gone                 0 of 0       0         –          –         –\n"
        "  all                  1 of 6   253.2    0 of 1     1 of 3    0 of 2\n"
        "\n"
        "  6 answers of 5 members · 1 pass · 2 not yet · 1 not compiling · 1 rejected · 1\n"
        "    without a verdict\n"
        "\n"
        "  gone is a link, and none is followed\n"
        "  new^Jline, \"quoted\"/roc_auc.c is larger than 1 MB\n");
}
END_TEST

START_TEST(a_narrow_terminal_gets_blocks_and_numbers)
{
    struct class c = class_of();
    struct term_style ascii = {.width = 40};
    c.roster.n_members = 2, c.roster.n_answers = 3;
    expect_table(&c, ascii,
                 "  1 reservoir   2 roc_auc\n"
                 "\n"
                 "  member    passed  points       1\n"
                 "  alice     1 of 2   175.2  97.2 .\n"
                 "  =1+1      0 of 1      78    78 x\n"
                 "  all       1 of 3   253.2  1 of 2\n"
                 "\n"
                 "  member         2\n"
                 "  alice       78 x\n"
                 "  =1+1           -\n"
                 "  all       0 of 1\n"
                 "\n"
                 "  3 answers of 2 members - 1 pass - 2\n"
                 "    not yet\n");
}
END_TEST

START_TEST(a_name_in_the_legend_stays_beside_its_number)
{
    struct class c = class_of();
    struct roster_answer two[] = {answer[PASSED], answer[FAILED]};
    two[0].exercise = "logistic_regression", two[1].exercise = "softmax_cross_entropy";
    c.roster.answer = two, c.roster.n_answers = 2, c.roster.n_members = 1;
    char *got = shown(&c, narrow(utf8));
    const char *want = "  1 logistic_regression\n  2 softmax_cross_entropy\n\n  member ";
    ck_assert_msg(strncmp(got, want, strlen(want)) == 0, "%s", got);
    free(got);
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "class_results", the_table_for_programs_has_a_row_an_answer,
        the_object_has_members_with_their_answers_and_sums,
        a_measurement_without_a_conclusion_has_no_figures, everybody_is_told_in_every_format,
        who_has_no_verdict_is_told_nothing_old, memory_does_not_grow_with_the_number_of_reports,
        what_cannot_be_written_is_named_and_what_was_there_stays, others_read_all_of_it,
        the_table_has_a_line_a_member_and_a_column_an_exercise,
        a_narrow_terminal_gets_blocks_and_numbers, a_name_in_the_legend_stays_beside_its_number);
}
