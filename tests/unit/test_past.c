#include "grader/past.h"

#include <sys/stat.h>

#include "tests/unit/kept.h"

static const char *shown(const char *exercise)
{
    char *bytes;
    size_t n;
    static const struct term_style style = {.utf8 = true, .width = 100};
    FILE *out = open_memstream(&bytes, &n);
    ck_assert_ptr_null(past_show(out, exercise, &style, &arena));
    fclose(out);
    char *copy = arena_copy(&arena, bytes);
    free(bytes);
    return copy;
}

START_TEST(a_list_has_a_line_a_grading)
{
    struct report_speed speed = {
        .conclusive = true, .vs_reference = 0.426, .interval = {0.42, 0.44}};
    set_up();
    ck_assert_str_eq(shown("mean"), "no grading of mean yet: make grade EX=mean\n");
    struct report r = report_of("mean", "int a;\n");
    ck_assert_str_eq(said_of(&r), "");
    r.verdict = VERDICT_PASS, r.score = r.max_score = 100, r.speed = &speed;
    ck_assert_str_eq(said_of(&r), "");
    r = report_of("mean", "int b;\n");
    r.submission = "other.c", r.only = "one_is_one";
    ck_assert_str_eq(said_of(&r), "");
    change("UPDATE grading SET at_ms = 1795723363137");
    ck_assert_str_eq(
        shown("mean"),
        "     #  when              verdict          score   vs reference           ms   answer\n"
        "     1  2026-11-26 20:02  fail           5 of 10                         120\n"
        "     2  2026-11-26 20:02  pass        100 of 100   0.43× (0.42–0.44)     120   same\n"
        "     3  2026-11-26 20:02  fail           5 of 10                         120   changed  "
        "other.c  TEST=one_is_one\n"
        "\n"
        "  one back   make restore EX=mean AT=3\n");
    folder_end();
}
END_TEST

static const char *restored(const char *at)
{
    char *bytes;
    size_t n;
    struct kit kit = {.root = folder, .build = folder};
    FILE *out = open_memstream(&bytes, &n);
    const char *error = past_restore(out, "mean", at, &kit, &arena);
    fclose(out);
    char *copy = arena_copy(&arena, error ? error : bytes);
    free(bytes);
    return copy;
}

static const char *text_in(const char *name)
{
    char text[64] = "";
    FILE *f = fopen(in_folder(name), "r");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_lt(fread(text, 1, sizeof text - 1, f), sizeof text - 1);
    fclose(f);
    return arena_copy(&arena, text);
}

START_TEST(an_answer_comes_back_and_none_is_lost)
{
    set_up();
    mkdir(in_folder("exercises"), 0755), mkdir(in_folder("exercises/mean"), 0755);
    keep("mean", "int a;\n");
    keep("mean", "int b;\n");
    ck_assert_ptr_nonnull(strstr(restored("1"), "mean.c is again what it was at grading 1 of 20"));
    ck_assert_str_eq(text_in("exercises/mean/mean.c"), "int a;\n");
    ck_assert(!there_is("exercises/mean/mean.1.c")); /* there was nothing to be lost */
    folder_file("exercises/mean/mean.c", "int mine;\n");
    ck_assert_ptr_nonnull(strstr(restored("2"), "just now lies in exercises/mean/mean.1.c\n"));
    ck_assert_ptr_nonnull(strstr(restored("1"), "just now lies in exercises/mean/mean.2.c\n"));
    ck_assert_str_eq(restored("1"), "mean.c is that answer already\n");
    ck_assert_str_eq(text_in("exercises/mean/mean.c"), "int a;\n");
    ck_assert_str_eq(text_in("exercises/mean/mean.1.c"), "int mine;\n");
    ck_assert_str_eq(text_in("exercises/mean/mean.2.c"), "int b;\n");
    folder_end();
}
END_TEST

START_TEST(what_cannot_come_back_is_said_and_changes_nothing)
{
    static const char which[] = "which grading? say AT=number: make history EX=mean shows them";
    set_up();
    mkdir(in_folder("exercises"), 0755), mkdir(in_folder("exercises/mean"), 0755);
    folder_file("exercises/mean/mean.c", "int mine;\n");
    ck_assert_str_eq(restored("1"),
                     "there is no grading 1 of mean: make history EX=mean shows them");
    keep("mean", "int a;\n");
    ck_assert_str_eq(restored("2"),
                     "there is no grading 2 of mean: make history EX=mean shows them");
    static const char *const no_numbers[] = {"", "x", "1x", " 1", "-1", "99999999999999999999"};
    for (size_t i = 0; i < sizeof no_numbers / sizeof *no_numbers; i++)
        ck_assert_str_eq(restored(no_numbers[i]), which);
    change("DELETE FROM source");
    ck_assert_ptr_nonnull(strstr(restored("1"), "the answer of grading 1 is damaged"));
    ck_assert_str_eq(text_in("exercises/mean/mean.c"), "int mine;\n");
    ck_assert(!there_is("exercises/mean/mean.1.c"));
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN("past", a_list_has_a_line_a_grading, an_answer_comes_back_and_none_is_lost,
                    what_cannot_come_back_is_said_and_changes_nothing);
}
