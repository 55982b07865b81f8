/* The rungs of the ladder: yours and the references, each a process of its own (harness/lap.h) that
 * runs laps on request. All are pinned to one processor, with the same buffers at the same
 * addresses.
 *
 * The first thing that goes wrong is noted here, and from then on every request is answered with 0:
 * callers ask rungs_well between steps. */
#ifndef KATA_RUNGS_H
#define KATA_RUNGS_H

#include <stdbool.h>
#include <stdint.h>

#include "grader/arena.h"
#include "grader/kit.h"
#include "grader/manifest.h"
#include "grader/process.h"

enum { YOURS, PLAIN, BLAS, FAST, RUNGS };
extern const char *const rung_name[RUNGS];

enum { RUNGS_MOST_SIZES = 8 };

/* What the workload says of itself (struct workload, harness/lap.h). */
struct rungs_workload {
    size_t graded, n_sizes, size[RUNGS_MOST_SIZES];
    const char *unit;
    double bytes_per_n, flops_per_n;
    bool single_precision;
};

struct rungs {
    const struct kit *kit;
    const struct manifest *manifest;
    const char *answer; /* the shared object */
    bool with_blas;     /* it calls cblas_* */
    struct arena *a;

    struct rung {
        bool exists;
        struct process process;
        size_t read; /* bytes of its wire already seen */
    } rung[RUNGS];
    struct rungs_workload workload;
    const char *fault, *wrong; /* the kit's; a lap of yours that came out wrong */
};

enum lap_kind { LAP_PUT, LAP_CALL }; /* the kit's part of a lap alone; the whole */

void rungs_start(struct rungs *g); /* its first five fields are set, the others zero */
void rungs_stop(struct rungs *g);
bool rungs_well(const struct rungs *g);

/* Lays out `calls` calls of size n in that rung's process. */
void rungs_size(struct rungs *g, size_t which, size_t n, size_t calls);
double rungs_lap(struct rungs *g, size_t which, uint64_t seed, enum lap_kind kind); /* ns */
void rungs_end(struct rungs *g); /* what only all of your laps can tell */

#endif
