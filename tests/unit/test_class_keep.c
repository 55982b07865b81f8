/* OUT/.mlkata: whose it is, and what is found in it again. */
#include "grader/class_keep.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grader/class_options.h"
#include "tests/unit/folder.h"

static struct arena arena;
static struct class_keep keep;

static const char *open_out(void)
{
    return class_keep_open(&keep, in_folder("out"), &arena);
}

START_TEST(of_two_runs_the_second_is_told_of_the_first)
{
    struct class_keep other;
    folder_begin();
    ck_assert_ptr_null(open_out());
    const char *error = class_keep_open(&other, in_folder("out"), &arena);
    ck_assert_ptr_nonnull(error);
    ck_assert_msg(strstr(error, arena_printf(&arena, "(process %d on ", (int)getpid())), "%s",
                  error);
    class_keep_close(&keep, false, &arena);
    ck_assert_ptr_null(open_out());
    class_keep_close(&keep, false, &arena);
    folder_end();
}
END_TEST

START_TEST(a_run_that_was_killed_holds_nobody_up)
{
    folder_begin();
    pid_t run = fork();
    if (run == 0) {
        if (open_out()) _exit(1);
        raise(9);
    }
    waitpid(run, NULL, 0);
    ck_assert_ptr_null(open_out());
    class_keep_close(&keep, false, &arena);
    folder_end();
}
END_TEST

START_TEST(a_folder_with_other_things_in_it_is_left_alone)
{
    folder_begin();
    ck_assert_int_eq(mkdir(in_folder("out"), 0755), 0);
    folder_file("out/thesis.tex", "");
    const char *error = open_out();
    ck_assert_ptr_nonnull(error);
    ck_assert_msg(strstr(error, "holds no class's results"), "%s", error);
    ck_assert_int_ne(access(in_folder("out/.mlkata"), F_OK), 0);
    ck_assert_int_eq(unlink(in_folder("out/thesis.tex")), 0);
    ck_assert_ptr_null(open_out()); /* an empty one will do */
    class_keep_close(&keep, false, &arena);
    folder_end();
}
END_TEST

START_TEST(a_folder_that_was_made_for_nothing_goes)
{
    uint64_t seed;
    folder_begin();
    ck_assert_ptr_null(open_out());
    ck_assert_ptr_null(class_keep_seed(&seed, NULL, in_folder("out"), &arena));
    class_keep_close(&keep, true, &arena);
    ck_assert_int_ne(access(in_folder("out"), F_OK), 0);
    ck_assert_ptr_null(open_out());
    class_keep_close(&keep, false, &arena);
    ck_assert_ptr_null(open_out());
    class_keep_close(&keep, true, &arena); /* was there before */
    ck_assert_int_eq(access(in_folder("out/.mlkata"), F_OK), 0);
    folder_end();
}
END_TEST

START_TEST(a_seed_stays_until_another_is_asked_for)
{
    const uint64_t asked = UINT64_MAX;
    uint64_t first, again;
    folder_begin();
    const char *out = in_folder("out");
    ck_assert_ptr_null(open_out());
    ck_assert_ptr_null(class_keep_seed(&first, NULL, out, &arena));
    ck_assert_ptr_null(class_keep_seed(&again, NULL, out, &arena));
    ck_assert_uint_eq(first, again);
    ck_assert_ptr_null(class_keep_seed(&first, &asked, out, &arena));
    ck_assert_ptr_null(class_keep_seed(&again, NULL, out, &arena));
    ck_assert_uint_eq(again, asked);
    folder_file("out/.mlkata/seed", "none\n");
    ck_assert_ptr_null(class_keep_seed(&first, NULL, out, &arena));
    ck_assert_ptr_null(class_keep_seed(&again, NULL, out, &arena));
    ck_assert_uint_eq(first, again);
    class_keep_close(&keep, false, &arena);
    folder_end();
}
END_TEST

/* ---- what is asked for ---- */

static struct class_options asked;

static const char *ask(const char *one, const char *other, const char *third)
{
    const char *said[] = {one, other, third, NULL};
    const char *error = class_options_read(&asked, (char *const *)said, &arena);
    return error ? error : "";
}

START_TEST(results_lie_beside_the_answers)
{
    char real[4096];
    folder_begin();
    ck_assert_int_eq(mkdir(in_folder("group"), 0755), 0);
    ck_assert_str_eq(ask(in_folder("group"), NULL, NULL), "");
    ck_assert_str_eq(asked.out, in_folder("group-results"));
    ck_assert_str_eq(ask(in_folder("group//"), NULL, NULL), "");
    ck_assert_str_eq(asked.out, in_folder("group-results"));
    ck_assert_int_eq(chdir(in_folder("group")), 0);
    ck_assert_ptr_nonnull(realpath(folder, real));
    ck_assert_str_eq(ask(".", NULL, NULL), "");
    ck_assert_str_eq(asked.out, arena_printf(&arena, "%s/group-results", real));
    ck_assert_str_eq(ask("../group", NULL, NULL), "");
    ck_assert_str_eq(asked.out, "../group-results");
    ck_assert_int_eq(chdir("/"), 0);
    folder_end();
}
END_TEST

START_TEST(results_among_the_answers_are_refused)
{
    folder_begin();
    ck_assert_int_eq(mkdir(in_folder("group"), 0755), 0);
    const char *group = in_folder("group");
    ck_assert_ptr_nonnull(strstr(ask(group, "--out", group), "OUT is DIR"));
    ck_assert_ptr_nonnull(strstr(ask(group, "--out", in_folder("group/../group")), "OUT is DIR"));
    ck_assert_ptr_nonnull(strstr(ask(group, "--out", in_folder("group/out")), "lies in DIR"));
    ck_assert_str_eq(ask(group, "--out", in_folder("group2")), "");
    ck_assert_int_eq(symlink(group, in_folder("link")), 0);
    ck_assert_ptr_nonnull(strstr(ask(group, "--out", in_folder("link/out")), "lies in DIR"));
    folder_end();
}
END_TEST

START_TEST(numbers_and_names_are_looked_at_before_anything_is_done)
{
    static const char *const wrong[][2] = {
        {"--jobs", "0"},   {"--jobs", "1025"},  {"--jobs", "2x"}, {"--jobs", "-1"},  {"--jobs", ""},
        {"--seed", "1e3"}, {"--engine", "pbs"}, {"--fast", "1"},  {"--engine", NULL}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_str_ne(ask("/tmp", wrong[i][0], wrong[i][1]), "");
    ck_assert_str_eq(ask("/tmp", "--jobs", "1024"), "");
    ck_assert_uint_eq(asked.jobs, 1024);
    ck_assert_str_eq(ask("/tmp", "--seed", "0"), "");
    ck_assert(asked.seeded && asked.seed == 0 && asked.bench && !asked.regrade && !asked.slurm);
    ck_assert_str_eq(ask("/tmp", "--no-bench", "--regrade"), "");
    ck_assert(!asked.bench && asked.regrade && !asked.seeded);
    ck_assert_ptr_nonnull(strstr(ask(NULL, NULL, NULL), "say DIR="));
    ck_assert_str_eq(ask("/dev/null", NULL, NULL), "/dev/null: Not a directory");
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "class_keep", of_two_runs_the_second_is_told_of_the_first,
        a_run_that_was_killed_holds_nobody_up, a_folder_with_other_things_in_it_is_left_alone,
        a_folder_that_was_made_for_nothing_goes, a_seed_stays_until_another_is_asked_for,
        results_lie_beside_the_answers, results_among_the_answers_are_refused,
        numbers_and_names_are_looked_at_before_anything_is_done);
}
