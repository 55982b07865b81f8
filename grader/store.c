#include "grader/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "grader/process.h"
#include "grader/text.h"

enum {
    APPLICATION = 0x6D6C6B61, /* "mlka": whose file it is */
    LONGEST = 4 << 20,        /* bytes of a row; an answer has 1 MB at most */
    PAUSE_MS = 5
};

/* steps[n] leads from version n to the next. What is written here has been written to learners'
 * disks: a step is never changed, only followed by another. */
static const char *const steps[] = {
    "CREATE TABLE source (sha256 TEXT PRIMARY KEY NOT NULL, bytes BLOB NOT NULL);"
    "CREATE TABLE grading ("
    " id INTEGER PRIMARY KEY,"
    " exercise TEXT NOT NULL,"
    " number INTEGER NOT NULL,"  /* of the exercise's, from 1 */
    " at_ms INTEGER NOT NULL,"   /* since 1970, when it was kept */
    " submission TEXT NOT NULL," /* the file's name, as the report has it */
    " source TEXT NOT NULL REFERENCES source (sha256),"
    " verdict TEXT NOT NULL,"
    " score REAL, max_score REAL,"
    " only_test TEXT,"        /* TEST=, or NULL: all */
    " seed INTEGER NOT NULL," /* 64 bits, of which SQLite takes the first for a sign */
    " vs_reference REAL, vs_least REAL, vs_most REAL, band TEXT,"
    " total_ms REAL,"
    " since_start_ms INTEGER, hints INTEGER," /* NULL: not known */
    " UNIQUE (exercise, number));"
    "CREATE TABLE test ("
    " grading INTEGER NOT NULL REFERENCES grading (id),"
    " place INTEGER NOT NULL," /* in the suite, from 0 */
    " category TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL,"
    " points REAL, max_points REAL, ms REAL,"
    " PRIMARY KEY (grading, place)) WITHOUT ROWID;",
    "CREATE TABLE event ("
    " id INTEGER PRIMARY KEY,"
    " at_ms INTEGER NOT NULL,"
    " after INTEGER NOT NULL," /* the last grading's id, or 0: an order that no clock upsets */
    " exercise TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL);"
    "CREATE INDEX event_of ON event (exercise, kind, id);",
};
enum { VERSION = sizeof steps / sizeof *steps };

/* ---- where ---- */

const char *store_folder(const char **folder, struct arena *a)
{
    const char *own = getenv("MLKATA_HOME"), *data = getenv("XDG_DATA_HOME"),
               *home = getenv("HOME");
    *folder = NULL;
    if (own && !*own) return NULL;
    if (own && *own != '/')
        return arena_printf(a, "MLKATA_HOME is \"%s\": it must be a whole path, like /home/me/kata",
                            own);
    if (own)
        *folder = own;
    else if (data && *data == '/') /* a relative one is to be ignored, says its specification */
        *folder = arena_printf(a, "%s/mlkata", data);
    else if (home && *home == '/')
        *folder = arena_printf(a, "%s/.local/share/mlkata", home);
    else
        return "HOME says no place for it (MLKATA_HOME=/some/folder does)";
    return NULL;
}

static char *file_in(const char *folder, struct arena *a)
{
    return arena_printf(a, "%s/history.sqlite", folder);
}

/* With the folders above it; those that are made are the owner's alone. */
static const char *make_folder(const char *folder, struct arena *a)
{
    char *path = arena_copy(a, folder);
    for (char *slash = path; slash;) {
        slash = strchr(slash + 1, '/');
        if (slash) *slash = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST && access(path, X_OK) != 0)
            return arena_printf(a, "%s: %s", path, strerror(errno));
        if (slash) *slash = '/';
    }
    return NULL;
}

/* ---- errors ---- */

/* What SQLite says of a file that is not what it should be: not of a disk, a lock, or memory. */
static bool blames_file(int extended)
{
    if (extended == SQLITE_READONLY_DBMOVED) return true; /* another has just put it aside */
    switch (extended & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR: /* no such table, column */
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG: return true;
    default: return false;
    }
}

static const char *words_of(sqlite3 *db, int extended)
{
    int errno_then = db ? sqlite3_system_errno(db) : 0;
    switch (extended & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another program has it locked";
    case SQLITE_FULL: return "No space left on device";
    case SQLITE_INTERRUPT: return "to look through it takes too long";
    case SQLITE_READONLY: return "it cannot be written";
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR: return errno_then ? strerror(errno_then) : sqlite3_errstr(extended);
    default: return db ? sqlite3_errmsg(db) : sqlite3_errstr(extended);
    }
}

/* Its words may quote the file. */
static const char *visible(const char *words, struct arena *a)
{
    struct text t = {0};
    text_put_visible(&t, words, strlen(words));
    const char *copy = arena_copy(a, text_of(&t));
    text_free(&t);
    return copy;
}

/* Is that the first thing to go wrong? */
static void took(struct store *s, int result)
{
    if (s->error || result == SQLITE_OK || result == SQLITE_ROW || result == SQLITE_DONE) return;
    int extended = s->db ? sqlite3_extended_errcode(s->db) : result;
    s->error = arena_printf(s->a, "%s: %s", s->path, visible(words_of(s->db, extended), s->a));
    s->damaged = blames_file(extended);
}

static void is_no_history(struct store *s)
{
    s->error = arena_printf(s->a, "%s: it is no history of this kit", s->path);
    s->damaged = true;
}

/* ---- statements ---- */

static void run(struct store *s, const char *sql)
{
    if (!s->error) took(s, sqlite3_exec(s->db, sql, NULL, NULL, NULL));
}

