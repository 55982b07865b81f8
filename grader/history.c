#include "grader/history.h"

#include <math.h>
#include <string.h>

#include "grader/keeping.h"
#include "grader/process.h"
#include "grader/sha256.h"
#include "grader/store.h"

enum { READ_MS = 5000 }; /* how long a learner who asks may wait */

/* ---- keeping ---- */

static void bind_text(sqlite3_stmt *q, int at, const char *text)
{
    sqlite3_bind_text(q, at, text, -1, SQLITE_STATIC); /* NULL is NULL */
}

/* Each answer once, however often it is graded. */
static void keep_source(struct store *s, const struct report *r)
{
    sqlite3_stmt *q = store_ask(s, "INSERT OR IGNORE INTO source VALUES (?, ?)");
    bind_text(q, 1, r->source_sha256);
    sqlite3_bind_blob64(q, 2, r->source, r->n_source, SQLITE_STATIC);
    store_next(s, q);
}

/* NaN becomes NULL: not known. */
static void bind_speed(sqlite3_stmt *q, int at, const struct report_speed *speed)
{
    if (!speed || !speed->conclusive) return;
    sqlite3_bind_double(q, at, speed->vs_reference);
    sqlite3_bind_double(q, at + 1, speed->interval[0]);
    sqlite3_bind_double(q, at + 2, speed->interval[1]);
    bind_text(q, at + 3, speed->band);
}

/* Since the last start of the exercise: how long, and how many hints. A clock that was set back in
 * between knows no time. */
#define LAST_START "(SELECT max(id) FROM event WHERE exercise = ?1 AND kind = 'started')"
#define SINCE_START                                                                                \
    "iif(?15, (SELECT ?2 - at_ms FROM event WHERE id = " LAST_START " AND at_ms <= ?2), NULL)"
#define HINTS                                                                                      \
    "iif(?15, (SELECT count(*) FROM event WHERE exercise = ?1 AND kind = 'hint'"                   \
    " AND id > ifnull(" LAST_START ", 0)), NULL)"

static void keep_grading(struct store *s, const struct report *r, int64_t now_ms)
{
    sqlite3_stmt *q = store_ask(
        s, "INSERT INTO grading (exercise, number, at_ms, submission, source, verdict, score,"
           " max_score, only_test, seed, total_ms, vs_reference, vs_least, vs_most, band,"
           " since_start_ms, hints)"
           " SELECT ?1, 1 + ifnull(max(number), 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
           " ?13, ?14, " SINCE_START ", " HINTS " FROM grading WHERE exercise = ?1");
    bind_text(q, 1, r->exercise);
    sqlite3_bind_int64(q, 2, now_ms);
    bind_text(q, 3, r->submission);
    bind_text(q, 4, r->source_sha256);
    bind_text(q, 5, verdict_name(r->verdict));
    sqlite3_bind_double(q, 6, r->score);
    sqlite3_bind_double(q, 7, r->max_score);
    bind_text(q, 8, r->only);
    sqlite3_bind_int64(q, 9, (int64_t)r->seed);
    sqlite3_bind_double(q, 10, r->ms.total);
    bind_speed(q, 11, r->speed);
    sqlite3_bind_int(q, 15, r->own);
    store_next(s, q);
}

