/* Which known mistake a failed answer looks like.
 *
 * Once (by make, or behind the first grading of an exercise) each of its mistakes runs the suite
 * with seed 1, and so does plain. What is kept of a mistake, its record, are the numbers in its
 * failed tests that differ from plain's (harness/trace.h), and plain's beside them. An answer that
 * fails the same tests, and whose numbers in these places are the mistake's in 95 of 100, looks
 * like it. A number is the mistake's if it lies ten times nearer to it than plain's does: another
 * order of summation is no other mistake, and a mistake that is a lack of digits is told from one
 * that is not. */
#ifndef KATA_DIAGNOSE_H
#define KATA_DIAGNOSE_H

#include "grader/kit.h"
#include "grader/report.h"

enum { DIAGNOSE_SEED = 1 }; /* of all records */

/* Fills r->diagnosis where a record is there and fits; says nothing otherwise. */
void diagnose(struct report *r, const struct kit *k, struct arena *a);

/* The same with records already in memory. */
void diagnose_by(struct report *r, const char *records, struct arena *a);

/* diagnose_record.c: writes build/MODE/records/EX, from the shared objects in
 * build/MODE/mistakes/EX. NULL, or words. */
const char *diagnose_record(const char *exercise, const struct kit *k, struct arena *a);

/* One mistake's part of a record: what differs from plain, in the tests that it failed. `text` is
 * the mistake's source, whose second line says what to tell. */
char *diagnose_describe(const char *name, const char *text, const struct report *mistake,
                        const struct report *plain, struct arena *a);

#endif
