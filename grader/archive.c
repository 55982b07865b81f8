#include "grader/archive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/archive_file.h"
#include "grader/process.h"
#include "grader/sha256.h"
#include "grader/store.h"

/* For a lock, and for all the rows. */
enum { PATIENCE_MS = 60000 };

/* ---- all that there is ---- */

/* What is done with each line; it need not be kept. */
typedef void (*line_function)(void *with, const struct archive_entry *e);

static void read_tests(struct store *s, struct archive_entry *e, sqlite3_int64 id, struct arena *a)
{
    sqlite3_stmt *q = store_ask(s, "SELECT count(*) FROM test WHERE grading = ?");
    sqlite3_bind_int64(q, 1, id);
    size_t n = 0;
    if (store_next(s, q)) {
        n = (size_t)sqlite3_column_int64(q, 0);
        sqlite3_finalize(q);
    }
    e->test = arena_take(a, n + 1, sizeof *e->test);
    q = store_ask(s, arena_printf(a, "SELECT %s FROM test WHERE grading = ? ORDER BY place",
                                  archive_names(&archive_test, "", a)));
    sqlite3_bind_int64(q, 1, id);
    while (store_next(s, q))
        if (e->n_tests < n) archive_read(e->test[e->n_tests++], &archive_test, q, 0, a);
}

static void walk_sources(struct store *s, line_function each, void *with)
{
    sqlite3_stmt *q = store_ask(s, "SELECT sha256, bytes FROM source ORDER BY rowid");
    while (store_next(s, q)) {
        struct arena a = {0};
        struct archive_entry e = {.table = &archive_source};
        archive_read(e.cell, e.table, q, 0, &a);
        each(with, &e);
        arena_free(&a);
    }
}

/* An event stands behind the gradings that it came after. */
static bool next_event(struct store *s, sqlite3_stmt *q, sqlite3_int64 *after)
{
    bool there = store_next(s, q);
    *after = there ? sqlite3_column_int64(q, 0) : INT64_MAX;
    return there;
}

static void walk_done(struct store *s, line_function each, void *with)
{
    struct arena names = {0};
    sqlite3_int64 after;
    sqlite3_stmt *event =
        store_ask(s, arena_printf(&names, "SELECT after, %s FROM event ORDER BY id",
                                  archive_names(&archive_event, "", &names)));
    sqlite3_stmt *grading =
        store_ask(s, arena_printf(&names, "SELECT id, %s FROM grading ORDER BY id",
                                  archive_names(&archive_grading, "", &names)));
    bool more_events = next_event(s, event, &after), more = store_next(s, grading);
    while (more || more_events) {
        struct arena a = {0};
        sqlite3_int64 id = more ? sqlite3_column_int64(grading, 0) : INT64_MAX;
        bool is_event = more_events && (!more || after < id);
        struct archive_entry e = {.table = is_event ? &archive_event : &archive_grading};
        archive_read(e.cell, e.table, is_event ? event : grading, 1, &a);
        if (!is_event) read_tests(s, &e, id, &a);
        each(with, &e);
        if (is_event)
            more_events = next_event(s, event, &after);
        else
            more = store_next(s, grading);
        arena_free(&a);
    }
    arena_free(&names);
}

/* ---- out ---- */

struct export
{
    struct text lines;
    size_t sources, gradings, events;
};

static void export_line(void *with, const struct archive_entry *e)
{
    struct export *x = with;
    archive_add_line(&x->lines, e);
    x->sources += e->table == &archive_source;
    x->gradings += e->table == &archive_grading;
    x->events += e->table == &archive_event;
}

static const char *read_all(struct export *x, struct arena *a)
{
    const char *folder, *error = store_folder(&folder, a);
    struct store s;
    if (error) return error;
    if (!folder) return "no history is kept: MLKATA_HOME is empty";
    store_open_to_read(&s, folder, clock_ms() + PATIENCE_MS, a);
    if (!s.empty) {
        walk_sources(&s, export_line, x);
        walk_done(&s, export_line, x);
    }
    store_close(&s);
    return s.error;
}

const char *archive_export(FILE *out, struct arena *a)
{
    struct export x = {0};
    const char *error = read_all(&x, a);
    if (!error) {
        archive_print_header(out, x.sources, x.gradings, x.events);
        fputs(text_of(&x.lines), out);
        if (fflush(out) != 0)
            error = arena_printf(a, "it could not be written: %s", strerror(errno));
    }
    text_free(&x.lines);
    return error;
}

/* ---- in ---- */

/* What the history holds, by a digest of each line: sorted, for lines are looked up. */
struct digest {
    char sha256[65];
    bool taken;
};

struct digests {
    size_t n, room;
    struct digest *digest;
};

static struct digest digest_of(const struct archive_entry *e)
{
    struct text line = {0};
    struct digest d = {0};
    archive_add_line(&line, e);
    sha256_hex(d.sha256, text_of(&line), line.length);
    text_free(&line);
    return d;
}

static void note_digest(void *with, const struct archive_entry *e)
{
    struct digests *all = with;
    if (all->n == all->room) {
        all->room = 2 * all->room + 64;
        all->digest = realloc(all->digest, all->room * sizeof *all->digest);
        if (!all->digest) text_out_of_memory();
    }
    all->digest[all->n++] = digest_of(e);
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct digest *)a)->sha256, ((const struct digest *)b)->sha256);
}

/* A line that a file has twice must be there twice, too: each that is there is taken once. */
static bool take_digest(struct digests *all, struct digest d)
{
    if (!all->n) return false;
    struct digest *end = all->digest + all->n;
    struct digest *found = bsearch(&d, all->digest, all->n, sizeof d, compare);
    if (!found) return false;
    while (found > all->digest && compare(found - 1, &d) == 0) found--;
    while (found < end && found->taken && compare(found, &d) == 0) found++;
    if (found == end || compare(found, &d) != 0) return false;
    found->taken = true;
    return true;
}

