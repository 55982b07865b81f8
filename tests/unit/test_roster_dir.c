#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

#include "tests/unit/handed.h"

/* ---- who is a member ---- */

START_TEST(any_name_is_one_harmless_line)
{
    static const char *const name[] = {"a b",      "a'b\"c", "a\nb", "a\x1b[31mb", "a\tb",
                                       "\xff\xfe", "..a",    "a..b", "a\\b",       "\u202Ea",
                                       "=1+1",     "-rf",    "%s%n", "<script>",   "$(touch x)"};
    set_up();
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        hand_in(arena_printf(&arena, "%s/roc_auc.c", name[i]), "int a;\n");
    hand_in("zoe/roc_auc\nx.c", "int a;\n");
    expect("$(touch x)\n  roc_auc: $(touch x)/roc_auc.c\n"
           "%s%n\n  roc_auc: %s%n/roc_auc.c\n"
           "-rf\n  roc_auc: -rf/roc_auc.c\n"
           "<script>\n  roc_auc: <script>/roc_auc.c\n"
           "=1+1\n  roc_auc: =1+1/roc_auc.c\n"
           "a    b\n  roc_auc: a    b/roc_auc.c\n"
           "a^Jb\n  roc_auc: a^Jb/roc_auc.c\n"
           "a^[[31mb\n  roc_auc: a^[[31mb/roc_auc.c\n"
           "a b\n  roc_auc: a b/roc_auc.c\n"
           "a'b\"c\n  roc_auc: a'b\"c/roc_auc.c\n"
           "a..b\n  roc_auc: a..b/roc_auc.c\n"
           "a\\b\n  roc_auc: a\\b/roc_auc.c\n"
           "zoe\n"
           "\uFFFDa\n  roc_auc: \uFFFDa/roc_auc.c\n"
           "\uFFFD\uFFFD\n  roc_auc: \uFFFD\uFFFD/roc_auc.c\n"
           "! ..a is hidden: no member\n"
           "! zoe/roc_auc^Jx.c belongs to no exercise: is roc_auc.c meant?\n");
    ck_assert_str_eq(roster.member[6].folder, "a\nb");
    ck_assert_str_eq(roster.member[14].folder, "\xff\xfe");
    folder_end();
}
END_TEST

START_TEST(hidden_folders_are_nobodys)
{
    set_up();
    hand_in("alice/roc_auc.c", "int a;\n");
    hand_in("alice/.git/reservoir.c", "int a;\n");
    hand_in("alice/.reservoir.c", "int a;\n");
    hand_in("alice/._reservoir.c", "int a;\n");
    hand_in(".git/reservoir.c", "int a;\n");
    hand_in(".mlkata/reservoir.c", "int a;\n");
    hand_in(".trash/reservoir.c", "int a;\n");
    hand_in("__MACOSX/alice/._reservoir.c", "int a;\n");
    hand_in(".DS_Store", "int a;\n");
    expect("alice\n  roc_auc: alice/roc_auc.c\n"
           "! .trash is hidden: no member\n"
           "! __MACOSX is hidden: no member\n");
    folder_end();
}
END_TEST

START_TEST(the_results_of_a_run_are_no_member)
{
    set_up();
    hand_in("alice/roc_auc.c", "int a;\n");
    hand_in("alice/.mlkata", "a file says nothing\n");
    hand_in("results/.mlkata/seed", "81\n");
    hand_in("results/roc_auc.c", "int b;\n");
    expect("alice\n  roc_auc: alice/roc_auc.c\n"
           "! results holds the results of a run (.mlkata): no member\n");
    folder_end();
}
END_TEST

START_TEST(files_beside_the_folders_are_told_of)
{
    set_up();
    hand_in("alice/roc_auc.c", "int a;\n");
    hand_in("roc_auc.c", "int b;\n");
    ck_assert_int_eq(mkfifo("class/fifo", 0644), 0);
    expect("alice\n  roc_auc: alice/roc_auc.c\n"
           "! fifo lies in nobody's folder: it is not graded\n"
           "! roc_auc.c lies in nobody's folder: it is not graded\n");
    for (int i = 0; i < 20; i++) hand_in(arena_printf(&arena, "file %d", i), "");
    ck_assert_str_eq(error_of(NULL), "");
    ck_assert_uint_eq(roster.n_remarks, 11);
    ck_assert_str_eq(roster.remark[10], "files that lie in nobody's folder: 12 more");
    folder_end();
}
END_TEST