sqlite3_stmt *store_ask(struct store *s, const char *sql)
{
    sqlite3_stmt *q = NULL;
    if (!s->error) took(s, sqlite3_prepare_v2(s->db, sql, -1, &q, NULL));
    return q;
}

bool store_next(struct store *s, sqlite3_stmt *q)
{
    int result = s->error ? SQLITE_DONE : sqlite3_step(q);
    took(s, result);
    if (result != SQLITE_ROW) sqlite3_finalize(q);
    return result == SQLITE_ROW;
}

const char *store_text(sqlite3_stmt *q, int column)
{
    const char *text = (const char *)sqlite3_column_text(q, column);
    return text ? text : "";
}

static sqlite3_int64 number(struct store *s, const char *sql)
{
    sqlite3_stmt *q = store_ask(s, sql);
    if (!store_next(s, q)) return 0;
    sqlite3_int64 n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return n;
}

/* ---- opening ---- */

static int late(void *store)
{
    return clock_ms() > ((struct store *)store)->until_ms;
}

static void pause_a_little(void)
{
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000}, NULL);
}

/* Until then another's lock is waited for, and Ctrl-C heard. */
static int wait_for_lock(void *store, int times)
{
    (void)times;
    if (late(store) || process_interrupted()) return 0;
    pause_a_little();
    return 1;
}

/* A file from anywhere holds data, and nothing that is run. */
static void harden(sqlite3 *db)
{
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, LONGEST);
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
}

/* Who reads changes no file, which may be one that cannot be written: an older one is read as a
 * copy that is brought up to date. */
static void copy_to_memory(struct store *s)
{
    sqlite3 *copy = NULL;
    int result =
        sqlite3_open_v2(":memory:", &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (result == SQLITE_OK) {
        sqlite3_backup *all = sqlite3_backup_init(copy, "main", s->db, "main");
        if (all) sqlite3_backup_step(all, -1);
        result = all ? sqlite3_backup_finish(all) : sqlite3_errcode(copy);
        harden(copy);
    }
    if (result != SQLITE_OK)
        s->error = arena_printf(s->a, "%s: %s", s->path, sqlite3_errstr(result));
    sqlite3_close(s->db);
    s->db = copy;
}

/* From the version that it has to ours. */
static void migrate(struct store *s, bool writes)
{
    sqlite3_int64 of = number(s, "PRAGMA application_id"), at = number(s, "PRAGMA user_version");
    sqlite3_int64 tables = number(s, "SELECT count(*) FROM sqlite_master");
    if (s->error) return;
    s->empty = at == 0 && tables == 0;
    if (s->empty && !writes) return;
    if (!s->empty && (of != APPLICATION || at < 1)) {
        is_no_history(s);
    } else if (at > VERSION) {
        s->error = arena_printf(s->a, "%s: a newer kit wrote it (schema %lld, this one has %d)",
                                s->path, at, VERSION);
    } else if (at < VERSION) {
        if (!writes) copy_to_memory(s);
        for (; at < VERSION; at++) run(s, steps[at]);
        run(s, arena_printf(s->a, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                            APPLICATION, VERSION));
    }
}

static void open_with(struct store *s, int flags, const char *begin)
{
    took(s, sqlite3_open_v2(s->path, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL));
    if (s->error) return;
    harden(s->db);
    sqlite3_busy_handler(s->db, wait_for_lock, s);
    sqlite3_progress_handler(s->db, 10000, late, s);
    run(s, begin);
    migrate(s, flags & SQLITE_OPEN_CREATE);
}

/* A journal that a killed process left is rolled back by whoever comes next, so that reading may
 * write. */
void store_open_to_read(struct store *s, const char *folder, double until_ms, struct arena *a)
{
    *s = (struct store){.path = file_in(folder, a), .until_ms = until_ms, .a = a};
    s->empty = access(s->path, F_OK) != 0 && errno == ENOENT;
    if (!s->empty) open_with(s, SQLITE_OPEN_READWRITE, "BEGIN");
}

/* SQLite's own words for a file that cannot be written would be those of an attempt to read it. */
static const char *make_file(const char *path, struct arena *a)
{
    int fd = open(path, O_RDWR | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0600);
    if (fd < 0) return arena_printf(a, "%s: %s", path, strerror(errno));
    close(fd);
    return NULL;
}

void store_open_to_write(struct store *s, const char *folder, double until_ms, struct arena *a)
{
    *s = (struct store){.path = file_in(folder, a), .until_ms = until_ms, .a = a};
    s->error = make_folder(folder, a);
    if (!s->error) s->error = make_file(s->path, a);
    if (!s->error) open_with(s, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "BEGIN IMMEDIATE");
}

void store_commit(struct store *s)
{
    run(s, "COMMIT");
}

void store_close(struct store *s)
{
    sqlite3_close(s->db);
    s->db = NULL;
}

/* ---- a damaged one ---- */

/* Where there are no such locks, two gradings that find it damaged in the same moment are left to
 * luck. */
const char *store_lock(int *lock, const char *folder, double until_ms)
{
    *lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*lock < 0) return strerror(errno);
    while (flock(*lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        if (clock_ms() > until_ms || process_interrupted()) return "another program has it locked";
        pause_a_little();
    }
    return NULL;
}

/* Its journal has gone by now: to look at it was to roll that back. */
const char *store_put_aside(const char *folder, const char **to, struct arena *a)
{
    const char *path = file_in(folder, a);
    for (int n = 1;; n++) {
        *to = arena_printf(a, "%s.damaged-%d", path, n);
        if (access(*to, F_OK) != 0) break;
    }
    return rename(path, *to) == 0 ? NULL : arena_printf(a, "%s: %s", path, strerror(errno));
}
