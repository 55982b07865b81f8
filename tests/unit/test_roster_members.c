#include "grader/roster_members.h"

#include <stdlib.h>

#include "tests/unit/handed.h"

static struct roster_member member[4];

/* "PEOPLE of alice|of Blue Team|of carol", and the remarks, a line each. */
static const char *people_of_bytes(const char *csv, size_t n)
{
    static const char *const name[] = {"Blue Team", "alice", "carol", "d\xfcr"};
    struct text t = {0};
    roster = (struct roster){.n_members = 4, .member = member};
    for (int i = 0; i < 4; i++)
        member[i] = (struct roster_member){.folder = name[i], .name = name[i], .people = ""};
    member[3].name = "d\uFFFDr";
    struct roster_build b = {.r = &roster, .a = &arena};
    char *copy = malloc(n + 1); /* the sanitizer sees a read past the end */
    memcpy(copy, csv, n);
    copy[n] = 'x';
    roster_people(&b, copy, n);
    free(copy);
    text_add(&t, "%s|%s|%s", member[1].people, member[0].people, member[2].people);
    if (*member[3].people) text_add(&t, "|%s", member[3].people);
    for (size_t i = 0; i < roster.n_remarks; i++) {
        ck_assert_msg(is_harmless(roster.remark[i]), "%s", roster.remark[i]);
        text_add(&t, "\n%s", roster.remark[i]);
    }
    for (int i = 0; i < 4; i++) ck_assert(is_harmless(member[i].people));
    const char *kept = arena_copy(&arena, text_of(&t));
    text_free(&t);
    return kept;
}

static const char *people_of(const char *csv)
{
    return people_of_bytes(csv, strlen(csv));
}

#define LINE(n) "\nmembers.csv, line " #n ": "

START_TEST(a_row_gives_a_folder_its_names)
{
    ck_assert_str_eq(people_of(""), "||");
    ck_assert_str_eq(people_of("alice,Ann"), "Ann||");
    ck_assert_str_eq(people_of("alice,Ann\nBlue Team,Bob Ray\n"), "Ann|Bob Ray|");
    ck_assert_str_eq(people_of("alice,Ann,Bob , Cy,\n"), "Ann, Bob, Cy||");
    ck_assert_str_eq(people_of(" alice ,Ann\n"), "Ann||");
    ck_assert_str_eq(people_of("d\xfcr,Ann\n"),
                     "|||Ann\nmembers.csv is not UTF-8: some letters in it cannot be read");
}
END_TEST

START_TEST(quoted_cells_hold_commas_lines_and_marks)
{
    ck_assert_str_eq(people_of("\"alice\",\"Lee, Ann\"\n"), "Lee, Ann||");
    ck_assert_str_eq(people_of("alice,\"Ann \"\"Al\"\" Lee\"\n"), "Ann \"Al\" Lee||");
    ck_assert_str_eq(people_of("alice,\"Ann\nBob\r\n\rCy\"\ncarol,Di\n"), "Ann, Bob, Cy||Di");
    ck_assert_str_eq(people_of("alice,\"Ann\"Lee,O\"Brien\n"), "AnnLee, O\"Brien||");
    ck_assert_str_eq(people_of("alice,\"\"\n"), "||" LINE(1) "no names for alice");
    ck_assert_str_eq(people_of("alice,\"\"\"\"\n"), "\"||");
}
END_TEST

START_TEST(lines_end_as_they_do_anywhere)
{
    ck_assert_str_eq(people_of("alice,Ann\r\nBlue Team,Bob\r\n"), "Ann|Bob|");
    ck_assert_str_eq(people_of("alice,Ann\rBlue Team,Bob\r"), "Ann|Bob|");
    ck_assert_str_eq(people_of("\n\r\n\nalice,Ann\n , \n,\n\n"), "Ann||");
    ck_assert_str_eq(people_of("\xEF\xBB\xBF"
                               "alice,Ann\n"),
                     "Ann||");
    ck_assert_str_eq(people_of("\xEF\xBB\xBFteam,names\r\nalice,Ann\r\n"), "Ann||");
}
END_TEST

START_TEST(what_comes_first_separates_the_cells)
{
    ck_assert_str_eq(people_of("alice;Ann, Bob\ncarol;Cy\n"), "Ann, Bob||Cy");
    ck_assert_str_eq(people_of("alice\tAnn\ncarol\tCy; Di\n"), "Ann||Cy; Di");
    ck_assert_str_eq(people_of("alice,Ann; Bob\n"), "Ann; Bob||");
    ck_assert_str_eq(people_of("\"alice\";\"Ann\"\n"), "Ann||");
    ck_assert_str_eq(people_of("\"a;b\",x\nalice,Ann\n"),
                     "Ann||" LINE(1) "there is no folder \"a;b\"");
}
END_TEST

