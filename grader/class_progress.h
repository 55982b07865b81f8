/* How far a phase of a class's run has come: on a terminal one line on stderr, written over again
 * and again, with counts and the time left; a line at its end, wherever stderr goes. */
#ifndef KATA_CLASS_PROGRESS_H
#define KATA_CLASS_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "grader/report.h"

struct class_progress {
    const char *what; /* "tested" */
    const char *more; /* to be said behind it; NULL */
    size_t n, done, without;
    double began_ms, shown_ms; /* on clock_ms; shown 0: not yet */
    bool on_screen;
    struct term_style style;
};

void class_progress_begin(struct class_progress *p, const char *what, size_t n);

/* Shows it, where that has not been done for a tenth of a second. */
void class_progress_show(struct class_progress *p);

/* The line is gone; and where all was done: "200 answers tested in 0:21, 571 a minute". */
void class_progress_end(struct class_progress *p, bool all);

/* "57 of 200 tested · 2 without a verdict · 3:12 left", after so many ms */
struct text;
void class_progress_words(struct text *to, const struct class_progress *p, double ms);

#endif