START_TEST(files_of_no_exercise_are_told_of_with_the_nearest)
{
    set_up();
    hand_in("alice/Roc-Auc.c", "int a;\n");
    hand_in("alice/reservoir_weighted_alice.c", "int a;\n");
    hand_in("alice/exercises/softmax/softmax.c", "int a;\n");
    hand_in("alice/exercises/mine/notes", "");
    hand_in("bob/reservoir_weighted.c.txt", "int a;\n");
    hand_in("bob/reservoir_weighted.cpp", "int a;\n");
    hand_in("bob/reservoir.c", "int a;\n");
    hand_in("bob/reservoir.c~", "int a;\n"); /* an editor's */
    for (int i = 9; i >= 0; i--) hand_in(arena_printf(&arena, "carol/zzzzzz%d.c", i), "");
    hand_in("carol/Makefile", "all:\n");
    hand_in("dan/.c", "");
    hand_in("dan/quite another thing.c", "int a;\n");
    expect("alice\nbob\n  reservoir: bob/reservoir.c\ncarol\ndan\n"
           "! alice/Roc-Auc.c belongs to no exercise: is roc_auc.c meant?\n"
           "! alice/exercises/softmax/softmax.c belongs to no exercise\n"
           "! alice/reservoir_weighted_alice.c belongs to no exercise: is reservoir_weighted.c "
           "meant?\n"
           "! bob/reservoir_weighted.c.txt is not graded: an answer is called "
           "reservoir_weighted.c\n"
           "! carol/zzzzzz0.c belongs to no exercise\n"
           "! carol/zzzzzz1.c belongs to no exercise\n"
           "! carol/zzzzzz2.c belongs to no exercise\n"
           "! carol, files that belong to no exercise: 7 more\n"
           "! dan/quite another thing.c belongs to no exercise\n");
    folder_end();
}
END_TEST

START_TEST(answers_a_folder_too_deep_are_pointed_at)
{
    set_up();
    hand_in("alice/roc_auc.c", "int a;\n");
    hand_in("alice/old/reservoir.c", "int a;\n"); /* she hands in something */
    hand_in("bob/mlkata-main/exercises/reservoir/reservoir.c", "int a;\n");
    hand_in("carol/one/Reservoir.c", "int a;\n");
    hand_in("carol/two/reservoir.c", "int a;\n");
    hand_in("carol/three/notes", "");
    hand_in("carol/.git/reservoir.c", "int a;\n");
    expect("alice\n  roc_auc: alice/roc_auc.c\nbob\ncarol\n"
           "! bob/mlkata-main is not looked into: answers would lie one folder higher\n"
           "! carol/one and carol/two are not looked into: answers would lie one folder higher\n");
    folder_end();
}
END_TEST

START_TEST(where_there_is_nothing_to_grade_that_is_said)
{
    static const char layout[] = "holds no answer, which would be alice/reservoir.c or "
                                 "alice/exercises/reservoir/reservoir.c";
    set_up();
    ck_assert_str_eq(error_of(NULL), arena_printf(&arena, "class %s", layout));
    mkdir("class/alice", 0755);
    ck_assert_str_eq(error_of(NULL), arena_printf(&arena, "class %s", layout));
    ck_assert_str_eq(said(), "alice\n");
    hand_in("bob/roc-auc.c", "int a;\n");
    ck_assert_str_eq(error_of(NULL),
                     arena_printf(&arena,
                                  "class %s; bob/roc-auc.c belongs to no exercise: is roc_auc.c "
                                  "meant?",
                                  layout));
    make_link("nowhere", "carol");
    ck_assert_str_eq(
        error_of(NULL),
        arena_printf(&arena, "class %s; carol is a link, and none is followed", layout));
    ck_assert_str_eq(error_of("roc_auc"),
                     "class holds no answer, which would be alice/roc_auc.c or "
                     "alice/exercises/roc_auc/roc_auc.c; carol is a link, and none is followed");
    ck_assert_int_eq(system("rm -r class"), 0);
    ck_assert_str_eq(error_of(NULL), "class: No such file or directory");
    folder_file("class", "a file\n");
    ck_assert_str_eq(error_of(NULL), "class: Not a directory");
    folder_end();
}
END_TEST

