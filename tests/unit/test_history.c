#include <math.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "grader/calendar.h"
#include "grader/store.h"
#include "tests/unit/kept.h"

/* The file's rows by another way: SQL's own answer, as text. */
static const char *answer_to(const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *q;
    ck_assert_int_eq(sqlite3_open(in_folder("home/history.sqlite"), &db), SQLITE_OK);
    ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
    const char *text = sqlite3_step(q) == SQLITE_ROW ? store_text(q, 0) : "(none)";
    text = arena_copy(&arena, text);
    sqlite3_finalize(q);
    sqlite3_close(db);
    return text;
}

static void overwrite(const char *name, long at, const char *bytes, size_t n)
{
    FILE *f = fopen(in_folder(name), "r+");
    ck_assert_ptr_nonnull(f);
    fseek(f, at, SEEK_SET);
    fwrite(bytes, 1, n, f);
    fclose(f);
}

/* ---- keeping and reading ---- */

START_TEST(a_grading_is_read_back_as_it_was_kept)
{
    struct report_speed speed = {
        .conclusive = true, .vs_reference = 0.83, .interval = {0.81, 0.85}, .band = "solid"};
    set_up();
    struct report r = report_of("mean", "int a;\n");
    r.verdict = VERDICT_PASS;
    r.only = arena_copy(&arena, "one_is_one");
    r.speed = &speed;
    int64_t before = (int64_t)time(NULL) * 1000;
    ck_assert_str_eq(said_of(&r), "");
    struct history h = read_of("mean");
    ck_assert_uint_eq(h.n, 1);
    const struct past_grading *g = &h.grading[0];
    ck_assert_int_eq(g->number, 1);
    ck_assert(g->at_ms >= before && g->at_ms <= before + 60000);
    ck_assert_str_eq(g->verdict, "pass");
    ck_assert_str_eq(g->submission, "exercises/mean/mean.c");
    ck_assert_str_eq(g->source_sha256, r.source_sha256);
    ck_assert_str_eq(g->only, "one_is_one");
    ck_assert(g->score == 5 && g->max_score == 10 && g->total_ms == 120);
    ck_assert(g->vs_reference == 0.83 && g->interval[0] == 0.81 && g->interval[1] == 0.85);
    ck_assert_str_eq(answer_to("SELECT band || seed FROM grading"), "solid-1");
    ck_assert_str_eq(answer_to("SELECT ifnull(since_start_ms, hints) FROM grading"), "");
    folder_end();
}
END_TEST

START_TEST(every_test_has_a_row)
{
    set_up();
    keep("mean", "int a;\n");
    ck_assert_str_eq(answer_to("SELECT group_concat(grading || place || category || name || status"
                               " || points) FROM test"),
                     "10basicsone_is_onepass5.0,11edgesnone_is_nonecrash0.0");
    folder_end();
}
END_TEST

START_TEST(what_is_not_known_is_read_as_such)
{
    struct report_speed noisy = {.vs_reference = 0.5, .interval = {0.1, 0.9}};
    set_up();
    struct report r = report_of("mean", "int a;\n");
    r.speed = &noisy; /* inconclusive: no number to stand behind */
    r.score = NAN;
    ck_assert_str_eq(said_of(&r), "");
    const struct past_grading *g = read_of("mean").grading;
    ck_assert(isnan(g->vs_reference) && isnan(g->interval[0]) && isnan(g->score));
    ck_assert_str_eq(g->only, "");
    folder_end();
}
END_TEST

START_TEST(numbers_count_an_exercises_own_gradings)
{
    set_up();
    keep("mean", "int a;\n");
    keep("sum", "int b;\n");
    keep("mean", "int c;\n");
    struct history h = read_of("mean");
    ck_assert_uint_eq(h.n, 2);
    ck_assert_int_eq(h.grading[1].number, 2);
    ck_assert_int_eq(read_of("sum").grading[0].number, 1);
    ck_assert_uint_eq(read_of("other").n, 0);
    folder_end();
}
END_TEST

