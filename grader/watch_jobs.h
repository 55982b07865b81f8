/* What `make watch` has done for it, one thing at a time: kata again, as a child. */
#ifndef KATA_WATCH_JOBS_H
#define KATA_WATCH_JOBS_H

#include "grader/process.h"
#include "grader/text.h"
#include "grader/watch.h"

enum job {
    JOB_NONE,
    JOB_GRADE,
    JOB_SPEED,
    JOB_AGAIN, /* a verdict that is known, to be shown otherwise: it is not kept */
    JOB_BENCH,
    JOB_HINT,
    JOB_NEXT
};

const char *watch_job_going_on(enum job job); /* "grading" */
bool watch_job_is_page(enum job job);         /* it is shown beside the verdict, not in its place */

struct watch_child {
    const char *program;
    const char
        *file;      /* the learner's own, once it has been made: one that is gone is not made again
                         from the stub, an editor may be about to write it; NULL: not yet */
    enum job job;   /* JOB_NONE: nothing goes on */
    bool cancelled; /* what it says is of no interest any more */
    struct process process;
};

/* For a window that wide. NULL, or words. */
const char *watch_job_begin(struct watch_child *c, enum job job, const struct watch *o,
                            bool verbose, size_t columns);

/* In order: it ends its own children and clears up. It is not waited for here, but not for ever
 * either. */
void watch_job_cancel(struct watch_child *c);

/* Of one that has ended: all that it said, and how it ended where that was not by its own will. Did
 * all go well? */
bool watch_job_said(const struct watch_child *c, struct text *to);
void watch_job_end(struct watch_child *c); /* and forget it */

#endif
