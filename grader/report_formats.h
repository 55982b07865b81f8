/* A report as other programs want it: FORMAT=gradescope, exercism, junit, tap. Each is one document
 * on one stream, written from the report alone. What was printed by the answer, or stands in its
 * name, is made harmless for the format that it lands in. */
#ifndef KATA_REPORT_FORMATS_H
#define KATA_REPORT_FORMATS_H

#include "grader/report.h"

/* Did its tests run? Where not (it does not compile, was rejected, the kit failed) there is a
 * reason, in a person's words; the caller frees them. */
bool report_ran(const struct report *r);
char *report_reason(const struct report *r);

/* The writer of FORMAT=name, json among them; NULL: there is none. */
typedef void (*report_format)(FILE *out, const struct report *r);
report_format report_format_of(const char *name);

void report_gradescope(FILE *out, const struct report *r); /* results.json of an autograder */
void report_exercism(FILE *out,
                     const struct report *r);         /* a test runner's results.json, version 3 */
void report_junit(FILE *out, const struct report *r); /* JUnit's XML, as Jenkins reads it */
void report_tap(FILE *out, const struct report *r);   /* TAP version 14 */

#endif
