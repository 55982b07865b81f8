/* `make watch`: every save becomes a verdict, in place.
 *
 * Correctness first; the speed of what passes is measured once nothing has been saved for a moment,
 * and a save in the midst of it, or of anything else, ends that and is graded. Each job is a child,
 * kata itself, so that nothing that befalls a grading befalls the watcher; and the watcher is a
 * child of a guard that does nothing but wait, so that whatever ends it the terminal is as it was,
 * and a line says why. */
#ifndef KATA_WATCH_H
#define KATA_WATCH_H

#include "grader/arena.h"
#include "grader/kit.h"
#include "grader/report.h"

struct watch {
    const char *exercise;
    const char *submission;  /* another file than exercises/EX/EX.c; NULL */
    const char *const *said; /* for kata grade: exercise and options; the last is NULL */
    bool speed;              /* is it to be measured? */
    struct term_style style;
};

/* Until q or Ctrl-C. NULL, or words: no terminal, for instance. */
const char *watch(const struct watch *o, const struct kit *k, struct arena *a);

#endif
