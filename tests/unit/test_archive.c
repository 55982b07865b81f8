#include <math.h>
#include <sys/wait.h>

#include "grader/archive.h"
#include "tests/unit/kept.h"

static const char *exported(void)
{
    char *bytes;
    size_t n;
    FILE *out = open_memstream(&bytes, &n);
    const char *error = archive_export(out, &arena);
    ck_assert_msg(!error, "%s", error);
    fclose(out);
    const char *copy = arena_copy(&arena, bytes);
    free(bytes);
    return copy;
}

static const char *take(struct archive_added *added, const char *lines)
{
    FILE *in = fmemopen((char *)lines, strlen(lines), "r");
    const char *error = archive_take(added, in, "h.jsonl", &arena);
    fclose(in);
    return error;
}

/* "gradings events sources known" */
static const char *taken(const char *lines)
{
    struct archive_added n;
    const char *error = take(&n, lines);
    return error
               ? error
               : arena_printf(&arena, "%zu %zu %zu %zu", n.gradings, n.events, n.sources, n.known);
}

/* All rows of all tables, with the numbers that SQLite gave them; too long for a message. */
static const char *dumped(void)
{
    char bytes[40000];
    FILE *p = popen("sqlite3 -batch \"$MLKATA_HOME/history.sqlite\" .dump | sort", "r");
    size_t n = fread(bytes, 1, sizeof bytes - 1, p);
    bytes[n] = '\0';
    ck_assert_int_eq(pclose(p), 0);
    ck_assert(n > 1000);
    return arena_copy(&arena, bytes);
}

static void note(const char *exercise, const char *kind)
{
    const char *remark;
    ck_assert_ptr_null(history_note(exercise, kind, "1", &remark, &arena));
}

static void keep_some(void)
{
    struct report_speed speed = {
        .conclusive = true, .vs_reference = 1.0 / 3, .interval = {0.3, INFINITY}, .band = "solid"};
    note("mean", "started");
    keep("mean", "int a;\n");
    note("mean", "hint");
    note("sum", "started");
    keep("sum", "int \xC3\xA4; // \"x\"\t\x01\n");
    struct report r = report_of("mean", "");
    r.source = "\xFF\0\r\n", r.n_source = 4; /* no text at all */
    sha256_hex(r.source_sha256, r.source, r.n_source);
    r.submission = arena_copy(&arena, "/tmp/\xE4.c");
    ck_assert_str_eq(said_of(&r), "");
    r.source = "a\0b\n"; /* text, but for its NUL */
    sha256_hex(r.source_sha256, r.source, r.n_source);
    r.only = arena_copy(&arena, "one_is_one");
    r.speed = &speed, r.score = NAN, r.own = true, r.seed = 81;
    ck_assert_str_eq(said_of(&r), "");
    note("mean", "debrief");
}

static void elsewhere(const char *home)
{
    setenv("MLKATA_HOME", in_folder(home), 1);
}

START_TEST(what_was_exported_comes_back_row_for_row)
{
    set_up();
    keep_some();
    const char *lines = exported(), *rows = dumped();
    elsewhere("other");
    ck_assert_str_eq(taken(lines), "4 4 4 0");
    ck_assert(strcmp(dumped(), rows) == 0);
    ck_assert(strcmp(exported(), lines) == 0);
    folder_end();
}
END_TEST

START_TEST(importing_twice_adds_nothing)
{
    set_up();
    keep_some();
    const char *lines = exported(), *rows = dumped();
    ck_assert_str_eq(taken(lines), "0 0 0 8");
    ck_assert(strcmp(dumped(), rows) == 0);
    folder_end();
}
END_TEST

START_TEST(what_happened_twice_is_there_twice)
{
    set_up();
    setenv("MLKATA_NOW", "1795723363", 1);
    for (int i = 0; i < 3; i++) keep("mean", "int a;\n"), note("mean", "hint");
    const char *lines = exported();
    elsewhere("other");
    keep("mean", "int a;\n");
    ck_assert_str_eq(taken(lines), "2 3 0 1");
    ck_assert_str_eq(taken(lines), "0 0 0 6");
    ck_assert_uint_eq(read_of("mean").n, 3);
    unsetenv("MLKATA_NOW");
    folder_end();
}
END_TEST

START_TEST(what_is_new_stands_behind_what_is_there)
{
    set_up();
    keep_some();
    const char *lines = exported();
    elsewhere("other");
    keep("mean", "int other;\n");
    ck_assert_str_eq(taken(lines), "4 4 4 0");
    struct history h = read_of("mean");
    ck_assert_uint_eq(h.n, 4);
    ck_assert_int_eq(h.grading[3].number, 4);
    ck_assert_int_eq(h.event[0].after, h.grading[0].id);
    ck_assert_int_eq(h.event[2].after, h.grading[3].id);
    folder_end();
}
END_TEST