START_TEST(a_first_line_of_headings_may_be_missing)
{
    ck_assert_str_eq(people_of("team,names\nalice,Ann\n"), "Ann||");
    ck_assert_str_eq(people_of("TEAM , Names\nalice,Ann\n"), "Ann||");
    ck_assert_str_eq(people_of("folder,name,e-mail\nalice,Ann\n"), "Ann||");
    ck_assert_str_eq(people_of("who,names\nalice,Ann\n"), "Ann||");
    ck_assert_str_eq(people_of("Team,Who\nalice,Ann\n"), "Ann||");
    ck_assert_str_eq(people_of("alice,Ann\nteam,names\n"),
                     "Ann||" LINE(2) "there is no folder \"team\"");
    ck_assert_str_eq(people_of("alice,Nameer\n"), "Nameer||");
    ck_assert_str_eq(people_of("teams,Ann\n"), "||" LINE(1) "there is no folder \"teams\"");
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_told_of_with_the_nearest)
{
    ck_assert_str_eq(people_of("a,x\nalicia,Ann\nblue team,Bob\n../carol,Cy\n,Di\n"),
                     "||" LINE(1) "there is no folder \"a\"" LINE(
                         2) "there is no folder "
                            "\"alicia\": is \"alice\" meant?" LINE(
                                3) "there is no folder \"blue team\": "
                                   "is \"Blue Team\" meant?" LINE(
                                       4) "there is no folder \"../carol\": is "
                                          "\"carol\" meant?" LINE(5) "there is no folder \"\"");
    ck_assert_str_eq(
        people_of("\"x\ny\x1b[2J\",Ann\nalice,Ann\nx,\n"),
        "Ann||" LINE(1) "there is no folder \"x^Jy^[[2J\"" LINE(4) "there is no folder \"x\"");
}
END_TEST

START_TEST(a_row_without_names_is_told_of)
{
    ck_assert_str_eq(people_of("alice\nBlue Team,\ncarol, ,\" \n\"\n"),
                     "||" LINE(1) "no names for alice" LINE(2) "no names for Blue Team" LINE(
                         3) "no names for carol");
}
END_TEST

START_TEST(rows_of_one_team_add_up_and_the_same_row_twice_is_told_of)
{
    ck_assert_str_eq(people_of("alice,Ann Lee\nalice,Bob\nalice,Cy,Ann Lee\n"),
                     "Ann Lee, Bob, Cy||");
    ck_assert_str_eq(
        people_of("alice,Ann Lee\nalice,Lee\nalice,Ann\nalice,Ann Lee\nalice,Lee\n"),
        "Ann Lee, Lee, Ann||" LINE(4) "alice stands there already, with the same names" LINE(
            5) "alice stands there already, with the same names");
}
END_TEST

START_TEST(a_mark_that_is_never_closed_takes_nothing_with_it)
{
    ck_assert_str_eq(people_of("alice,Ann\n\ncarol,\"Cy\nBlue Team,Bob\n"),
                     "Ann||" LINE(3) "a quotation mark is never closed: all from here on is left "
                                     "out");
    ck_assert_str_eq(people_of("\""),
                     "||" LINE(1) "a quotation mark is never closed: all from here on is left out");
}
END_TEST

START_TEST(lines_are_counted_whatever_is_in_them)
{
    ck_assert_str_eq(
        people_of("alice,\"A\nB\r\nC\rD\"\r\nx,\n\n\rx,\n"),
        "A, B, C, D||" LINE(5) "there is no folder \"x\"" LINE(8) "there is no folder \"x\"");
}
END_TEST

START_TEST(what_is_no_text_is_not_read)
{
    static const char utf16[] = "\xff\xfe"
                                "a\0,\0A\0";
    ck_assert_str_eq(people_of_bytes(utf16, sizeof utf16 - 1),
                     "||\nmembers.csv holds a zero byte: save it as CSV in UTF-8");
}
END_TEST

START_TEST(names_of_any_bytes_are_one_harmless_line)
{
    ck_assert_str_eq(people_of("alice,A\x1b[2Jb\n"), "A^[[2Jb||");
    ck_assert_str_eq(people_of("alice,\xff\n"),
                     "\uFFFD||\nmembers.csv is not UTF-8: some letters in it cannot be read");
}
END_TEST

static const char *times(int n, const char *format)
{
    struct text t = {0};
    for (int i = 0; i < n; i++) text_add(&t, format, i);
    const char *kept = arena_copy(&arena, text_of(&t));
    text_free(&t);
    return kept;
}