START_TEST(an_answer_is_kept_once_and_read_back_byte_for_byte)
{
    char *bytes;
    size_t n;
    set_up();
    struct report r = report_of("mean", "");
    r.source = "\xFF\0\r\n", r.n_source = 4;
    sha256_hex(r.source_sha256, r.source, r.n_source);
    for (int i = 0; i < 3; i++) ck_assert_str_eq(said_of(&r), "");
    keep("mean", "");
    struct history h = read_of("mean");
    ck_assert_str_eq(answer_to("SELECT count(*) FROM source"), "2");
    ck_assert_ptr_null(history_source(&h.grading[2], &bytes, &n, &arena));
    ck_assert(n == 4 && memcmp(bytes, "\xFF\0\r\n", 4) == 0);
    ck_assert_ptr_null(history_source(&h.grading[3], &bytes, &n, &arena));
    ck_assert_uint_eq(n, 0);
    change("UPDATE source SET bytes = 'forged'");
    const char *error = history_source(&h.grading[2], &bytes, &n, &arena);
    ck_assert_ptr_nonnull(strstr(error, "the answer of grading 3 is damaged"));
    folder_end();
}
END_TEST

/* ---- where ---- */

static const char *folder_of(const char *own, const char *data, const char *home)
{
    const char *found, *error;
    own ? setenv("MLKATA_HOME", own, 1) : unsetenv("MLKATA_HOME");
    data ? setenv("XDG_DATA_HOME", data, 1) : unsetenv("XDG_DATA_HOME");
    home ? setenv("HOME", home, 1) : unsetenv("HOME");
    error = store_folder(&found, &arena);
    return error ? error : found ? found : "none wanted";
}

START_TEST(the_place_is_what_the_environment_says)
{
    ck_assert_str_eq(folder_of("/a", "/b", "/c"), "/a");
    ck_assert_str_eq(folder_of(NULL, "/b", "/c"), "/b/mlkata");
    ck_assert_str_eq(folder_of(NULL, "", "/c"), "/c/.local/share/mlkata");
    ck_assert_str_eq(folder_of(NULL, "b", "/c"), "/c/.local/share/mlkata");
    ck_assert_str_eq(folder_of("", "/b", "/c"), "none wanted");
    ck_assert_str_eq(folder_of("a", "/b", "/c"),
                     "MLKATA_HOME is \"a\": it must be a whole path, like /home/me/kata");
    static const char none[] = "HOME says no place for it (MLKATA_HOME=/some/folder does)";
    ck_assert_str_eq(folder_of(NULL, NULL, NULL), none);
    ck_assert_str_eq(folder_of(NULL, NULL, ""), none);
    ck_assert_str_eq(folder_of(NULL, "b", "c"), none);
}
END_TEST

START_TEST(where_none_is_wanted_nothing_is_kept)
{
    struct history h;
    set_up();
    setenv("MLKATA_HOME", "", 1);
    keep("mean", "int a;\n");
    ck_assert(!there_is("home"));
    ck_assert_ptr_null(history_read(&h, "mean", &arena));
    ck_assert(!h.path && h.n == 0 && h.n_events == 0);
    folder_end();
}
END_TEST

