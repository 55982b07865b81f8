#include "grader/roster.h"

#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "tests/unit/handed.h"

START_TEST(answers_lie_in_a_folder_or_in_a_clone)
{
    set_up();
    hand_in("bob/exercises/roc_auc/roc_auc.c", "int b;\n");
    hand_in("bob/exercises/roc_auc/roc_auc.1.c", "int older;\n");
    hand_in("bob/exercises/reservoir/reservoir.c", "");
    hand_in("bob/exercises/reservoir_weighted/stub.c", "int stub;\n");
    hand_in("bob/exercises/ml.h", "int ml;\n");
    hand_in("bob/grader/kata.c", "int main;\n");
    hand_in("bob/README.md", "words\n");
    hand_in("alice/roc_auc.c", "int a;\n");
    hand_in("carol/notes.txt", "no answer\n");
    expect("alice\n"
           "  roc_auc: alice/roc_auc.c\n"
           "bob\n"
           "  reservoir: bob/exercises/reservoir/reservoir.c\n"
           "  roc_auc: bob/exercises/roc_auc/roc_auc.c\n"
           "carol\n");
    folder_end();
}
END_TEST

START_TEST(one_exercise_alone_can_be_asked_for)
{
    set_up();
    hand_in("alice/roc_auc.c", "int a;\n");
    hand_in("alice/reservoir.c", "int b;\n");
    hand_in("alice/roc_au.c", "int c;\n");
    hand_in("alice/main.c", "int d;\n");
    hand_in("alice/roc_auc.c.txt", "int e;\n");
    hand_in("bob/exercises/roc_auc/roc_auc.c", "int e;\n");
    hand_in("bob/reservoir_weighted.c.txt", "int e;\n");
    hand_in("carol/reservoi.c", "int a;\n");
    expect_of("reservoir", "alice\n  reservoir: alice/reservoir.c\nbob\ncarol\n"
                           "! carol/reservoi.c belongs to no exercise: is reservoir.c meant?\n");
    ck_assert_str_eq(error_of("reservoi"),
                     "no exercise is called \"reservoi\"; did you mean reservoir? (make list shows "
                     "them all)");
    rename("kit", "away");
    ck_assert_str_eq(error_of(NULL), "exercises/ cannot be read: No such file or directory");
    folder_end();
}
END_TEST

START_TEST(of_two_files_for_one_exercise_none_is_guessed)
{
    set_up();
    hand_in("alice/reservoir.c", "int a;\n");
    hand_in("alice/exercises/reservoir/reservoir.c", "int a;\n");
    hand_in("alice/roc_auc.c", "int a;\n");
    hand_in("bob/reservoir.c", "int a;\n");
    hand_in("bob/Reservoir.C", "int b;\n");
    hand_in("bob/RESERVOIR.c", "int c;\n");
    for (int i = 0; i < 32; i++) {
        char name[] = "carol/roc_auc.c";
        for (int bit = 0; bit < 3; bit++) name[6 + bit] ^= i >> bit & 1 ? 0x20 : 0;
        name[14] = i >> 3 & 1 ? 'C' : 'c';
        hand_in(name, "int d;\n");
    }
    expect("alice\n"
           "  reservoir: 2 files for one exercise: alice/exercises/reservoir/reservoir.c and "
           "alice/reservoir.c\n"
           "  roc_auc: alice/roc_auc.c\n"
           "bob\n"
           "  reservoir: 3 files for one exercise: bob/RESERVOIR.c, bob/Reservoir.C and "
           "bob/reservoir.c\n"
           "carol\n"
           "  roc_auc: 16 files for one exercise: carol/ROC_auc.C, carol/ROC_auc.c, "
           "carol/ROc_auc.C and 13 more\n");
    ck_assert_str_eq(roster.answer[0].found, "alice/exercises/reservoir/reservoir.c");
    folder_end();
}
END_TEST

START_TEST(letter_case_alone_makes_no_other_exercise)
{
    set_up();
    hand_in("alice/Reservoir.C", "int a;\n");
    hand_in("alice/RESERVOIR_weighted.c", "int a;\n");
    expect("alice\n  reservoir: alice/Reservoir.C\n"
           "  reservoir_weighted: alice/RESERVOIR_weighted.c\n");
    folder_end();
}
END_TEST

START_TEST(no_link_is_followed)
{
    set_up();
    make_parents("outside/exercises/reservoir/");
    folder_file("outside/reservoir.c", "int secret;\n");
    folder_file("outside/exercises/reservoir/reservoir.c", "int secret;\n");
    folder_file("outside/members.csv", "alice,Secret\n");
    hand_in("alice/roc_auc.c", "int a;\n");
    make_link("../../outside/reservoir.c", "alice/reservoir.c");
    make_link("../outside", "bob");
    make_link("../../outside/exercises", "carol/exercises");
    make_link("../../../outside/exercises/reservoir", "dan/exercises/reservoir");
    make_link("/etc/passwd", "eve/exercises/reservoir/reservoir.c");
    make_link("nowhere", "fay/reservoir.c");
    make_link("alice", "gus"); /* one that stays in DIR is no better */
    make_link("../outside/members.csv", "members.csv");
    expect("alice\n"
           "  reservoir: alice/reservoir.c is a link, and none is followed\n"
           "  roc_auc: alice/roc_auc.c\n"
           "bob is a link, and none is followed\n"
           "carol\n"
           "dan\n"
           "  reservoir: dan/exercises/reservoir is a link, and none is followed\n"
           "eve\n"
           "  reservoir: eve/exercises/reservoir/reservoir.c is a link, and none is followed\n"
           "fay\n"
           "  reservoir: fay/reservoir.c is a link, and none is followed\n"
           "gus is a link, and none is followed\n"
           "! carol/exercises is a link, and none is followed\n"
           "! members.csv is a link, and none is followed: nobody's names are known\n");
    ck_assert_str_eq(names_in("copies"), arena_printf(&arena, "%s.c ", roster.answer[1].sha256));
    folder_end();
}
END_TEST

