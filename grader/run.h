/* The test run of one answer: the runner that judges, and beside it the sanitized one. */
#ifndef KATA_RUN_H
#define KATA_RUN_H

#include <stdbool.h>

#include "grader/build.h"
#include "grader/manifest.h"
#include "grader/process.h"
#include "grader/report.h"

struct run_options {
    const struct kit *kit;
    const struct manifest *manifest;
    uint64_t seed;
    const char *only; /* one test, or several with commas between them; NULL: all */
    bool with_blas;   /* the runner that holds OpenBLAS */
    bool traces;      /* of tests that pass as well */
};

long run_processors(void);

/* A pipe that holds the turns 0 .. 255, a byte each, for the runners that are to share the tests; 0
 * where one is enough, or where no pipe is to be had. */
int run_turns(const struct run_options *o);

/* Where the runner of an exercise lies. suffix: "", ".blas", ".sanitized". */
char *run_runner(const struct kit *k, const char *exercise, const char *suffix, struct arena *a);

/* The shared object of reference/EX/RUNG.c. */
char *run_reference(const struct kit *k, const char *exercise, const char *rung, struct arena *a);

/* All that a runner with this answer needs to read. */
const char *const *run_may_read(const char *runner, const char *answer, struct arena *a);

/* Each starts one process. NULL, or words: the kit's fault. */
const char *run_tests(struct process *p, const struct run_options *o, const char *answer, int turns,
                      struct arena *a);
const char *run_sanitized(struct process *p, const struct run_options *o, const char *answer,
                          struct arena *a);

/* NULL where a runner's hello is of this kata's version; else words. */
const char *run_version(const char *field, struct arena *a);

/* Why a runner that should have gone on has ended: the kit's fault, in words. */
const char *run_why_ended(const char *name, const struct process *runner, struct arena *a);

/* After the runners of all parts have ended: their tests into the report, with their points. NULL,
 * or words: the kit's fault. *unloadable: NULL, or why the dynamic linker would not have the
 * answer. */
const char *run_read(struct report *r, const struct run_options *o,
                     const struct process *const *runner, size_t parts, const char **unloadable,
                     struct arena *a);

/* The same, after the sanitized runner: whether it came to run the answer at all. */
const char *run_read_start(const struct process *runner, const char **unloadable, struct arena *a);

/* To each test that ran out of time: how long the reference takes over it. */
void run_explain_timeouts(struct report *r, const struct run_options *o, struct arena *a);

/* After the sanitized runner has ended: what its sanitizers found in the learner's lines, as
 * findings. That it found nothing because the answer did not come to its end is no fault. */
void run_read_sanitized(struct report *r, const struct build *b, const struct process *runner,
                        struct arena *a);

#endif