START_TEST(an_answer_with_a_problem_is_something_to_tell)
{
    set_up();
    make_link("nowhere", "alice/reservoir.c");
    expect("alice\n  reservoir: alice/reservoir.c is a link, and none is followed\n");
    folder_end();
}
END_TEST

/* ---- copies ---- */

START_TEST(a_copy_is_written_once_for_all)
{
    struct stat first, second;
    set_up();
    hand_in("alice/roc_auc.c", "int a;\n");
    hand_in("alice/reservoir.c", "int b;\n");
    hand_in("bob/roc_auc.c", "int a;\n");
    ck_assert_str_eq(error_of(NULL), "");
    ck_assert_str_eq(roster.answer[1].sha256, roster.answer[2].sha256);
    const char *copy = arena_printf(&arena, "copies/%s.c", roster.answer[1].sha256);
    const char *names = names_in("copies");
    ck_assert_uint_eq(strlen(names), (size_t)2 * (64 + 3));
    ck_assert_int_eq(stat(copy, &first), 0);
    ck_assert_uint_eq(first.st_mode & 0777, 0644);
    hand_in("alice/roc_auc.c", "int changed;\n"); /* bob's is still that */
    ck_assert_str_eq(error_of(NULL), "");
    ck_assert_int_eq(stat(copy, &second), 0);
    ck_assert_uint_eq(first.st_ino, second.st_ino);
    ck_assert_int_eq(first.st_mtim.tv_nsec, second.st_mtim.tv_nsec);
    ck_assert_uint_eq(strlen(names_in("copies")), (size_t)3 * (64 + 3));
    folder_end();
}
END_TEST

START_TEST(what_a_crash_left_is_mended)
{
    const struct timeval long_ago[2] = {{.tv_sec = time(NULL) - 7200},
                                        {.tv_sec = time(NULL) - 7200}};
    set_up();
    hand_in("alice/roc_auc.c", "int a;\n");
    ck_assert_str_eq(error_of(NULL), "");
    const char *copy = arena_printf(&arena, "copies/%s.c", roster.answer[0].sha256);
    ck_assert_int_eq(truncate(copy, 3), 0);
    folder_file("copies/.new-old", "int");
    folder_file("copies/.new-young", "int"); /* perhaps another run's */
    folder_file("copies/else", "int");
    ck_assert_int_eq(utimes("copies/.new-old", long_ago), 0);
    ck_assert_int_eq(utimes("copies/else", long_ago), 0);
    ck_assert_str_eq(error_of(NULL), ""); /* it looks at the copy's bytes */
    ck_assert_str_eq(names_in("copies"),
                     arena_printf(&arena, ".new-young %s else ", copy + strlen("copies/")));
    folder_end();
}
END_TEST

START_TEST(copies_that_cannot_be_written_end_it)
{
    set_up();
    hand_in("alice/roc_auc.c", "int a;\n");
    rmdir("copies");
    ck_assert_str_eq(error_of(NULL), "no answer can be kept in copies: No such file or directory");
    folder_file("copies", "a file\n");
    ck_assert_str_eq(error_of(NULL), "no answer can be kept in copies: Not a directory");
    folder_end();
}
END_TEST

/* ---- many ---- */

START_TEST(many_members_take_few_descriptors)
{
    struct rlimit files = {.rlim_cur = 16, .rlim_max = 16};
    set_up();
    for (int i = 0; i < 90; i++) {
        static const char *const below[] = {"", "exercises/reservoir/",
                                            "deep/exercises/reservoir/"};
        hand_in(arena_printf(&arena, "%04d/%sreservoir.c", i, below[i % 3]), "int a;\n");
    }
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &files), 0);
    ck_assert_str_eq(error_of(NULL), "");
    ck_assert_uint_eq(roster.n_members, 90);
    ck_assert_uint_eq(roster.n_answers, 60);
    ck_assert_uint_eq(roster.n_remarks, 30);
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "roster_dir", any_name_is_one_harmless_line, hidden_folders_are_nobodys,
        the_results_of_a_run_are_no_member, files_beside_the_folders_are_told_of,
        files_of_no_exercise_are_told_of_with_the_nearest, answers_a_folder_too_deep_are_pointed_at,
        where_there_is_nothing_to_grade_that_is_said, an_answer_with_a_problem_is_something_to_tell,
        a_copy_is_written_once_for_all, what_a_crash_left_is_mended,
        copies_that_cannot_be_written_end_it, many_members_take_few_descriptors);
}
