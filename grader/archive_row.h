/* Rows of the history as JSON objects: which columns an export has, and how each is written so that
 * it comes back as it was.
 *
 *   text      a string; bytes that are no UTF-8, or hold a NUL, as {"base64": "…"}
 *   whole     a number below 2^53 in size
 *   seed      all 64 bits: a string of digits
 *   real      a number of 17 digits, which are enough for any double; infinities as 1e999
 *
 * The keys are the columns' names, all of them and no others. */
#ifndef KATA_ARCHIVE_ROW_H
#define KATA_ARCHIVE_ROW_H

#include <cjson/cJSON.h>
#include <stdint.h>

#include "grader/arena.h"
#include "grader/store.h"

enum archive_kind { ARCHIVE_TEXT, ARCHIVE_WHOLE, ARCHIVE_SEED, ARCHIVE_REAL };

struct archive_column {
    const char *name;
    enum archive_kind kind;
    bool optional; /* may be null */
    bool blob;     /* of text: SQLite keeps it as one, and it may be as long as an answer */
};

enum { ARCHIVE_COLUMNS = 16 };

struct archive_table {
    const char *name;
    size_t n;
    struct archive_column column[ARCHIVE_COLUMNS];
};
extern const struct archive_table archive_source, archive_grading, archive_test, archive_event;

/* A row's; what a column's kind does not need stays 0. */
struct archive_cell {
    bool null;
    int64_t whole;
    double real;
    const char *bytes; /* n of them, and a NUL */
    size_t n;
};

/* "name, name, …", each behind the prefix. */
const char *archive_names(const struct archive_table *t, const char *prefix, struct arena *a);

/* A row's columns, from `first` on, in the order of the table; and into a statement's places. */
void archive_read(struct archive_cell *cell, const struct archive_table *t, sqlite3_stmt *q,
                  int first, struct arena *a);
void archive_bind(sqlite3_stmt *q, int first, const struct archive_table *t,
                  const struct archive_cell *cell);

cJSON *archive_object(const struct archive_table *t, const struct archive_cell *cell);

/* Back again. `more`: a key that the object has besides, or NULL. NULL, or words: what is missing,
 * of the wrong kind, too long, or too much. */
const char *archive_parse(struct archive_cell *cell, const struct archive_table *t,
                          const cJSON *object, const char *more, struct arena *a);

#endif
