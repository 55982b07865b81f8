/* A folder of a test's own, removed by `folder_end`, and files in it. */
#ifndef KATA_TESTS_FOLDER_H
#define KATA_TESTS_FOLDER_H

#include <stdio.h>
#include <stdlib.h>

#include "grader/arena.h"
#include "tests/unit/unit.h"

static struct arena folder_arena;
static const char *folder;

static inline void folder_begin(void)
{
    char *path = arena_copy(&folder_arena, "/tmp/mlkata-test-XXXXXX");
    folder = mkdtemp(path);
    ck_assert_ptr_nonnull(folder);
}

static inline char *in_folder(const char *name)
{
    return arena_printf(&folder_arena, "%s/%s", folder, name);
}

static inline char *folder_file(const char *name, const char *text)
{
    char *path = in_folder(name);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
    return path;
}

static inline void folder_end(void)
{
    ck_assert_int_eq(system(arena_printf(&folder_arena, "rm -rf '%s'", folder)), 0);
    arena_free(&folder_arena);
}

#endif
