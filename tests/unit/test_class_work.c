/* What is to be graded, in a kit that is made up here: which answers have a verdict, what makes it
 * another, and what a run over them leaves. */
#include "grader/class_work.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/class_changes.h"
#include "grader/class_keep.h"
#include "grader/class_key.h"
#include "grader/class_progress.h"
#include "grader/class_verdict.h"
#include "grader/text.h"
#include "tests/unit/folder.h"

enum { ANSWERS = 40, MEMBERS = 2 };

static struct arena arena;
static struct kit kit;
static struct class c;
static struct roster_member member[MEMBERS] = {{"ann", "ann", "ann", "", NULL},
                                               {"bob", "bob", "bob", "", NULL}};
static struct roster_answer answer[ANSWERS];
static struct class_job *job;
static size_t n_jobs;

static void make_folders(const char *const *name)
{
    for (; *name; name++) ck_assert_int_eq(mkdir(in_folder(*name), 0755), 0);
}

/* The parts of a kit that a verdict depends on, but for kata itself: an exercise called x. */
static void set_up(void)
{
    folder_begin();
    make_folders((const char *const[]){
        "kit", "kit/build", "kit/build/release", "kit/build/release/runners",
        "kit/build/release/records", "kit/build/release/reference", "kit/build/release/reference/x",
        "kit/exercises", "kit/exercises/x", "kit/grader", "out", "out/.mlkata",
        "out/.mlkata/verdicts", "out/.mlkata/answers", "out/.mlkata/lost", NULL});
    folder_file("kit/build/release/kata", "kata");
    folder_file("kit/build/release/runners/x", "runner");
    folder_file("kit/build/release/reference/x/plain.so", "plain");
    folder_file("kit/exercises/x/x.h", "contract");
    kit = (struct kit){.root = in_folder("kit"), .build = in_folder("kit/build/release")};
    c = (struct class){.out = in_folder("out"),
                       .k = &kit,
                       .seed = 5,
                       .bench = true,
                       .jailed = true,
                       .machine = "this one",
                       .parts = class_parts_of(&kit, &arena),
                       .roster = {MEMBERS, member, 0, answer, 0, NULL}};
}

/* ann's answers, no two alike, but for the last, which is bob's and her first. */
static void hand_in(size_t n)
{
    for (size_t i = 0; i < n; i++) {
        answer[i] = (struct roster_answer){.exercise = "x", .found = "ann/x.c"};
        snprintf(answer[i].sha256, sizeof answer[i].sha256, "%064zx", i);
    }
    answer[n - 1] = answer[0];
    answer[n - 1].member = 1, answer[n - 1].found = "bob/x.c";
    c.roster.n_answers = n;
}

const char *class_report(const struct class *x, size_t i, struct report *r, struct arena *a)
{
    struct class_basis b;
    const struct roster_answer *w = &x->roster.answer[i];
    const char *error = class_basis_of(&b, x, w->sha256, w->exercise, CLASS_CORRECT, a);
    return error ? error : class_verdict_read(r, x->out, "verdicts", b.key, a);
}

static const char *key_of(enum class_phase phase)
{
    struct class_basis b;
    c.parts = class_parts_of(&kit, &arena); /* as a new run does */
    ck_assert_ptr_null(class_basis_of(&b, &c, answer[0].sha256, "x", phase, &arena));
    return arena_copy(&arena, b.key);
}

static struct report_test failed = {.group = "basics", .name = "one_is_one", .status = TEST_FAIL};

static void give_verdict(size_t i, enum verdict verdict)
{
    struct class_basis b;
    struct report r = {.exercise = "x", .verdict = verdict, .score = 5, .max_score = 90};
    if (verdict == VERDICT_FAIL) r.test = &failed, r.n_tests = 1;
    ck_assert_ptr_null(class_basis_of(&b, &c, answer[i].sha256, "x", CLASS_CORRECT, &arena));
    ck_assert_ptr_null(class_verdict_keep(&r, &b, c.out, b.key, &arena));
}

static void plan(enum class_phase phase)
{
    ck_assert_ptr_null(class_work_plan(&job, &n_jobs, &c, phase, &arena));
}

/* ---- keys ---- */

START_TEST(a_verdict_is_another_where_any_part_is_another)
{
    set_up();
    hand_in(2);
    const char *first = key_of(CLASS_CORRECT);
    ck_assert_uint_eq(strlen(first), 64);
    ck_assert_str_eq(key_of(CLASS_CORRECT), first);
    static const char *const part[] = {
        "kit/build/release/kata",      "kit/build/release/runners/x",
        "kit/build/release/records/x", "kit/build/release/runners/x.sanitized",
        "kit/exercises/x/x.h",         "kit/exercises/x/exercise.json",
        "kit/exercises/x/stub.c",      "kit/exercises/ml.h"};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        const char *before = key_of(CLASS_CORRECT);
        folder_file(part[i], "another");
        ck_assert_msg(strcmp(key_of(CLASS_CORRECT), before) != 0, "%s", part[i]);
    }
    const char *before = key_of(CLASS_CORRECT);
    c.seed = 6;
    ck_assert_str_ne(key_of(CLASS_CORRECT), before);
    before = key_of(CLASS_CORRECT);
    c.jailed = false;
    ck_assert_str_ne(key_of(CLASS_CORRECT), before);
    folder_end();
}
END_TEST

