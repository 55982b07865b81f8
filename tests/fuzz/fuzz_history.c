/* The history: any bytes as its file, or, behind a first line `SQL`, any statements on a good one,
 * so that rows of the wrong type and missing tables are found in a lifetime.
 *
 * What must hold: reading and keeping end soon, in a history or in one line that can be shown. What
 * is read can be shown, and brought back or said to be damaged. In a history that can be read, a
 * grading that was kept is the last of its exercise. */
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/calendar.h"
#include "grader/history.h"
#include "grader/past.h"
#include "grader/sha256.h"
#include "tests/fuzz/fuzz.h"

enum { STATEMENTS_MS = 500 };

static char folder[FUZZ_FOLDER];
static char path[sizeof folder + 40], aside[sizeof folder + 60];

static void remove_files(void)
{
    static const char *const more[] = {"", "-journal", "-wal", "-shm"};
    char name[sizeof aside + 10];
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        snprintf(name, sizeof name, "%s%s", path, more[i]);
        unlink(name);
    }
    unlink(aside);
}

static void remove_all(void)
{
    remove_files();
    rmdir(folder);
}

static void set_up(void)
{
    if (*path) return;
    fuzz_make_folder(folder);
    snprintf(path, sizeof path, "%s/history.sqlite", folder);
    snprintf(aside, sizeof aside, "%s.damaged-1", path);
    setenv("MLKATA_HOME", folder, 1);
    atexit(remove_all);
}

static struct report report(void)
{
    static struct report_test test = {
        .group = "basics", .name = "one_is_one", .status = TEST_PASS, .points = 5};
    static char source[] = "int a;\n";
    struct report r = {.exercise = "mean",
                       .submission = "exercises/mean/mean.c",
                       .source = source,
                       .n_source = sizeof source - 1,
                       .score = 5,
                       .max_score = 5,
                       .seed = 1,
                       .n_tests = 1,
                       .test = &test};
    sha256_hex(r.source_sha256, source, sizeof source - 1);
    return r;
}

/* ---- the input ---- */

static void write_bytes(const uint8_t *data, size_t size)
{
    FILE *f = fopen(path, "w");
    MUST(f && fwrite(data, 1, size, f) == size);
    fclose(f);
}

static int enough(void *until_ms)
{
    return clock_ms() > *(double *)until_ms;
}

static void run_statements(const char *sql)
{
    sqlite3 *db;
    double until_ms = clock_ms() + STATEMENTS_MS;
    MUST(sqlite3_open(path, &db) == SQLITE_OK);
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0); /* no other files */
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 8 << 20);
    sqlite3_progress_handler(db, 1000, enough, &until_ms);
    sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
    sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
}

static void make_file(const uint8_t *data, size_t size, struct arena *a)
{
    const char *remark;
    struct report r = report();
    struct fuzz_input rest = {data, size};
    if (size < 4 || memcmp(data, "SQL\n", 4) != 0) {
        write_bytes(data, size);
        return;
    }
    MUST(!history_keep(&r, &remark, a) && !remark);
    struct stream sql = fuzz_part(&rest);
    run_statements(sql.bytes + 4);
    free(sql.bytes);
}

/* ---- what must hold ---- */

static void check_shown(size_t which, struct arena *a)
{
    struct term_style style = {.utf8 = which % 2, .width = 40 + (int)(which % 3) * 30};
    char *bytes, *line;
    size_t n;
    FILE *out = open_memstream(&bytes, &n);
    const char *error = past_show(out, "mean", &style, a);
    fclose(out);
    if (error) fuzz_check_line(error);
    char *rest = bytes;
    while ((line = strsep(&rest, "\n")))
        if (*line) fuzz_check_line(line);
    free(bytes);
}

/* A sample of the gradings: the first few and the last. Whether there are any. */
static bool check_read(struct history *h, struct arena *a)
{
    const char *error = history_read(h, "mean", a);
    if (error) fuzz_check_line(error);
    for (size_t i = 0; i < h->n && !error; i += i < 3 || i + 1 == h->n ? 1 : h->n - i - 1) {
        char *bytes;
        size_t n;
        const char *damaged = history_source(&h->grading[i], &bytes, &n, a);
        if (damaged) fuzz_check_line(damaged);
        fuzz_check_line(calendar_minute(h->grading[i].at_ms, a));
    }
    return !error;
}

static void check_kept(struct arena *a)
{
    struct report r = report();
    struct history before, h;
    const char *remark;
    bool readable = check_read(&before, a);
    const char *error = history_keep(&r, &remark, a);
    if (error) fuzz_check_line(error);
    if (remark) fuzz_check_line(remark);
    if (error) return;
    bool anew = access(aside, F_OK) == 0;
    MUST(check_read(&h, a) || (!readable && !anew));
    if (!readable && !anew) return; /* of a damaged one, it met the sound part alone */
    const struct past_grading *last = &h.grading[h.n - 1];
    MUST(h.n == (anew ? 1 : before.n + 1) && last->score == 5);
    MUST(strcmp(last->source_sha256, r.source_sha256) == 0 && strcmp(last->verdict, "pass") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    set_up();
    make_file(data, size, &a);
    check_shown(size, &a);
    check_kept(&a);
    remove_files();
    arena_free(&a);
    return 0;
}
