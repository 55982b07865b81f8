#include "grader/scratch.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/folder.h"

static struct kit kit;
static struct arena arena;

static void set_up(void)
{
    folder_begin();
    mkdir(in_folder("tmp"), 0755);
    mkdir(in_folder("build"), 0755);
    setenv("TMPDIR", in_folder("tmp"), 1);
    kit = (struct kit){.root = folder, .build = in_folder("build")};
}

static bool exists(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

/* The number of a process that is no more. */
static int past_pid(void)
{
    pid_t child = fork();
    if (child == 0) _exit(0);
    waitpid(child, NULL, 0);
    return child;
}

START_TEST(a_folder_of_its_own_lies_in_tmpdir_and_goes_with_all_in_it)
{
    const char *path;
    set_up();
    ck_assert_ptr_null(scratch_make(&path, &kit, &arena));
    const char *start = arena_printf(&arena, "%s/tmp/mlkata-%d-", folder, (int)getpid());
    ck_assert_msg(strncmp(path, start, strlen(start)) == 0, "%s", path);
    fclose(fopen(arena_printf(&arena, "%s/answer.c", path), "w"));
    fclose(fopen(arena_printf(&arena, "%s/.hidden", path), "w"));
    ck_assert_int_eq(symlink("/", arena_printf(&arena, "%s/link", path)), 0);
    scratch_remove(path);
    ck_assert(!exists(path));
    folder_end();
}
END_TEST

START_TEST(it_is_nobody_elses_to_read)
{
    const char *path;
    struct stat st;
    set_up();
    ck_assert_ptr_null(scratch_make(&path, &kit, &arena));
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0700);
    folder_end();
}
END_TEST

START_TEST(what_killed_gradings_left_is_swept)
{
    const char *path;
    set_up();
    char *stale = arena_printf(&arena, "%s/tmp/mlkata-%d-abcdef", folder, past_pid());
    char *living = arena_printf(&arena, "%s/tmp/mlkata-%d-abcdef", folder, (int)getppid());
    char *file = arena_printf(&arena, "%s/tmp/mlkata-%d-file", folder, past_pid());
    char *link = arena_printf(&arena, "%s/tmp/mlkata-%d-link", folder, past_pid());
    char *other = arena_printf(&arena, "%s/tmp/mlkata-notes", folder);
    mkdir(stale, 0700), mkdir(living, 0700), mkdir(other, 0700);
    fclose(fopen(arena_printf(&arena, "%s/optimised.o", stale), "w"));
    fclose(fopen(file, "w"));
    ck_assert_int_eq(symlink(other, link), 0);
    ck_assert_ptr_null(scratch_make(&path, &kit, &arena));
    ck_assert(!exists(stale));
    ck_assert(exists(living) && exists(other) && exists(file) && exists(link));
    folder_end();
}
END_TEST

/* As one in a container whose /tmp is this one: its number is no process's here. */
START_TEST(what_somebody_holds_is_not_swept)
{
    const char *path;
    set_up();
    const char *held = in_folder(arena_printf(&arena, "tmp/mlkata-%d-abcdef", past_pid()));
    ck_assert_int_eq(mkdir(held, 0700), 0);
    int lock = open(held, O_RDONLY | O_DIRECTORY);
    ck_assert_int_eq(flock(lock, LOCK_EX), 0);
    ck_assert_ptr_null(scratch_make(&path, &kit, &arena));
    ck_assert(exists(held));
    ck_assert_int_eq(flock(open(path, O_RDONLY), LOCK_EX | LOCK_NB), -1); /* our own, too */
    scratch_remove(path);
    close(lock);
    ck_assert_ptr_null(scratch_make(&path, &kit, &arena));
    ck_assert(!exists(held));
    scratch_remove(path);
    folder_end();
}
END_TEST

START_TEST(without_a_place_in_tmpdir_build_will_do)
{
    const char *path;
    set_up();
    setenv("TMPDIR", in_folder("none"), 1);
    ck_assert_ptr_null(scratch_make(&path, &kit, &arena));
    ck_assert_msg(strncmp(path, kit.build, strlen(kit.build)) == 0, "%s", path);
    setenv("TMPDIR", "relative", 1); /* not to be trusted: /tmp then */
    ck_assert_ptr_null(scratch_make(&path, &kit, &arena));
    ck_assert_msg(strncmp(path, "/tmp/mlkata-", 12) == 0, "%s", path);
    scratch_remove(path);
    folder_end();
}
END_TEST

static const char *read_error(const char *path, size_t limit)
{
    char *bytes;
    size_t n;
    const char *error = scratch_read(path, limit, &arena, &bytes, &n);
    return error ? error : "fine";
}

START_TEST(what_cannot_be_read_is_said)
{
    set_up();
    ck_assert_str_eq(read_error(in_folder("none.c"), 10), "No such file or directory");
    ck_assert_str_eq(read_error(folder, 10), "is a directory, not a C file");
    ck_assert_str_eq(read_error("/dev/null", 10), "is not a regular file");
    ck_assert_int_eq(mkfifo(in_folder("fifo.c"), 0600), 0);
    ck_assert_str_eq(read_error(in_folder("fifo.c"), 10), "is not a regular file");
    ck_assert_str_eq(read_error(folder_file("ten.c", "0123456789"), 10), "fine");
    ck_assert_str_eq(read_error(folder_file("long.c", "0123456789a"), 10),
                     "is larger than 1 MB: no answer is");
    folder_end();
}
END_TEST

START_TEST(a_copy_is_whole_and_overwrites_nothing)
{
    char *bytes;
    size_t n;
    set_up();
    const char *from = folder_file("from.c", "int a;\n"), *to = in_folder("to.c");
    ck_assert_ptr_null(scratch_copy(from, to, 100));
    ck_assert_ptr_null(scratch_read(to, 100, &arena, &bytes, &n));
    ck_assert_uint_eq(n, 7);
    ck_assert_str_eq(bytes, "int a;\n");
    ck_assert_str_eq(scratch_copy(from, to, 100), "File exists");
    ck_assert_str_eq(scratch_copy(from, in_folder("no/such.c"), 100), "No such file or directory");
    ck_assert_str_eq(scratch_copy(from, "/dev/full", 100), "File exists");
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN("scratch", a_folder_of_its_own_lies_in_tmpdir_and_goes_with_all_in_it,
                    it_is_nobody_elses_to_read, what_killed_gradings_left_is_swept,
                    what_somebody_holds_is_not_swept, without_a_place_in_tmpdir_build_will_do,
                    what_cannot_be_read_is_said, a_copy_is_whole_and_overwrites_nothing);
}
