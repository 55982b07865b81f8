/* The workload of an exercise (bench.c), and one timed round of it.
 *
 * A lap is a number of calls, fixed before the answer first runs. The judge lays out the buffers
 * and fills them with fresh inputs; the fenced child then does, for each call i,
 *
 *     put(i);    the kit's: make the inputs of call i what they are, in few stores: a window on
 *                what fill drew, with something in it that no call before has seen; or a copy
 *     call(i);   the answer's function, once
 *
 * while the judge reads the kernel's account of the child's CPU time. Laps of put alone, in a
 * reference's process, are subtracted from everyone. Afterwards the judge copies the outputs, and
 * check(i) compares each with what a slow, obvious oracle says. All functions but `call` are the
 * kit's; check and what it calls belong out of reach (JUDGE, trial.h). What a lap touches should
 * stay below some 200 KB: beyond that it is the luck of the outer caches that is timed.
 *
 * Buffers come from lap_given and lap_asked only: one arena at one fixed address in every process.
 */
#ifndef KATA_LAP_H
#define KATA_LAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exercises/ml.h"

struct workload {
    size_t sizes[8];                 /* ascending, 0 ends; what n means is told by unit */
    size_t graded;                   /* the one of sizes that is graded: lives in L1/L2 */
    const char *unit;                /* "item", "row", "element": ns an <unit> */
    double bytes_per_n, flops_per_n; /* what a perfect answer must read and compute, for one call of
                                        size n: bytes_per_n * n */
    bool single_precision; /* its flops are in float where the contract's tolerance lets them be */

    /* judge, before the first lap of a size: ask for buffers that hold `calls` calls */
    void (*lay)(size_t n, size_t calls);
    /* judge, before each lap: fresh inputs from r; about one call in 32 an invalid or an edge call
     */
    void (*fill)(size_t n, size_t calls, struct ml_rng *r);
    void (*put)(size_t i);
    void (*call)(size_t i);
    /* judge, after each lap: NULL if the outputs of call i are right, else words ("auc: expected
     * 0.5, got 0.7") that stay valid until the next check */
    const char *(*check)(size_t i);
    /* judge, after the last lap: the same for what only many laps can tell (a sampler's
     * distribution); may be NULL */
    const char *(*check_all)(void);
};

extern const struct workload workload; /* bench.c defines it */

void *lap_given(size_t bytes); /* page-aligned; fill writes it in the judge, put and the answer use
                                  it in the child */
void *lap_asked(size_t bytes); /* page-aligned; poisoned before each lap, shared with the child */

/* For put: what stands at `at`, 8 bytes at most, is bad input for one call. What stood there is put
 * back before the next; one at a time. */
void lap_spoil(void *at, const void *with, size_t bytes);
#define LAP_SPOIL(place, value) lap_spoil(&(place), &(__typeof__(place)){value}, sizeof(place))

/* The judge's own copy of any lap buffer, out of the child's reach: a given one as fill left it, an
 * asked one as the lap left it. check looks at nothing else. */
const void *lap_left(const void *buffer);

/* ---- for the runner: `kata` asks for laps on standard input, the wire answers ---- */
const char *lap_serve(void); /* until standard input ends; words on a kit fault */

/* One call at the graded size in a fenced fork of its own: tells the wire what it does to the heap.
 */
void lap_measure_heap(void);

#endif
