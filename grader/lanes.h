/* Two lanes of one grading run side by side, each a short chain of processes:
 *
 *   optimised   compile -> gate -> link -> test, in two runners that take turns
 *   sanitized   compile -> gate -> link -> the suite under the sanitizers
 *
 * One loop attends to both. The second runner joins once there is a processor for it: sooner, it
 * would take it from the sanitized lane, and the verdict waits for both. The first lane that finds
 * the answer not fit to run ends the other: nothing is slower to learn than it need be. Where both
 * would find something, it is the optimised lane's words that are heard, whichever was quicker: an
 * answer's verdict is the same in its words, too, however busy the machine is.
 *
 * Where every processor has a grading of its own already (a class), one process runs at a time: the
 * sanitized lane begins where the other has ended, and not at all for what does not compile. */
#ifndef KATA_LANES_H
#define KATA_LANES_H

#include "grader/build.h"
#include "grader/grade.h"
#include "grader/manifest.h"

enum stage { STAGE_WAITING, STAGE_COMPILE, STAGE_LINK, STAGE_RUN, STAGE_DONE };

struct lane {
    enum build_kind kind;
    enum stage stage;
    struct process process;
    double compiled_ms;
    bool uses_cblas;
};

struct grading {
    struct report *r;
    const struct grade_options *o;
    const struct kit *k;
    struct arena *a;
    struct manifest m;
    struct build build;
    struct lane lane[2];
    struct process second; /* of the optimised lane: another runner, which shares its tests */
    int turns;             /* theirs, until the second has joined; 0: none */
    size_t runners;
    const char *fault; /* the kit's own */
    bool settled;      /* there is a verdict already: it cannot be run */
    struct {
        const char *reason; /* NULL: nothing */
        enum verdict verdict;
        enum stage stage;
    } held; /* what the sanitized lane found at that stage: the other lane is not past it yet */
    bool build_only, failed; /* failed: the tests have, and the answer is wrong in any case */
    bool sanitized_to_the_end;
    double hurry_until; /* on clock_ms; 0: no hurry */
};

/* Until there is a verdict, a fault, or all has been run: tests and findings are then in g->r. */
void lanes_run(struct grading *g);

/* The optimised lane alone, as far as to the shared object: no test is run. */
void lanes_build(struct grading *g);

/* The tests that failed once more, of what lanes_run has built, with another seed, into another
 * report. NULL, or words. */
const char *lanes_test_again(struct report *r, const struct grading *g, uint64_t seed);

/* Adds a test to the report: one that is none of the suite's. */
void lanes_add_test(struct grading *g, const char *group, const char *name, enum test_status status,
                    const char *message);

/* Did all tests pass? */
bool lanes_all_pass(const struct report *r);

#endif
