/* DIR changes while it is read: at the moment when the kit makes one of these calls, which take the
 * place of the C library's. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>

#include "tests/unit/handed.h"

static const char *open_name; /* before this is opened, that is done, once */
static void (*before_open)(void);
static void (*before_read)(void); /* before anything is read, once */
static size_t bytes_read;
static ino_t secret_inode; /* of what is never opened */
static int write_fails;    /* with this errno */
static size_t writes_failed;

static void do_once(void (**what)(void))
{
    void (*now)(void) = *what;
    *what = NULL;
    if (now) now();
}

int openat(int at, const char *name, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if (open_name && strcmp(name, open_name) == 0) do_once(&before_open);
    int fd = (int)syscall(SYS_openat, at, name, flags, mode);
    struct stat opened;
    if (fd >= 0 && fstat(fd, &opened) == 0) ck_assert_uint_ne(opened.st_ino, secret_inode);
    return fd;
}

ssize_t read(int fd, void *bytes, size_t n)
{
    do_once(&before_read);
    ssize_t got = syscall(SYS_read, fd, bytes, n);
    if (got > 0) bytes_read += (size_t)got;
    return got;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    if (write_fails && fd > 2 && n == strlen("int a;\n")) {
        writes_failed++;
        errno = write_fails;
        return -1;
    }
    return syscall(SYS_write, fd, bytes, n);
}

static void begin(void)
{
    set_up();
    hand_in("alice/reservoir.c", "int a;\n");
    hand_in("bob/reservoir.c", "int b;\n");
    struct stat secret;
    ck_assert_int_eq(stat(folder_file("secret.c", "int a;\n"), &secret), 0);
    secret_inode = secret.st_ino;
}

static void expect_while_opening(const char *name, void (*what)(void), const char *words)
{
    open_name = name;
    before_open = what;
    expect(words);
    ck_assert_ptr_null(before_open);
    folder_end();
}

static void expect_while_reading(void (*what)(void), const char *words)
{
    before_read = what;
    expect(words);
    ck_assert_ptr_null(before_read);
    folder_end();
}

#define BOB "bob\n  reservoir: bob/reservoir.c\n"

/* ---- between the look and the opening ---- */

static void remove_answer(void)
{
    ck_assert_int_eq(unlink("class/alice/reservoir.c"), 0);
}

static void link_answer(void)
{
    remove_answer();
    ck_assert_int_eq(symlink("../../secret.c", "class/alice/reservoir.c"), 0);
}

/* By one of the same size and time. */
static void replace_answer(void)
{
    struct stat was;
    ck_assert_int_eq(stat("class/alice/reservoir.c", &was), 0);
    rename("class/alice/reservoir.c", "old"); /* so that its inode is not free */
    hand_in("alice/reservoir.c", "int z;\n");
    const struct timespec times[2] = {was.st_atim, was.st_mtim};
    ck_assert_int_eq(utimensat(AT_FDCWD, "class/alice/reservoir.c", times, 0), 0);
}

static int pipe_end;

static void pipe_answer(void)
{
    remove_answer();
    ck_assert_int_eq(mkfifo("class/alice/reservoir.c", 0644), 0);
}

static void pipe_answer_with_bytes(void)
{
    pipe_answer();
    pipe_end = open("class/alice/reservoir.c", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    ck_assert_int_eq(write(pipe_end, "int p;\n", 7), 7);
}

START_TEST(an_answer_that_vanishes_is_missed)
{
    begin();
    expect_while_opening("reservoir.c", remove_answer,
                         "alice\n  reservoir: alice/reservoir.c vanished while it was read\n" BOB);
}
END_TEST

START_TEST(an_answer_that_becomes_a_link_leads_nowhere)
{
    begin();
    expect_while_opening("reservoir.c", link_answer,
                         "alice\n  reservoir: alice/reservoir.c changed while it was read\n" BOB);
}
END_TEST

START_TEST(an_answer_that_becomes_another_file_is_told_of)
{
    begin();
    expect_while_opening("reservoir.c", replace_answer,
                         "alice\n  reservoir: alice/reservoir.c changed while it was read\n" BOB);
}
END_TEST

START_TEST(an_answer_that_becomes_a_fifo_holds_nothing_up)
{
    begin();
    expect_while_opening("reservoir.c", pipe_answer,
                         "alice\n  reservoir: alice/reservoir.c changed while it was read\n" BOB);
}
END_TEST

START_TEST(an_answer_that_becomes_a_fifo_is_not_read)
{
    char bytes[8];
    begin();
    expect_while_opening("reservoir.c", pipe_answer_with_bytes,
                         "alice\n  reservoir: alice/reservoir.c changed while it was read\n" BOB);
    ck_assert_int_eq(read(pipe_end, bytes, sizeof bytes), 7);
}
END_TEST

static void remove_folder(void)
{
    ck_assert_int_eq(rename("class/alice", "alice"), 0);
}

static void link_folder(void)
{
    remove_folder();
    ck_assert_int_eq(symlink("../alice", "class/alice"), 0);
}

START_TEST(a_folder_that_vanishes_is_missed)
{
    begin();
    expect_while_opening("alice", remove_folder, "alice vanished while it was read\n" BOB);
}
END_TEST

START_TEST(a_folder_that_becomes_a_link_leads_nowhere)
{
    begin();
    expect_while_opening("alice", link_folder, "alice changed while it was read\n" BOB);
}
END_TEST

static void link_exercises(void)
{
    ck_assert_int_eq(rename("class/alice/exercises", "exercises"), 0);
    ck_assert_int_eq(symlink("../../exercises", "class/alice/exercises"), 0);
}

START_TEST(a_clone_that_becomes_a_link_leads_nowhere)
{
    begin();
    remove_answer();
    hand_in("alice/exercises/roc_auc/roc_auc.c", "int secret;\n");
    expect_while_opening("exercises", link_exercises,
                         "alice\n" BOB "! alice/exercises changed while it was read\n");
}
END_TEST

static void link_exercise(void)
{
    ck_assert_int_eq(rename("class/alice/exercises/roc_auc", "roc_auc"), 0);
    ck_assert_int_eq(symlink("../../../roc_auc", "class/alice/exercises/roc_auc"), 0);
}

START_TEST(an_exercise_that_becomes_a_link_leads_nowhere)
{
    begin();
    remove_answer();
    hand_in("alice/exercises/roc_auc/roc_auc.c", "int secret;\n");
    expect_while_opening("roc_auc", link_exercise,
                         "alice\n  roc_auc: alice/exercises/roc_auc/roc_auc.c changed while it was "
                         "read\n" BOB);
}
END_TEST

/* ---- while it is read ---- */

static void add_to_answer(void)
{
    FILE *f = fopen("class/alice/reservoir.c", "a");
    ck_assert_ptr_nonnull(f);
    fputs("int more;\n", f);
    fclose(f);
}

static void cut_answer(void)
{
    ck_assert_int_eq(truncate("class/alice/reservoir.c", 3), 0);
}

/* The clock of a file system ticks every few milliseconds. */
static void change_answer(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 30000000}, NULL);
    FILE *f = fopen("class/alice/reservoir.c", "r+");
    ck_assert_ptr_nonnull(f);
    fputs("int z;\n", f);
    fclose(f);
}

