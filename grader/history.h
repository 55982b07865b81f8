/* Every grading that came to a verdict on an answer, with that answer, and what was done in
 * between: kept in SQLite (store.h), so that practice can look back, and any version be had
 * again. */
#ifndef KATA_HISTORY_H
#define KATA_HISTORY_H

#include <stdint.h>

#include "grader/arena.h"
#include "grader/report.h"

/* Keeps one. It is called once the report is out: nobody waits for it. NULL, or why it was not
 * kept; *remark: what is to be told in any case, or NULL (keeping.h). Where none is wanted nothing
 * happens. */
const char *history_keep(const struct report *r, const char **remark, struct arena *a);

/* Keeps what was done between gradings; the same. Kinds: "started" (a clock begins; detail: by
 * what, "make start"), "hint" (detail: which), "solution", "debrief". */
const char *history_note(const char *exercise, const char *kind, const char *detail,
                         const char **remark, struct arena *a);

/* One that was kept. Words are never NULL; a number that is not known is NaN. */
struct past_grading {
    int64_t id;     /* rises from grading to grading, whatever the clock does */
    int64_t number; /* of the exercise's, from 1 */
    int64_t at_ms;  /* since 1970 */
    char *exercise, *verdict, *submission, *source_sha256;
    bool own;   /* the learner's file, exercises/EX/EX.c */
    char *only; /* "": all tests */
    char *band; /* "": no speed, or none that counts */
    double score, max_score, vs_reference, interval[2], total_ms;
    double since_start_ms, hints; /* of the learner's own file; since the last start */
};

struct past_event {
    int64_t at_ms;
    int64_t after; /* the id of the last grading before it, of any exercise; 0: none */
    const char *exercise, *kind, *detail;
};

struct history {
    const char *path; /* where they are kept; NULL: none is wanted (MLKATA_HOME is empty) */
    size_t n, n_events;
    struct past_grading *grading; /* the oldest first */
    struct past_event *event;     /* likewise */
};

/* An exercise's, or with NULL everything. NULL, or words; no history at all is an empty one. */
const char *history_read(struct history *h, const char *exercise, struct arena *a);

/* The tests of one grading's group. */
struct past_tests {
    int64_t grading; /* its id */
    const char *group;
    size_t n, failed; /* failed: crashed and timed out too */
    size_t skipped;
};

/* Of all gradings, in their order. NULL, or words; the same. */
const char *history_tests(struct past_tests **tests, size_t *n, struct arena *a);

/* The answer of one of them, byte for byte. NULL, or words. */
const char *history_source(const struct past_grading *g, char **bytes, size_t *n, struct arena *a);

#endif