START_TEST(dir_itself_may_be_a_link)
{
    set_up();
    hand_in("alice/roc_auc.c", "int a;\n");
    ck_assert_int_eq(rename("class", "really"), 0);
    ck_assert_int_eq(symlink("really", "class"), 0);
    expect("alice\n  roc_auc: alice/roc_auc.c\n");
    folder_end();
}
END_TEST

static void make_socket(const char *path)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    snprintf(name.sun_path, sizeof name.sun_path, "%s", path);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
    close(fd);
}

START_TEST(what_is_no_plain_file_is_no_answer)
{
    set_up();
    hand_in("alice/roc_auc.c/readme", "");
    hand_in("alice/exercises/reservoir_weighted/reservoir_weighted.c/readme", "");
    ck_assert_int_eq(mkfifo("class/alice/reservoir.c", 0644), 0);
    mkdir("class/bob", 0755);
    make_socket("class/bob/reservoir.c");
    hand_in("bob/roc_auc.c", "int a;\n");
    expect("alice\n"
           "  reservoir: alice/reservoir.c is a FIFO, not a plain file\n"
           "  reservoir_weighted: alice/exercises/reservoir_weighted/reservoir_weighted.c is a "
           "directory, not a file\n"
           "  roc_auc: alice/roc_auc.c is a directory, not a file\n"
           "bob\n"
           "  reservoir: bob/reservoir.c is a socket, not a plain file\n"
           "  roc_auc: bob/roc_auc.c\n");
    mkdir("class/dan", 0755);
    if (mknod("class/dan/reservoir.c", S_IFCHR | 0644, makedev(1, 5)) == 0) { /* as root */
        error_of(NULL);
        ck_assert_ptr_nonnull(
            strstr(said(), "  reservoir: dan/reservoir.c is a device, not a plain file\n"));
    }
    folder_end();
}
END_TEST

START_TEST(a_file_in_the_place_of_a_folder_hands_nothing_in)
{
    set_up();
    hand_in("alice/roc_auc.c", "int a;\n");
    hand_in("alice/exercises", "no folder\n");
    hand_in("bob/exercises/reservoir", "no folder\n");
    expect("alice\n  roc_auc: alice/roc_auc.c\nbob\n");
    folder_end();
}
END_TEST

START_TEST(a_megabyte_is_the_most)
{
    static char bytes[(1 << 20) + 1];
    set_up();
    memset(bytes, ' ', sizeof bytes);
    hand_in_bytes("alice/reservoir.c", bytes, sizeof bytes - 1);
    hand_in_bytes("alice/roc_auc.c", bytes, sizeof bytes);
    hand_in("bob/reservoir.c", "");
    ck_assert_int_eq(truncate("class/bob/reservoir.c", 1 << 30), 0);
    expect("alice\n"
           "  reservoir: alice/reservoir.c\n"
           "  roc_auc: alice/roc_auc.c is larger than 1 MB\n"
           "bob\n"
           "  reservoir: bob/reservoir.c is larger than 1 MB\n");
    folder_end();
}
END_TEST

/* Root reads everything: the rest of this test is another user's. */
static void be_nobody(void)
{
    if (geteuid() != 0) return;
    ck_assert_int_eq(system("chmod 1777 . copies"), 0);
    ck_assert_int_eq(seteuid(65534), 0);
}

static void be_oneself(void)
{
    if (getuid() == 0) ck_assert_int_eq(seteuid(0), 0);
}

START_TEST(what_cannot_be_read_is_that_members_problem)
{
    set_up();
    hand_in("alice/roc_auc.c", "int a;\n");
    hand_in("alice/reservoir.c", "int a;\n");
    hand_in("bob/roc_auc.c", "int a;\n");
    hand_in("carol/exercises/roc_auc/roc_auc.c", "int a;\n");
    hand_in("dan/exercises/roc_auc/roc_auc.c", "int a;\n");
    hand_in("members.csv", "alice,Ann\n");
    chmod("class/alice/reservoir.c", 0), chmod("class/bob", 0), chmod("class/carol/exercises", 0);
    chmod("class/dan/exercises/roc_auc", 0), chmod("class/members.csv", 0);
    be_nobody();
    expect("alice\n"
           "  reservoir: alice/reservoir.c cannot be read: Permission denied\n"
           "  roc_auc: alice/roc_auc.c\n"
           "bob cannot be read: Permission denied\n"
           "carol\n"
           "dan\n"
           "  roc_auc: dan/exercises/roc_auc/roc_auc.c cannot be read: Permission denied\n"
           "! carol/exercises cannot be read: Permission denied\n"
           "! members.csv cannot be read: Permission denied: nobody's names are known\n");
    be_oneself();
    chmod("class", 0);
    be_nobody();
    ck_assert_str_eq(error_of(NULL), "class: Permission denied");
    be_oneself();
    chmod("class", 0755);
    ck_assert_int_eq(system("chmod -R u+rwX class"), 0); /* or they cannot be removed */
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "roster", answers_lie_in_a_folder_or_in_a_clone, one_exercise_alone_can_be_asked_for,
        of_two_files_for_one_exercise_none_is_guessed, letter_case_alone_makes_no_other_exercise,
        no_link_is_followed, dir_itself_may_be_a_link, what_is_no_plain_file_is_no_answer,
        a_file_in_the_place_of_a_folder_hands_nothing_in, a_megabyte_is_the_most,
        what_cannot_be_read_is_that_members_problem);
}