START_TEST(machine_and_references_are_a_matter_of_speed_alone)
{
    set_up();
    hand_in(2);
    const char *correct = key_of(CLASS_CORRECT), *speed = key_of(CLASS_SPEED);
    ck_assert_str_ne(correct, speed);
    c.machine = "that one";
    ck_assert_str_eq(key_of(CLASS_CORRECT), correct);
    ck_assert_str_ne(key_of(CLASS_SPEED), speed);
    speed = key_of(CLASS_SPEED);
    folder_file("kit/build/release/reference/x/plain.so", "faster");
    ck_assert_str_eq(key_of(CLASS_CORRECT), correct);
    ck_assert_str_ne(key_of(CLASS_SPEED), speed);
    folder_end();
}
END_TEST

/* ---- lists ---- */

START_TEST(each_content_is_graded_once_and_what_has_a_verdict_not_at_all)
{
    set_up();
    hand_in(4);
    plan(CLASS_CORRECT);
    ck_assert_uint_eq(n_jobs, 3);
    give_verdict(0, VERDICT_FAIL);
    plan(CLASS_CORRECT);
    ck_assert_uint_eq(n_jobs, 2);
    answer[1].problem = "ann/x.c is a link";
    plan(CLASS_CORRECT);
    ck_assert_uint_eq(n_jobs, 1);
    ck_assert_str_eq(job[0].sha256, answer[2].sha256);
    folder_end();
}
END_TEST

START_TEST(a_verdict_that_lost_its_end_is_none)
{
    static const char *const broken[] = {"", "{", "{}\n", "\n\n", "no json\n{}\n"};
    set_up();
    hand_in(2);
    give_verdict(0, VERDICT_PASS);
    plan(CLASS_CORRECT);
    ck_assert_uint_eq(n_jobs, 0);
    const char *name = arena_printf(&arena, "out/.mlkata/verdicts/%s.json", key_of(CLASS_CORRECT));
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        folder_file(name, broken[i]);
        plan(CLASS_CORRECT);
        ck_assert_uint_eq(n_jobs, 1);
    }
    folder_end();
}
END_TEST

START_TEST(speed_is_for_what_passed_in_an_order_of_the_seeds)
{
    set_up();
    hand_in(ANSWERS);
    for (size_t i = 0; i < ANSWERS - 1; i++) give_verdict(i, i % 4 ? VERDICT_PASS : VERDICT_FAIL);
    plan(CLASS_SPEED);
    ck_assert_uint_eq(n_jobs, 29);
    struct class_job *first = job;
    plan(CLASS_SPEED);
    size_t same = 0, sorted = 0;
    for (size_t i = 0; i < n_jobs; i++) same += strcmp(job[i].key, first[i].key) == 0;
    ck_assert_uint_eq(same, n_jobs);
    for (size_t i = 1; i < n_jobs; i++) sorted += strcmp(job[i - 1].key, job[i].key) < 0;
    ck_assert_msg(sorted > 7 && sorted < 21, "%zu of 28 in the order of their keys", sorted);
    folder_end();
}
END_TEST

START_TEST(a_list_is_read_elsewhere_as_it_was_written)
{
    struct class_job *read;
    size_t n;
    set_up();
    hand_in(5);
    plan(CLASS_CORRECT);
    ck_assert_ptr_null(class_work_read(&read, &n, &c, CLASS_CORRECT, &arena));
    ck_assert_uint_eq(n, n_jobs);
    for (size_t i = 0; i < n; i++) {
        ck_assert_str_eq(read[i].key, job[i].key);
        ck_assert_str_eq(read[i].sha256, job[i].sha256);
        ck_assert_str_eq(read[i].exercise, "x");
    }
    folder_file("out/.mlkata/correct", "half a li\n");
    ck_assert_ptr_nonnull(class_work_read(&read, &n, &c, CLASS_CORRECT, &arena));
    ck_assert_ptr_nonnull(class_work_read(&read, &n, &c, CLASS_SPEED, &arena));
    folder_end();
}
END_TEST

/* ---- runs ---- */

/* Nothing can be graded in this kit: it has no exercise.json. */
START_TEST(what_cannot_be_graded_loses_its_own_verdict_and_says_why)
{
    size_t without;
    set_up();
    hand_in(6);
    plan(CLASS_CORRECT);
    ck_assert_ptr_null(class_work_do(&without, &c, CLASS_CORRECT, job, n_jobs, 0, 2, 2, &arena));
    ck_assert_uint_eq(without, 3); /* every second of five */
    for (size_t i = 0; i < n_jobs; i++) {
        const char *words = class_verdict_lost(c.out, job[i].key, &arena);
        ck_assert_msg((strstr(words, "exercise.json") != NULL) == (i % 2 == 0), "%s", words);
    }
    folder_end();
}
END_TEST

