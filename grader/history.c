#include "grader/history.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "grader/process.h"
#include "grader/sha256.h"
#include "grader/store.h"

/* How long a grading that is over may be held up; how long a learner who asks may wait. The clocks
 * of machines that share a home differ by less than a minute. */
enum { KEEP_MS = 1000, READ_MS = 5000, CLOCKS_DIFFER_MS = 60000 };

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

static void keep_grading(struct store *s, const struct report *r, int64_t now_ms)
{
    sqlite3_stmt *q = store_ask(
        s, "INSERT INTO grading (exercise, number, at_ms, submission, source, verdict, score,"
           " max_score, only_test, seed, total_ms, vs_reference, vs_least, vs_most, band)"
           " SELECT ?1, 1 + ifnull(max(number), 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
           " ?13, ?14 FROM grading WHERE exercise = ?1");
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

const char *history_date(int64_t ms, struct arena *a)
{
    char words[32];
    struct tm when;
    time_t seconds = ms / 1000;
    bool known = localtime_r(&seconds, &when) && when.tm_year >= 0 && when.tm_year < 8100 &&
                 strftime(words, sizeof words, "%Y-%m-%d %H:%M", &when) > 0;
    return known ? arena_copy(a, words) : "another age";
}

/* A clock that was set back, or ahead before: the order of gradings is that of their numbers. */
static const char *look_at_clock(struct store *s, int64_t now_ms)
{
    sqlite3_stmt *q = store_ask(s, "SELECT at_ms FROM grading ORDER BY id DESC LIMIT 1");
    if (!store_next(s, q)) return NULL;
    int64_t last = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    if (last <= now_ms + CLOCKS_DIFFER_MS) return NULL;
    return arena_printf(s->a,
                        "the last grading in the history is of %s, and now it is %s: is the "
                        "clock right?",
                        history_date(last, s->a), history_date(now_ms, s->a));
}

struct keeping {
    const struct report *r;
    const char *folder;
    double until_ms;
    int64_t now_ms;
    const char *error, *remark;
    bool damaged;
    struct arena *a;
};

static void keep(struct keeping *k)
{
    struct store s;
    store_open_to_write(&s, k->folder, k->until_ms, k->a);
    k->remark = look_at_clock(&s, k->now_ms);
    keep_source(&s, k->r);
    keep_grading(&s, k->r, k->now_ms);
    int64_t id = s.error ? 0 : sqlite3_last_insert_rowid(s.db);
    for (size_t i = 0; i < k->r->n_tests; i++) keep_test(&s, id, i, &k->r->test[i]);
    store_commit(&s);
    store_close(&s);
    k->error = s.error;
    k->damaged = s.damaged;
}

/* Another grading may have begun a new one since: with the lock, it is looked at again. */
static void begin_anew(struct keeping *k)
{
    int lock;
    const char *aside, *why = k->error;
    k->error = store_lock(&lock, k->folder, k->until_ms);
    if (!k->error) keep(k);
    if (k->error && k->damaged) {
        k->error = store_put_aside(k->folder, &aside, k->a);
        if (!k->error) {
            keep(k);
            k->remark = arena_printf(k->a,
                                     "the history was not fit for use (%s); it is kept as %s, "
                                     "and a new one is begun",
                                     why, aside);
        }
    }
    if (lock >= 0) close(lock);
}

static int64_t unix_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

const char *history_keep(const struct report *r, const char **remark, struct arena *a)
{
    struct keeping k = {.r = r, .until_ms = clock_ms() + KEEP_MS, .now_ms = unix_ms(), .a = a};
    *remark = NULL;
    const char *error = store_folder(&k.folder, a);
    if (error || !k.folder) return error;
    keep(&k);
    if (k.damaged) begin_anew(&k);
    *remark = k.remark;
    return k.error;
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

static void read_one(struct past_grading *g, sqlite3_stmt *q, struct arena *a)
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
                               .total_ms = real(q, 11)};
}

static size_t count(struct store *s, const char *exercise)
{
    sqlite3_stmt *q = store_ask(s, "SELECT count(*) FROM grading WHERE exercise = ?");
    bind_text(q, 1, exercise);
    if (!store_next(s, q)) return 0;
    size_t n = (size_t)sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return n;
}

static void read_all(struct store *s, struct history *h, const char *exercise)
{
    size_t n = count(s, exercise);
    sqlite3_stmt *q = store_ask(
        s, "SELECT number, at_ms, submission, source, verdict, only_test, score, max_score,"
           " vs_reference, vs_least, vs_most, total_ms FROM grading WHERE exercise = ?"
           " ORDER BY number");
    bind_text(q, 1, exercise);
    h->grading = arena_take(s->a, n + 1, sizeof *h->grading);
    while (store_next(s, q))
        if (h->n < n) read_one(&h->grading[h->n++], q, s->a);
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
    if (error || !folder) return error ? error : "no history is kept: MLKATA_HOME is empty";
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
    if (!s.empty) read_all(&s, h, exercise);
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