static void add_source(struct store *s, const struct archive_entry *e, struct archive_added *added)
{
    sqlite3_stmt *q = store_ask(s, "INSERT OR IGNORE INTO source (sha256, bytes) VALUES (?, ?)");
    archive_bind(q, 1, e->table, e->cell);
    store_next(s, q);
    if (!s->error) added->sources += (size_t)sqlite3_changes(s->db);
}

static bool has_source(struct store *s, const struct archive_entry *e)
{
    sqlite3_stmt *q = store_ask(s, "SELECT 1 FROM source WHERE sha256 = ?");
    sqlite3_bind_text(q, 1, archive_source_of(e), -1, SQLITE_STATIC);
    if (!store_next(s, q)) return s->error != NULL;
    sqlite3_finalize(q);
    return true;
}

/* ?1, ?2, … as many as there are columns. */
static const char *places(size_t n, int first, struct arena *a)
{
    const char *words = "";
    for (size_t i = 0; i < n; i++)
        words = arena_printf(a, "%s%s?%d", words, i ? ", " : "", first + (int)i);
    return words;
}

static void add_tests(struct store *s, const struct archive_entry *e, struct arena *a)
{
    sqlite3_int64 id = s->error ? 0 : sqlite3_last_insert_rowid(s->db);
    const char *sql =
        arena_printf(a, "INSERT INTO test (grading, %s) VALUES (?1, %s)",
                     archive_names(&archive_test, "", a), places(archive_test.n, 2, a));
    for (size_t i = 0; i < e->n_tests; i++) {
        sqlite3_stmt *q = store_ask(s, sql);
        sqlite3_bind_int64(q, 1, id);
        archive_bind(q, 2, &archive_test, e->test[i]);
        store_next(s, q);
    }
}

/* Behind what is there: its number is the next of its exercise's. */
static void add_grading(struct store *s, const struct archive_entry *e, struct arena *a)
{
    sqlite3_stmt *q = store_ask(
        s, arena_printf(a,
                        "INSERT INTO grading (number, %s) SELECT 1 + ifnull(max(number), 0), %s"
                        " FROM grading WHERE exercise = ?1",
                        archive_names(e->table, "", a), places(e->table->n, 1, a)));
    archive_bind(q, 1, e->table, e->cell);
    store_next(s, q);
    add_tests(s, e, a);
}

static void add_event(struct store *s, const struct archive_entry *e, struct arena *a)
{
    sqlite3_stmt *q = store_ask(
        s,
        arena_printf(a, "INSERT INTO event (after, %s) SELECT ifnull(max(id), 0), %s FROM grading",
                     archive_names(e->table, "", a), places(e->table->n, 1, a)));
    archive_bind(q, 1, e->table, e->cell);
    store_next(s, q);
}

static void add_one(struct store *s, const struct archive_entry *e, struct archive_added *added)
{
    struct arena a = {0};
    bool is_event = e->table == &archive_event;
    if (is_event)
        add_event(s, e, &a);
    else
        add_grading(s, e, &a);
    added->events += is_event;
    added->gradings += !is_event;
    arena_free(&a);
}

/* NULL, or words for the first that is wrong; what SQLite has to say stays in the store. */
static const char *add_all(struct store *s, const struct archive_file *f,
                           struct archive_added *added)
{
    struct digests known = {0};
    const char *error = NULL;
    walk_done(s, note_digest, &known);
    if (known.n) qsort(known.digest, known.n, sizeof *known.digest, compare);
    for (size_t i = 0; i < f->n; i++)
        if (f->entry[i].table == &archive_source) add_source(s, &f->entry[i], added);
    for (size_t i = 0; i < f->n && !error && !s->error; i++) {
        const struct archive_entry *e = &f->entry[i];
        if (e->table == &archive_source) continue;
        if (e->table == &archive_grading && !has_source(s, e))
            error = archive_says(f, e->line,
                                 "its answer is neither in this file nor in the history", s->a);
        else if (take_digest(&known, digest_of(e)))
            added->known++;
        else
            add_one(s, e, added);
    }
    free(known.digest);
    return error;
}

const char *archive_take(struct archive_added *added, FILE *in, const char *name, struct arena *a)
{
    struct archive_file f = {.name = name};
    struct store s;
    const char *folder, *error = store_folder(&folder, a);
    *added = (struct archive_added){0};
    if (!error && !folder) error = "no history is kept: MLKATA_HOME is empty";
    if (!error) error = archive_read_file(&f, in, a);
    if (error) return error;
    store_open_to_write(&s, folder, clock_ms() + PATIENCE_MS, a);
    if (!s.error) error = add_all(&s, &f, added);
    if (!error) store_commit(&s);
    store_close(&s);
    return error ? error : s.error;
}

const char *archive_import(FILE *out, const char *file, struct arena *a)
{
    struct archive_added added;
    bool named = file && *file;
    if (!named && isatty(STDIN_FILENO)) return "which file? say FILE=history.jsonl";
    FILE *in = named ? fopen(file, "r") : stdin;
    if (!in) return arena_printf(a, "%s: %s", file, strerror(errno));
    const char *error = archive_take(&added, in, named ? file : "standard input", a);
    if (named) fclose(in);
    if (error) return arena_printf(a, "%s (nothing was imported)", error);
    fprintf(out, "added: %zu gradings, %zu events, %zu answers; there before: %zu\n",
            added.gradings, added.events, added.sources, added.known);
    return NULL;
}
