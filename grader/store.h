/* The file that the history lies in: where it is, opening it, and what becomes of one that is not
 * fit for use.
 *
 * SQLite with its rollback journal. A WAL pays where a connection stays open: a grading opens the
 * file, adds its rows and closes it, and each close would copy the log back; it also needs memory
 * that processes share, which a home on a network has not. From opening to store_commit is one
 * transaction: a process that is killed in it leaves a journal from which the next one restores
 * what was.
 *
 * PRAGMA user_version is that of the schema; each step from one to the next stands in store.c. A
 * file of a newer kit is not touched.
 *
 * An error stays: after the first, every call does nothing, so that a caller asks once, at the end.
 * Nobody's views, triggers or functions in the file are run. */
#ifndef KATA_STORE_H
#define KATA_STORE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "grader/arena.h"

struct store {
    sqlite3 *db;
    const char *path;
    double until_ms; /* on clock_ms: no lock is waited for longer, and no row looked for */
    const char *error;
    bool damaged; /* the error is the file's own: it is no history, or a broken one */
    bool empty;   /* for reading: there is none yet */
    struct arena *a;
};

/* MLKATA_HOME, else XDG_DATA_HOME/mlkata, else HOME/.local/share/mlkata. *folder is NULL where
 * MLKATA_HOME is set and empty: no history is wanted. NULL, or words. */
const char *store_folder(const char **folder, struct arena *a);

/* The file in that folder, made where it is missing and is to be written. */
void store_open_to_read(struct store *s, const char *folder, double until_ms, struct arena *a);
void store_open_to_write(struct store *s, const char *folder, double until_ms, struct arena *a);
void store_commit(struct store *s);
void store_close(struct store *s); /* what was not committed has not been */

/* A statement, NULL after an error; store_next: is there a (next) row? It ends the statement where
 * there is none. store_text: a column's, "" for NULL, until the next row. */
sqlite3_stmt *store_ask(struct store *s, const char *sql);
bool store_next(struct store *s, sqlite3_stmt *q);
const char *store_text(sqlite3_stmt *q, int column);

/* Moves a damaged file out of the way, to a name that is free, said in *to. Of two gradings that
 * found it damaged the second must not move the new one: whoever does it has the lock before, looks
 * again, and closes it when there is a new file. NULL, or words. */
const char *store_lock(int *lock, const char *folder, double until_ms);
const char *store_put_aside(const char *folder, const char **to, struct arena *a);

#endif
