/* A history of a test's own, in a folder of its own, and gradings to be kept in it. */
#ifndef KATA_TESTS_KEPT_H
#define KATA_TESTS_KEPT_H

#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "grader/history.h"
#include "grader/sha256.h"
#include "tests/unit/folder.h"

static struct arena arena;
static struct report_test tests[2];

static inline void set_up(void)
{
    folder_begin();
    setenv("MLKATA_HOME", in_folder("home"), 1);
    setenv("TZ", "UTC0", 1);
}

static inline struct report report_of(const char *exercise, const char *source)
{
    tests[0] = (struct report_test){.group = "basics", .name = "one_is_one", .points = 5};
    tests[1] = (struct report_test){.group = "edges", .name = "none_is_none", .status = TEST_CRASH};
    struct report r = {.exercise = arena_copy(&arena, exercise),
                       .submission = arena_printf(&arena, "exercises/%s/%s.c", exercise, exercise),
                       .source = arena_copy(&arena, source),
                       .n_source = strlen(source),
                       .verdict = VERDICT_FAIL,
                       .score = 5,
                       .max_score = 10,
                       .seed = UINT64_MAX,
                       .n_tests = 2,
                       .test = tests};
    r.ms.total = 120;
    sha256_hex(r.source_sha256, source, strlen(source));
    return r;
}

/* What keeping it comes to: "", or the error; a remark is put in brackets. */
static inline const char *said_of(const struct report *r)
{
    const char *remark, *error = history_keep(r, &remark, &arena);
    return arena_printf(&arena, "%s%s%s%s", error ? error : "", remark ? "[" : "",
                        remark ? remark : "", remark ? "]" : "");
}

static inline void keep(const char *exercise, const char *source)
{
    struct report r = report_of(exercise, source);
    ck_assert_str_eq(said_of(&r), "");
}

static inline struct history read_of(const char *exercise)
{
    struct history h;
    const char *error = history_read(&h, exercise, &arena);
    ck_assert_msg(!error, "%s", error);
    return h;
}

static inline void change(const char *sql)
{
    sqlite3 *db;
    ck_assert_int_eq(sqlite3_open(in_folder("home/history.sqlite"), &db), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

static inline bool there_is(const char *name)
{
    return access(in_folder(name), F_OK) == 0;
}

#endif