START_TEST(folders_are_made_for_the_owner_alone)
{
    struct stat st;
    set_up();
    setenv("MLKATA_HOME", in_folder("home/of/mine"), 1);
    ck_assert_uint_eq(read_of("mean").n, 0);
    ck_assert(!there_is("home")); /* reading makes none */
    keep("mean", "int a;\n");
    ck_assert_int_eq(stat(in_folder("home/of/mine"), &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0700);
    folder_end();
}
END_TEST

START_TEST(a_place_that_cannot_be_is_said)
{
    set_up();
    struct report r = report_of("mean", "int a;\n");
    folder_file("file", "");
    setenv("MLKATA_HOME", in_folder("file/home"), 1);
    ck_assert_str_eq(said_of(&r), arena_printf(&arena, "%s/file/home: Not a directory", folder));
    setenv("MLKATA_HOME", in_folder("home"), 1);
    mkdir(in_folder("home"), 0700), mkdir(in_folder("home/history.sqlite"), 0700);
    ck_assert_ptr_nonnull(strstr(said_of(&r), "home/history.sqlite: "));
    ck_assert(there_is("home/history.sqlite"));
    folder_end();
}
END_TEST

/* ---- a file that is not as it should be ---- */

/* One that is kept aside and begun anew, by these words. */
static void ck_assert_begun_anew(const char *words)
{
    struct history h;
    struct report r = report_of("mean", "int b;\n");
    const char *error = history_read(&h, "mean", &arena);
    ck_assert_msg(error && strstr(error, words), "reading says %s", error);
    ck_assert_ptr_nonnull(
        strstr(error, "(without that file the next grading begins a new history)"));
    ck_assert(!there_is("home/history.sqlite.damaged-1"));
    const char *said = said_of(&r);
    ck_assert_msg(*said == '[' && strstr(said, words), "keeping says %s", said);
    ck_assert_ptr_nonnull(strstr(said, "home/history.sqlite.damaged-1, and a new one is begun]"));
    ck_assert(there_is("home/history.sqlite.damaged-1"));
    ck_assert_uint_eq(read_of("mean").n, 1);
    keep("mean", "int c;\n");
    ck_assert_uint_eq(read_of("mean").n, 2);
}

static void begin_with_one(void)
{
    set_up();
    keep("mean", "int a;\n");
}

START_TEST(a_file_of_noise_is_kept_aside)
{
    begin_with_one();
    overwrite("home/history.sqlite", 0, "noise and nothing else", 22);
    ck_assert_begun_anew("file is not a database");
    folder_end();
}
END_TEST

START_TEST(a_torn_page_is_kept_aside)
{
    begin_with_one();
    char page[4096];
    memset(page, 0x5A, sizeof page);
    for (int i = 1; i < 6; i++) overwrite("home/history.sqlite", 4096 * i, page, sizeof page);
    ck_assert_begun_anew("malformed");
    folder_end();
}
END_TEST

START_TEST(a_table_that_is_missing_is_damage)
{
    begin_with_one();
    change("DROP TABLE grading");
    ck_assert_begun_anew("no such table: grading");
    folder_end();
}
END_TEST

START_TEST(another_programs_file_is_kept_aside)
{
    begin_with_one();
    change("PRAGMA application_id = 1");
    ck_assert_begun_anew("it is no history of this kit");
    folder_end();
}
END_TEST

START_TEST(a_view_in_the_place_of_a_table_is_not_run)
{
    begin_with_one();
    change("DROP TABLE grading; CREATE VIEW grading AS WITH RECURSIVE n (x) AS"
           " (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS number FROM n");
    ck_assert_begun_anew("no such table");
    folder_end();
}
END_TEST

START_TEST(nothing_that_was_kept_aside_is_overwritten)
{
    begin_with_one();
    for (int i = 1; i < 4; i++) {
        char *noise = arena_printf(&arena, "noise %d and nothing else", i);
        overwrite("home/history.sqlite", 0, noise, strlen(noise));
        struct report r = report_of("mean", "int b;\n");
        ck_assert_ptr_nonnull(strstr(said_of(&r), "and a new one is begun"));
    }
    for (int i = 1; i < 4; i++) {
        char start[8] = "";
        char *name = arena_printf(&arena, "home/history.sqlite.damaged-%d", i);
        FILE *f = fopen(in_folder(name), "r");
        ck_assert(f && fread(start, 1, 7, f) == 7);
        ck_assert_str_eq(start, arena_printf(&arena, "noise %d", i));
        fclose(f);
    }
    folder_end();
}
END_TEST

START_TEST(an_empty_file_is_a_new_history)
{
    set_up();
    mkdir(in_folder("home"), 0700);
    folder_file("home/history.sqlite", "");
    ck_assert_uint_eq(read_of("mean").n, 0);
    keep("mean", "int a;\n");
    ck_assert_uint_eq(read_of("mean").n, 1);
    ck_assert_str_eq(answer_to("PRAGMA user_version"), "2");
    folder_end();
}
END_TEST

/* As the first kit wrote it. */
static const char first_schema[] =
    "PRAGMA application_id = 1835821921; PRAGMA user_version = 1;"
    "CREATE TABLE source (sha256 TEXT PRIMARY KEY NOT NULL, bytes BLOB NOT NULL);"
    "CREATE TABLE grading (id INTEGER PRIMARY KEY, exercise TEXT NOT NULL, number INTEGER NOT NULL,"
    " at_ms INTEGER NOT NULL, submission TEXT NOT NULL,"
    " source TEXT NOT NULL REFERENCES source (sha256), verdict TEXT NOT NULL,"
    " score REAL, max_score REAL, only_test TEXT, seed INTEGER NOT NULL,"
    " vs_reference REAL, vs_least REAL, vs_most REAL, band TEXT, total_ms REAL,"
    " since_start_ms INTEGER, hints INTEGER, UNIQUE (exercise, number));"
    "CREATE TABLE test (grading INTEGER NOT NULL REFERENCES grading (id), place INTEGER NOT NULL,"
    " category TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL,"
    " points REAL, max_points REAL, ms REAL, PRIMARY KEY (grading, place)) WITHOUT ROWID;"
    "INSERT INTO source VALUES ('ab', 'int a;');"
    "INSERT INTO grading VALUES (1, 'mean', 1, 1795723363137, 'exercises/mean/mean.c', 'ab', "
    "'pass',"
    " 90, 90, NULL, 1, NULL, NULL, NULL, NULL, 120, NULL, NULL);";

START_TEST(an_older_kits_file_goes_on)
{
    set_up();
    mkdir(in_folder("home"), 0700);
    folder_file("home/history.sqlite", "");
    change(first_schema);
    ck_assert_uint_eq(read_of("mean").n, 1); /* to be read it need not be changed */
    ck_assert_str_eq(answer_to("PRAGMA user_version"), "1");
    keep("mean", "int b;\n");
    ck_assert_str_eq(answer_to("PRAGMA user_version"), "2");
    struct history h = read_of("mean");
    ck_assert_uint_eq(h.n, 2);
    ck_assert_str_eq(h.grading[0].verdict, "pass");
    ck_assert(h.grading[0].own && isnan(h.grading[0].hints));
    folder_end();
}
END_TEST

START_TEST(a_newer_kits_file_is_not_touched)
{
    struct history h;
    begin_with_one();
    change("PRAGMA user_version = 7");
    struct report r = report_of("mean", "int b;\n");
    const char *words = "a newer kit wrote it (schema 7, this one has 2)";
    const char *said = said_of(&r);
    ck_assert_msg(*said != '[' && strstr(said, words), "%s", said);
    ck_assert_ptr_nonnull(strstr(history_read(&h, "mean", &arena), words));
    ck_assert_str_eq(answer_to("SELECT count(*) FROM grading"), "1");
    ck_assert(!there_is("home/history.sqlite.damaged-1"));
    folder_end();
}
END_TEST

static void change_and_wait(const char *sql, int ready, int end)
{
    sqlite3 *db;
    char byte = 0;
    bool fine = sqlite3_open(in_folder("home/history.sqlite"), &db) == SQLITE_OK &&
                sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
    if (fine && write(ready, &byte, 1) == 1 && read(end, &byte, 1) == 0) sqlite3_close(db);
}

/* Holds the lock in a process of its own, as another program would, until `end` is closed. */
static int lock_elsewhere(void)
{
    int end[2], held[2];
    char byte;
    ck_assert(pipe(end) == 0 && pipe(held) == 0);
    if (fork() == 0) {
        close(end[1]);
        change_and_wait("BEGIN IMMEDIATE", held[1], end[0]);
        _exit(0);
    }
    close(held[1]), close(end[0]);
    ck_assert_int_eq(read(held[0], &byte, 1), 1);
    return end[1];
}

START_TEST(anothers_lock_costs_a_second_at_most)
{
    struct timespec from, to;
    begin_with_one();
    int end = lock_elsewhere();
    struct report r = report_of("mean", "int b;\n");
    clock_gettime(CLOCK_MONOTONIC, &from);
    const char *said = said_of(&r);
    clock_gettime(CLOCK_MONOTONIC, &to);
    close(end);
    ck_assert_msg(strstr(said, "another program has it locked"), "%s", said);
    double s = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    ck_assert_msg(s > 0.9 && s < 2, "%g s", s);
    wait(NULL);
    keep("mean", "int b;\n");
    ck_assert_int_eq(read_of("mean").grading[1].number, 2);
    folder_end();
}
END_TEST

START_TEST(gradings_side_by_side_are_all_kept)
{
    enum { AT_ONCE = 3, EACH = 8 };
    int status;
    set_up();
    for (int i = 0; i < AT_ONCE; i++) {
        if (fork() != 0) continue;
        for (int k = 0; k < EACH; k++) keep("mean", arena_printf(&arena, "int a%d;\n", k));
        _exit(0);
    }
    for (int i = 0; i < AT_ONCE; i++) ck_assert(wait(&status) > 0 && status == 0);
    struct history h = read_of("mean");
    ck_assert_uint_eq(h.n, AT_ONCE * EACH);
    for (int i = 0; i < AT_ONCE * EACH; i++) ck_assert_int_eq(h.grading[i].number, i + 1);
    ck_assert_str_eq(answer_to("SELECT count(*) FROM source"), "8");
    folder_end();
}
END_TEST

START_TEST(a_clock_that_was_set_back_is_said_once)
{
    begin_with_one();
    change("UPDATE grading SET at_ms = 4102444800000");
    struct report r = report_of("mean", "int b;\n");
    const char *said = said_of(&r);
    ck_assert_msg(
        strncmp(said, "[the last grading in the history is of 2100-01-01 00:00, and", 60) == 0,
        "%s", said);
    keep("mean", "int c;\n");
    struct history h = read_of("mean");
    ck_assert_uint_eq(h.n, 3);
    ck_assert(h.grading[0].at_ms > h.grading[1].at_ms); /* in the order of their numbers */
    folder_end();
}
END_TEST

START_TEST(dates_of_any_number_can_be_said)
{
    setenv("TZ", "UTC0", 1);
    ck_assert_str_eq(calendar_minute(0, &arena), "1970-01-01 00:00");
    ck_assert_str_eq(calendar_minute(-60000, &arena), "1969-12-31 23:59");
    ck_assert_str_eq(calendar_minute(253402300799999, &arena), "9999-12-31 23:59");
    ck_assert_str_eq(calendar_minute(253402300800000, &arena), "another age");
    ck_assert_str_eq(calendar_minute(1795723363137, &arena), "2026-11-26 20:02");
    ck_assert_str_eq(calendar_minute(INT64_MAX, &arena), "another age");
    ck_assert_str_eq(calendar_minute(INT64_MIN, &arena), "another age");
}
END_TEST

int main(void)
{
    return UNIT_RUN("history", a_grading_is_read_back_as_it_was_kept, every_test_has_a_row,
                    what_is_not_known_is_read_as_such, numbers_count_an_exercises_own_gradings,
                    an_answer_is_kept_once_and_read_back_byte_for_byte,
                    the_place_is_what_the_environment_says, where_none_is_wanted_nothing_is_kept,
                    folders_are_made_for_the_owner_alone, a_place_that_cannot_be_is_said,
                    a_file_of_noise_is_kept_aside, a_torn_page_is_kept_aside,
                    a_table_that_is_missing_is_damage, another_programs_file_is_kept_aside,
                    a_view_in_the_place_of_a_table_is_not_run,
                    nothing_that_was_kept_aside_is_overwritten, an_empty_file_is_a_new_history,
                    an_older_kits_file_goes_on, a_newer_kits_file_is_not_touched,
                    anothers_lock_costs_a_second_at_most, gradings_side_by_side_are_all_kept,
                    a_clock_that_was_set_back_is_said_once, dates_of_any_number_can_be_said);
}
