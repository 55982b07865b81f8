/* All that the kit says of a report, in every format and on several screens: what must not differ
 * between one that was kept and the one that was made. */
#ifndef KATA_TESTS_RENDERINGS_H
#define KATA_TESTS_RENDERINGS_H

#include <stdlib.h>

#include "grader/report_formats.h"
#include "grader/report_kept.h"

/* For free. */
static inline char *renderings(const struct report *r)
{
    static const struct term_style styles[] = {
        {.utf8 = true, .width = 100},
        {.colour = true, .utf8 = true, .verbose = true, .width = 120},
        {.verbose = true, .width = 80},
        {.utf8 = true, .width = 40}};
    static char *bytes; /* not a local: gcc takes what is in it for its address */
    static size_t n;
    FILE *out = open_memstream(&bytes, &n);
    if (!out) abort();
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        fprintf(out, "---- term %zu\n", i);
        report_term(out, r, &styles[i]);
    }
    for (const struct report_writer *w = report_writers; w->name; w++) {
        fprintf(out, "---- %s\n", w->name);
        w->write(out, r);
    }
    if (fclose(out) != 0) abort();
    return bytes;
}

/* As it is kept; for free. */
static inline char *kept_text(const struct report *r)
{
    static char *bytes; /* not a local: gcc takes what is in it for its address */
    static size_t n;
    FILE *out = open_memstream(&bytes, &n);
    if (!out) abort();
    report_kept_write(out, r);
    if (fclose(out) != 0) abort();
    return bytes;
}

#endif