START_TEST(many_mistakes_are_counted)
{
    people_of(times(10, "zz%d,x\n"));
    ck_assert_uint_eq(roster.n_remarks, 10);
    people_of(times(1000, "zz%d,x\n"));
    ck_assert_uint_eq(roster.n_remarks, 11);
    ck_assert_str_eq(roster.remark[10], "members.csv, lines with something wrong: 990 more");
}
END_TEST

START_TEST(a_cell_without_end_is_cut)
{
    const char *e = times(50000, "\u00e9"); /* two bytes each: 80 do not end in the middle of one */
    people_of(arena_printf(&arena, "x%s,y\n", e));
    ck_assert_uint_eq(roster.n_remarks, 1);
    ck_assert_str_eq(
        roster.remark[0],
        arena_printf(&arena, "members.csv, line 1: there is no folder \"x%.*s…\"", 78, e));
    ck_assert_str_eq(
        people_of(arena_printf(&arena, "alice,Ann,%s,Bob\n", e)),
        "Ann||" LINE(1) "alice has too many names, or too long ones: the rest is left out");
    const char *people = people_of(arena_printf(&arena, "alice,%s\n", times(1000, "n%d,")));
    ck_assert_uint_lt(strlen(people), 1200);
    ck_assert_uint_gt(strlen(people), 900);
    ck_assert_uint_eq(roster.n_remarks, 1);
}
END_TEST

/* The worst kinds: nothing grows with the square of their number. */
START_TEST(much_of_anything_takes_no_time)
{
    people_of(times(30000, "alice,%d\n"));
    people_of(arena_printf(&arena, "alice,%s\n", times(30000, "%d,")));
    people_of(arena_printf(&arena, "alice,\"%s\"\n", times(30000, "%d\n")));
    people_of(times(30000, "zz%d,x\n"));
    people_of(times(300000, "\""));
    people_of(times(300000, ","));
}
END_TEST

START_TEST(many_rows_that_are_nobodys_take_no_time)
{
    enum { N = 5000 };
    struct roster_member *many = arena_take(&arena, N, sizeof *many);
    const char *csv = times(60000, "nobody %d,x\n");
    for (int i = 0; i < N; i++)
        many[i].folder = many[i].name = arena_printf(&arena, "member %04d", i);
    roster = (struct roster){.n_members = N, .member = many};
    roster_people(&(struct roster_build){.r = &roster, .a = &arena}, csv, strlen(csv));
    ck_assert_uint_eq(roster.n_remarks, 11);
}
END_TEST

START_TEST(a_folder_may_be_called_team)
{
    set_up();
    hand_in("team/roc_auc.c", "int a;\n");
    hand_in("members.csv", "team,Ann\n");
    expect("team (Ann)\n  roc_auc: team/roc_auc.c\n");
    hand_in("members.csv", "team,names\nteam,Bob\n");
    expect("team (Bob)\n  roc_auc: team/roc_auc.c\n");
    folder_end();
}
END_TEST

START_TEST(it_is_read_with_the_rest)
{
    set_up();
    hand_in("alice/roc_auc.c", "int a;\n");
    hand_in("bob/roc_auc.c", "int a;\n");
    hand_in("members.csv", "team,names\nbob,Bob Ray\nalicia,Ann\n");
    expect("alice\n  roc_auc: alice/roc_auc.c\nbob (Bob Ray)\n  roc_auc: bob/roc_auc.c\n"
           "! members.csv, line 3: there is no folder \"alicia\": is \"alice\" meant?\n");
    unlink("class/members.csv");
    expect("alice\n  roc_auc: alice/roc_auc.c\nbob\n  roc_auc: bob/roc_auc.c\n");
    hand_in("members.csv/file", "");
    expect("alice\n  roc_auc: alice/roc_auc.c\nbob\n  roc_auc: bob/roc_auc.c\n"
           "! members.csv is a directory, not a file: nobody's names are known\n");
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "roster_members", a_row_gives_a_folder_its_names, quoted_cells_hold_commas_lines_and_marks,
        lines_end_as_they_do_anywhere, what_comes_first_separates_the_cells,
        a_first_line_of_headings_may_be_missing,
        a_folder_that_is_not_there_is_told_of_with_the_nearest, a_row_without_names_is_told_of,
        rows_of_one_team_add_up_and_the_same_row_twice_is_told_of,
        a_mark_that_is_never_closed_takes_nothing_with_it, lines_are_counted_whatever_is_in_them,
        what_is_no_text_is_not_read, names_of_any_bytes_are_one_harmless_line,
        many_mistakes_are_counted, a_cell_without_end_is_cut, much_of_anything_takes_no_time,
        many_rows_that_are_nobodys_take_no_time, a_folder_may_be_called_team,
        it_is_read_with_the_rest);
}
