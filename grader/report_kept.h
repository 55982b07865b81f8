/* A report that outlives its process: written by the grading of a class, read when its results are
 * made, perhaps elsewhere and much later. Whatever renders a report says the same of one that was
 * read back, byte for byte. Private to a version of the kit: what it cannot read is graded anew.
 *
 * All of struct report is kept, the answer with it, but what a test left in its outputs
 * (report_test.left): the diagnosis has been made from that. Numbers come back exactly, NaN and the
 * infinities too. Text may be any bytes: those that JSON has no place for (of no UTF-8 character,
 * and a NUL in the answer) are written as U+100000 plus the byte, and so are, byte by byte, these
 * 256 characters of private use themselves. */
#ifndef KATA_REPORT_KEPT_H
#define KATA_REPORT_KEPT_H

#include "grader/arena.h"
#include "grader/report.h"

/* One JSON object in one line: {"format":"mlkata-kept","version":1,"report":{...}}. Whether it
 * could be written is known by ferror. */
void report_kept_write(FILE *out, const struct report *r);

/* NULL, or words: it is no such thing, or of another version; *r is untouched then. Every report
 * that is read can be rendered, whoever wrote the text. */
const char *report_kept_read(struct report *r, const char *text, struct arena *a);

#endif