static void keep_test(struct store *s, int64_t grading, size_t place, const struct report_test *t)
{
    sqlite3_stmt *q = store_ask(s, "INSERT INTO test VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    sqlite3_bind_int64(q, 1, grading);
    sqlite3_bind_int64(q, 2, (int64_t)place);
    bind_text(q, 3, t->group);
    bind_text(q, 4, t->name);
    bind_text(q, 5, test_status_name(t->status));
    sqlite3_bind_double(q, 6, t->points);
    sqlite3_bind_double(q, 7, t->max_points);
    sqlite3_bind_double(q, 8, t->ms);
    store_next(s, q);
}

static void keep_event(struct store *s, int64_t now_ms, const void *what)
{
    const struct past_event *e = what;
    sqlite3_stmt *q = store_ask(s, "INSERT INTO event (at_ms, after, exercise, kind, detail)"
                                   " SELECT ?, ifnull(max(id), 0), ?, ?, ? FROM grading");
    sqlite3_bind_int64(q, 1, now_ms);
    bind_text(q, 2, e->exercise);
    bind_text(q, 3, e->kind);
    bind_text(q, 4, e->detail);
    store_next(s, q);
}

static void keep_report(struct store *s, int64_t now_ms, const void *what)
{
    const struct report *r = what;
    struct past_event began = {.exercise = r->exercise, .kind = "started", .detail = "make grade"};
    if (r->began) keep_event(s, now_ms - (int64_t)r->ms.total, &began);
    keep_source(s, r);
    keep_grading(s, r, now_ms);
    int64_t id = s->error ? 0 : sqlite3_last_insert_rowid(s->db);
    for (size_t i = 0; i < r->n_tests; i++) keep_test(s, id, i, &r->test[i]);
}

const char *history_keep(const struct report *r, const char **remark, struct arena *a)
{
    return keeping(keep_report, r, remark, a);
}

const char *history_note(const char *exercise, const char *kind, const char *detail,
                         const char **remark, struct arena *a)
{
    struct past_event e = {.exercise = exercise, .kind = kind, .detail = detail};
    return keeping(keep_event, &e, remark, a);
}

/* ---- reading ---- */

static double real(sqlite3_stmt *q, int column)
{
    return sqlite3_column_type(q, column) == SQLITE_NULL ? NAN : sqlite3_column_double(q, column);
}

/* No name is as long as that. */
static char *words(sqlite3_stmt *q, int column, struct arena *a)
{
    return arena_printf(a, "%.4000s", store_text(q, column));
}

static void read_grading(struct past_grading *g, sqlite3_stmt *q, struct arena *a)
{
    *g = (struct past_grading){.number = sqlite3_column_int64(q, 0),
                               .at_ms = sqlite3_column_int64(q, 1),
                               .submission = words(q, 2, a),
                               .source_sha256 = words(q, 3, a),
                               .verdict = words(q, 4, a),
                               .only = words(q, 5, a),
                               .score = real(q, 6),
                               .max_score = real(q, 7),
                               .vs_reference = real(q, 8),
                               .interval = {real(q, 9), real(q, 10)},
                               .total_ms = real(q, 11),
                               .id = sqlite3_column_int64(q, 12),
                               .exercise = words(q, 13, a),
                               .band = words(q, 14, a),
                               .since_start_ms = real(q, 15),
                               .hints = real(q, 16)};
    const char *own = arena_printf(a, "exercises/%s/%s.c", g->exercise, g->exercise);
    g->own = strcmp(g->submission, own) == 0;
}

static void read_event(struct past_event *e, sqlite3_stmt *q, struct arena *a)
{
    *e = (struct past_event){.at_ms = sqlite3_column_int64(q, 0),
                             .after = sqlite3_column_int64(q, 1),
                             .exercise = words(q, 2, a),
                             .kind = words(q, 3, a),
                             .detail = words(q, 4, a)};
}

/* ?1: the exercise, NULL for all of them. */
#define OF_EXERCISE " WHERE exercise = ifnull(?1, exercise)"

static size_t count(struct store *s, const char *exercise, const char *sql)
{
    sqlite3_stmt *q = store_ask(s, sql);
    bind_text(q, 1, exercise);
    if (!store_next(s, q)) return 0;
    size_t n = (size_t)sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return n;
}

static void read_gradings(struct store *s, struct history *h, const char *exercise)
{
    size_t n = count(s, exercise, "SELECT count(*) FROM grading" OF_EXERCISE);
    sqlite3_stmt *q = store_ask(
        s, "SELECT number, at_ms, submission, source, verdict, only_test, score, max_score,"
           " vs_reference, vs_least, vs_most, total_ms, id, exercise, band, since_start_ms, hints"
           " FROM grading" OF_EXERCISE " ORDER BY id");
    bind_text(q, 1, exercise);
    h->grading = arena_take(s->a, n + 1, sizeof *h->grading);
    while (store_next(s, q))
        if (h->n < n) read_grading(&h->grading[h->n++], q, s->a);
}

static void read_events(struct store *s, struct history *h, const char *exercise)
{
    size_t n = count(s, exercise, "SELECT count(*) FROM event" OF_EXERCISE);
    sqlite3_stmt *q = store_ask(
        s, "SELECT at_ms, after, exercise, kind, detail FROM event" OF_EXERCISE " ORDER BY id");
    bind_text(q, 1, exercise);
    h->event = arena_take(s->a, n + 1, sizeof *h->event);
    while (store_next(s, q))
        if (h->n_events < n) read_event(&h->event[h->n_events++], q, s->a);
}

/* What is wrong is said, and nothing done about it: a grading may find no fault with the part that
 * it needs. */
static const char *finish_reading(struct store *s)
{
    store_close(s);
    if (!s->error || !s->damaged) return s->error;
    return arena_printf(s->a, "%s (without that file the next grading begins a new history)",
                        s->error);
}

static const char *open_to_read(struct store *s, struct arena *a)
{
    const char *folder, *error = store_folder(&folder, a);
    *s = (struct store){.empty = true, .a = a};
    if (error || !folder) return error;
    store_open_to_read(s, folder, clock_ms() + READ_MS, a);
    return NULL;
}

const char *history_read(struct history *h, const char *exercise, struct arena *a)
{
    struct store s;
    *h = (struct history){0};
    const char *error = open_to_read(&s, a);
    if (error) return error;
    h->path = s.path;
    if (!s.empty) read_gradings(&s, h, exercise);
    if (!s.empty) read_events(&s, h, exercise);
    return finish_reading(&s);
}

const char *history_tests(struct past_tests **tests, size_t *n, struct arena *a)
{
    struct store s;
    const char *error = open_to_read(&s, a);
    *n = 0;
    if (error || s.empty) return error ? error : finish_reading(&s);
    size_t most = count(&s, NULL, "SELECT count(*) FROM test WHERE ?1 IS NULL");
    sqlite3_stmt *q = store_ask(
        &s,
        "SELECT grading, category, count(*), sum(status NOT IN ('pass', 'skipped')),"
        " sum(status = 'skipped') FROM test GROUP BY grading, category ORDER BY grading, category");
    *tests = arena_take(a, most + 1, sizeof **tests);
    while (store_next(&s, q))
        if (*n < most)
            (*tests)[(*n)++] = (struct past_tests){
                sqlite3_column_int64(q, 0), words(q, 1, a), (size_t)sqlite3_column_int64(q, 2),
                (size_t)sqlite3_column_int64(q, 3), (size_t)sqlite3_column_int64(q, 4)};
    return finish_reading(&s);
}

const char *history_source(const struct past_grading *g, char **bytes, size_t *n, struct arena *a)
{
    struct store s;
    char sha256[65] = "";
    const char *error = open_to_read(&s, a);
    if (error) return error;
    sqlite3_stmt *q = store_ask(&s, "SELECT bytes FROM source WHERE sha256 = ?");
    bind_text(q, 1, g->source_sha256);
    if (store_next(&s, q)) {
        const void *blob = sqlite3_column_blob(q, 0);
        *n = (size_t)sqlite3_column_bytes(q, 0);
        *bytes = arena_take(a, *n + 1, 1);
        if (*n) memcpy(*bytes, blob, *n);
        sha256_hex(sha256, *bytes, *n);
        sqlite3_finalize(q);
    }
    error = finish_reading(&s);
    if (!error && strcmp(sha256, g->source_sha256) != 0)
        error = arena_printf(a, "%s: the answer of grading %lld is damaged", s.path,
                             (long long)g->number);
    return error;
}