START_TEST(no_history_is_exported_as_one)
{
    set_up();
    const char *lines = exported();
    ck_assert_str_eq(lines, "{\"format\":\"mlkata-history\",\"version\":1,\"sources\":0,"
                            "\"gradings\":0,\"events\":0}\n");
    ck_assert(!there_is("home")); /* to read is not to make */
    ck_assert_str_eq(taken(lines), "0 0 0 0");
    folder_end();
}
END_TEST

/* ---- what is wrong ---- */

/* The lines with `old` made `new`, where it first stands. */
static const char *with(const char *lines, const char *old, const char *new)
{
    const char *at = strstr(lines, old);
    ck_assert_msg(at, "%s is not in it", old);
    return arena_printf(&arena, "%.*s%s%s", (int)(at - lines), lines, new, at + strlen(old));
}

static void refuses(const char *lines, const char *words)
{
    struct archive_added added;
    const char *rows = dumped(), *error = take(&added, lines);
    ck_assert_msg(error && strcmp(error, words) == 0, "%s\nand not\n%s", error, words);
    ck_assert(strcmp(dumped(), rows) == 0);
}

START_TEST(a_wrong_line_is_named_and_nothing_comes_in)
{
    set_up();
    keep_some();
    const char *lines = exported();
    elsewhere("other");
    keep("median", "int m;\n");
    refuses("", "h.jsonl, line 1: it is empty");
    refuses("[]\n", "h.jsonl, line 1: this is no history of this kit's: it would begin with "
                    "{\"format\":\"mlkata-history\"");
    refuses(with(lines, "\"version\":1", "\"version\":2"),
            "h.jsonl, line 1: a newer kit wrote it (version 2, this one reads up to 1)");
    refuses(with(lines, "\"version\":1", "\"version\":0"),
            "h.jsonl, line 1: \"version\" must be 1");
    refuses(with(lines, "int a;", "int b;"),
            "h.jsonl, line 2: the answer is not the one that its SHA-256 is of");
    refuses(with(lines, "{\"event\":", "{\"round\":"),
            "h.jsonl, line 6: it must hold one \"source\", \"grading\" or \"event\"");
    refuses(with(lines, ",\"kind\":\"started\"", ""),
            "h.jsonl, line 6: key \"kind\" of \"event\" is missing");
    refuses(with(lines, "\"kind\":", "\"more\":1,\"kind\":"),
            "h.jsonl, line 6: \"event\" has a key too many");
    refuses(with(lines, "\"detail\":\"1\"", "\"detail\":1"),
            "h.jsonl, line 6: \"detail\" must be a string");
    refuses(with(lines, "\"seed\":\"18446744073709551615\"", "\"seed\":\"18446744073709551616\""),
            "h.jsonl, line 7: \"seed\" must be a string of digits below 2^64");
    refuses(with(lines, "\"place\":1", "\"place\":0"),
            "h.jsonl, line 7: the places of its tests must rise");
    refuses(with(lines, "\"score\":5", "\"score\":five"), "h.jsonl, line 7: a value expected");
    refuses(with(lines, "\"source\":\"", "\"source\":\"0"),
            "h.jsonl, line 7: its answer is neither in this file nor in the history");
    folder_end();
}
END_TEST

START_TEST(a_file_that_was_cut_is_known_for_it)
{
    set_up();
    keep_some();
    const char *lines = exported();
    elsewhere("other");
    keep("median", "int m;\n");
    size_t n = strlen(lines), last = n - 1;
    while (lines[last - 1] != '\n') last--;
    refuses(arena_printf(&arena, "%.*s", (int)last, lines),
            "h.jsonl, line 12: here it ends, and it is not complete: of 4 events there are 3");
    refuses(arena_printf(&arena, "%.*s", (int)n - 5, lines),
            "h.jsonl, line 13: a closing quote on the same line expected");
    folder_end();
}
END_TEST

START_TEST(a_newer_kits_history_is_left_alone)
{
    set_up();
    keep_some();
    const char *lines = exported();
    change("PRAGMA user_version = 1000");
    struct archive_added added;
    ck_assert_ptr_nonnull(strstr(take(&added, lines), "a newer kit wrote it"));
    folder_end();
}
END_TEST

int main(void)
{
    return UNIT_RUN("archive", what_was_exported_comes_back_row_for_row,
                    importing_twice_adds_nothing, what_happened_twice_is_there_twice,
                    what_is_new_stands_behind_what_is_there, no_history_is_exported_as_one,
                    a_wrong_line_is_named_and_nothing_comes_in, a_file_that_was_cut_is_known_for_it,
                    a_newer_kits_history_is_left_alone);
}
