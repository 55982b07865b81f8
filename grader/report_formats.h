/* A report as others want it: FORMAT=markdown, gradescope, exercism, junit, tap. Each is one
 * document on one stream, written from the report alone. What was printed by the answer, or stands
 * in its name, is made harmless for the format that it lands in. */
#ifndef KATA_REPORT_FORMATS_H
#define KATA_REPORT_FORMATS_H

#include "grader/report.h"

/* Did its tests run? Where not (it does not compile, was rejected, the kit failed) there is a
 * reason, in a person's words; the caller frees them. */
bool report_ran(const struct report *r);
char *report_reason(const struct report *r);

typedef void (*report_format)(FILE *out, const struct report *r);

/* All of them, json among them; the last has no name. */
struct report_writer {
    const char *name;
    const char *ending; /* of its files: ".junit.xml" */
    report_format write;
};
extern const struct report_writer report_writers[];

/* The writer of FORMAT=name; NULL: there is none. */
report_format report_format_of(const char *name);

void report_markdown(FILE *out, const struct report *r);   /* a page to be read */
void report_gradescope(FILE *out, const struct report *r); /* results.json of an autograder */
void report_exercism(FILE *out,
                     const struct report *r);         /* a test runner's results.json, version 3 */
void report_junit(FILE *out, const struct report *r); /* JUnit's XML, as Jenkins reads it */
void report_tap(FILE *out, const struct report *r);   /* TAP version 14 */

#endif