START_TEST(a_list_that_was_made_with_another_kit_is_not_worked_on)
{
    size_t without;
    set_up();
    hand_in(2);
    plan(CLASS_CORRECT);
    folder_file("kit/build/release/runners/x", "of another node");
    c.parts = class_parts_of(&kit, &arena);
    ck_assert_ptr_null(class_work_do(&without, &c, CLASS_CORRECT, job, n_jobs, 0, 1, 1, &arena));
    ck_assert_uint_eq(without, 1);
    const char *words = class_verdict_lost(c.out, job[0].key, &arena);
    ck_assert_msg(strstr(words, "is another here"), "%s", words);
    folder_end();
}
END_TEST

START_TEST(progress_says_how_many_and_how_long_still)
{
    struct text words = {0};
    struct class_progress p = {.what = "tested", .n = 200, .done = 57, .without = 2};
    class_progress_words(&words, &p, 57000);
    ck_assert_str_eq(text_of(&words), "57 of 200 tested · 2 without a verdict · 2:23 left");
    text_clear(&words);
    p = (struct class_progress){.what = "timed", .n = 9000, .done = 0};
    class_progress_words(&words, &p, 100);
    ck_assert_str_eq(text_of(&words), "0 of 9000 timed");
    text_clear(&words);
    p.done = 1;
    class_progress_words(&words, &p, 1000);
    ck_assert_str_eq(text_of(&words), "1 of 9000 timed · 2:29:59 left");
    text_free(&words);
}
END_TEST

/* ---- changes ---- */

static char *told_changes(void)
{
    char *bytes;
    size_t n;
    static const struct term_style style = {.utf8 = true, .width = 200};
    FILE *f = open_memstream(&bytes, &n);
    struct term t = {.out = f, .style = &style};
    class_changes_tell(&t, &c, &arena);
    fclose(f);
    char *said = arena_copy(&arena, bytes);
    free(bytes);
    return said;
}

static void regrade(void)
{
    ck_assert_ptr_null(class_changes_note(&c, &arena));
    ck_assert_ptr_null(class_changes_begin(&c, &arena));
    plan(CLASS_CORRECT);
    ck_assert_uint_eq(n_jobs, 2);
}

START_TEST(what_a_regrading_changed_is_told_with_the_parts_that_are_others)
{
    set_up();
    hand_in(3);
    give_verdict(0, VERDICT_PASS), give_verdict(1, VERDICT_PASS);
    ck_assert_str_eq(told_changes(), ""); /* nothing was put aside */
    regrade();
    folder_file("kit/build/release/runners/x", "stricter");
    c.parts = class_parts_of(&kit, &arena);
    give_verdict(0, VERDICT_FAIL), give_verdict(1, VERDICT_PASS);
    const char *said = told_changes();
    ck_assert_msg(strstr(said, "ann/x.c: fail, 5 of 90 points; it was pass, 5 of 90"), "%s", said);
    ck_assert_msg(strstr(said, "bob/x.c: fail"), "%s", said); /* the same content */
    ck_assert_msg(strstr(said, "one_is_one: fail now, not there then"), "%s", said);
    ck_assert_msg(strstr(said, "another: the tests\n"), "%s", said);
    ck_assert_msg(strstr(said, "1 of 3 as before, 2 changed"), "%s", said);
    ck_assert_str_eq(told_changes(), ""); /* and forgotten */
    folder_end();
}
END_TEST

START_TEST(a_regrading_that_was_killed_is_compared_with_what_was_before_it)
{
    set_up();
    hand_in(3);
    give_verdict(0, VERDICT_PASS), give_verdict(1, VERDICT_PASS);
    regrade();
    give_verdict(0, VERDICT_FAIL); /* killed here, and asked for again */
    ck_assert_ptr_null(class_changes_begin(&c, &arena));
    plan(CLASS_CORRECT);
    ck_assert_uint_eq(n_jobs, 2);
    give_verdict(0, VERDICT_FAIL), give_verdict(1, VERDICT_PASS);
    const char *said = told_changes();
    ck_assert_msg(strstr(said, "it was pass"), "%s", said);
    ck_assert_msg(strstr(said, "nothing that it depends on is another"), "%s", said);
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN("class_work", a_verdict_is_another_where_any_part_is_another,
                    machine_and_references_are_a_matter_of_speed_alone,
                    each_content_is_graded_once_and_what_has_a_verdict_not_at_all,
                    a_verdict_that_lost_its_end_is_none,
                    speed_is_for_what_passed_in_an_order_of_the_seeds,
                    a_list_is_read_elsewhere_as_it_was_written,
                    what_cannot_be_graded_loses_its_own_verdict_and_says_why,
                    a_list_that_was_made_with_another_kit_is_not_worked_on,
                    progress_says_how_many_and_how_long_still,
                    what_a_regrading_changed_is_told_with_the_parts_that_are_others,
                    a_regrading_that_was_killed_is_compared_with_what_was_before_it);
}
