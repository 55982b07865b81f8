/* Every grading that came to a verdict on an answer, with that answer: kept in SQLite (store.h), so
 * that practice can look back, and any version be had again. */
#ifndef KATA_HISTORY_H
#define KATA_HISTORY_H

#include <stdint.h>

#include "grader/arena.h"
#include "grader/report.h"

/* Keeps one. It is called once the report is out: nobody waits for it, and a lock that another
 * holds costs a second at most. NULL, or why it was not kept; *remark: what is to be told in any
 * case, or NULL. Where none is wanted nothing happens. */
const char *history_keep(const struct report *r, const char **remark, struct arena *a);

/* One that was kept. Words are never NULL; a number that is not known is NaN. */
struct past_grading {
    int64_t number; /* of the exercise's, from 1 */
    int64_t at_ms;  /* since 1970 */
    char *verdict, *submission, *source_sha256;
    char *only; /* "": all tests */
    double score, max_score, vs_reference, interval[2], total_ms;
};

struct history {
    const char *path; /* where they are kept */
    size_t n;
    struct past_grading *grading; /* the oldest first */
};

/* An exercise's. NULL, or words; no history at all is an empty one. */
const char *history_read(struct history *h, const char *exercise, struct arena *a);

/* The answer of one of them, byte for byte. NULL, or words. */
const char *history_source(const struct past_grading *g, char **bytes, size_t *n, struct arena *a);

/* "2026-11-26 19:54", by the local clock. */
const char *history_date(int64_t ms, struct arena *a);

#endif