START_TEST(an_answer_that_changes_is_never_a_mix)
{
    static void (*const how[])(void) = {add_to_answer, cut_answer, change_answer};
    for (int i = 0; i < 3; i++) {
        begin();
        expect_while_reading(
            how[i], "alice\n  reservoir: alice/reservoir.c changed while it was read\n" BOB);
        ck_assert_int_eq(chdir("/"), 0);
    }
}
END_TEST

START_TEST(what_is_too_large_is_never_read)
{
    begin();
    ck_assert_int_eq(truncate("class/alice/reservoir.c", 1 << 30), 0);
    hand_in("members.csv", "alice,Ann\n");
    ck_assert_int_eq(truncate("class/members.csv", (1 << 20) + 1), 0);
    bytes_read = 0;
    const char *error = roster_read(&roster, "class", NULL, "copies", &kit, &arena);
    ck_assert_ptr_null(error);
    ck_assert_uint_eq(bytes_read, strlen("int b;\n"));
    ck_assert_str_eq(said(), "alice\n  reservoir: alice/reservoir.c is larger than 1 MB\n" BOB
                             "! members.csv is larger than 1 MB: nobody's names are known\n");
    folder_end();
}
END_TEST

/* ---- the machine's own lack ---- */

START_TEST(a_full_disk_is_nobodys_answer)
{
    begin();
    write_fails = ENOSPC;
    ck_assert_str_eq(error_of(NULL), "no answer can be kept in copies: No space left on device");
    ck_assert_uint_eq(writes_failed, 1); /* it is not tried for everyone */
    write_fails = 0;
    ck_assert_str_eq(names_in("copies"), "");
    ck_assert_str_eq(error_of(NULL), "");
    folder_end();
}
END_TEST

static struct rlimit files;

static void take_all_descriptors(void)
{
    int fd = dup(0);
    close(fd);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &files), 0);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &(struct rlimit){(rlim_t)fd, files.rlim_max}), 0);
}

START_TEST(a_lack_of_descriptors_is_nobodys_answer)
{
    static const char *const where[] = {"reservoir.c", "alice"};
    for (int i = 0; i < 2; i++) {
        begin();
        open_name = where[i];
        before_open = take_all_descriptors;
        const char *error = roster_read(&roster, "class", NULL, "copies", &kit, &arena);
        ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &files), 0);
        ck_assert_str_eq(error, "the answers cannot be read: Too many open files");
        folder_end();
        ck_assert_int_eq(chdir("/"), 0);
    }
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "roster_changing", an_answer_that_vanishes_is_missed,
        an_answer_that_becomes_a_link_leads_nowhere, an_answer_that_becomes_another_file_is_told_of,
        an_answer_that_becomes_a_fifo_holds_nothing_up, an_answer_that_becomes_a_fifo_is_not_read,
        a_folder_that_vanishes_is_missed, a_folder_that_becomes_a_link_leads_nowhere,
        a_clone_that_becomes_a_link_leads_nowhere, an_exercise_that_becomes_a_link_leads_nowhere,
        an_answer_that_changes_is_never_a_mix, what_is_too_large_is_never_read,
        a_full_disk_is_nobodys_answer, a_lack_of_descriptors_is_nobodys_answer);
}
