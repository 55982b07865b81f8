/* Files that are there whole or not at all, and what a file is known by. */
#include "grader/whole.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/fingerprint.h"
#include "grader/scratch.h"
#include "tests/unit/folder.h"

static struct arena arena;

static char *content(const char *path)
{
    char *bytes;
    size_t n;
    const char *error = scratch_read(path, 1 << 20, &arena, &bytes, &n);
    return error ? arena_copy(&arena, error) : bytes;
}

static int files_in_folder(void)
{
    FILE *f = popen(arena_printf(&arena, "ls -A '%s' | wc -l", folder), "r");
    int n = -1;
    ck_assert_int_eq(fscanf(f, "%d", &n), 1);
    pclose(f);
    return n;
}

START_TEST(what_was_there_is_replaced_and_nothing_lies_beside)
{
    folder_begin();
    const char *path = folder_file("results.csv", "old");
    ck_assert_ptr_null(whole_write(path, "new\n", 4, &arena));
    ck_assert_str_eq(content(path), "new\n");
    ck_assert_ptr_null(whole_write(in_folder("empty"), "", 0, &arena));
    ck_assert_str_eq(content(in_folder("empty")), "");
    ck_assert_int_eq(files_in_folder(), 2);
    folder_end();
}
END_TEST

START_TEST(where_it_cannot_be_what_was_there_stays)
{
    folder_begin();
    const char *path = in_folder("results.csv");
    ck_assert_int_eq(mkdir(path, 0755), 0); /* nothing can be renamed into its place */
    const char *error = whole_write(path, "new", 3, &arena);
    ck_assert_str_eq(error, arena_printf(&arena, "%s: Is a directory", path));
    ck_assert_int_eq(files_in_folder(), 1);
    error = whole_write(in_folder("no/such"), "new", 3, &arena);
    ck_assert_str_eq(error,
                     arena_printf(&arena, "%s: No such file or directory", in_folder("no/such")));
    folder_end();
}
END_TEST

START_TEST(of_a_disk_that_is_full_nothing_half_is_left)
{
    static char many[8192];
    folder_begin();
    const char *path = folder_file("results.csv", "old");
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &(struct rlimit){4096, RLIM_INFINITY}), 0);
    const char *error = whole_write(path, many, sizeof many, &arena);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY}), 0);
    ck_assert_str_eq(error, arena_printf(&arena, "%s: File too large", path));
    ck_assert_str_eq(content(path), "old");
    ck_assert_int_eq(files_in_folder(), 1);
    folder_end();
}
END_TEST

START_TEST(a_file_is_known_by_its_content_and_not_by_its_times)
{
    folder_begin();
    const char *path = folder_file("record", "one"), *before = fingerprint_of(path, &arena);
    ck_assert_uint_eq(strlen(before), 64);
    folder_file("record", "one");
    ck_assert_str_eq(fingerprint_of(path, &arena), before);
    folder_file("record", "two");
    ck_assert_str_ne(fingerprint_of(path, &arena), before);
    folder_file("record", "\177ELF no program");
    ck_assert_uint_eq(strlen(fingerprint_of(path, &arena)), 64);
    folder_end();
}
END_TEST

START_TEST(what_is_not_there_has_a_print_and_what_cannot_be_read_has_none)
{
    folder_begin();
    ck_assert_str_eq(fingerprint_of(in_folder("none"), &arena), "none");
    ck_assert_ptr_null(fingerprint_of(arena_printf(&arena, "%s/x", folder_file("f", "")), &arena));
    folder_end();
}
END_TEST

/* A linker's own print has 20 bytes where there is one; a SHA-256 has 32. */
START_TEST(a_program_is_known_by_its_build_id_where_it_has_one)
{
    const char *self = fingerprint_of("/proc/self/exe", &arena);
    ck_assert_msg(strlen(self) == 40 || strlen(self) == 64, "%s", self);
    ck_assert_str_eq(fingerprint_of("/proc/self/exe", &arena), self);
}
END_TEST

int main(void)
{
    return UNIT_RUN("whole", what_was_there_is_replaced_and_nothing_lies_beside,
                    where_it_cannot_be_what_was_there_stays,
                    of_a_disk_that_is_full_nothing_half_is_left,
                    a_file_is_known_by_its_content_and_not_by_its_times,
                    what_is_not_there_has_a_print_and_what_cannot_be_read_has_none,
                    a_program_is_known_by_its_build_id_where_it_has_one);
}
