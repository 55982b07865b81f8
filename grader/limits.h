/* What one core of this machine can do at best: how fast it reads from each of its caches and from
 * memory, and how fast it multiplies and adds. Measured once, and kept in build/limits.json for as
 * long as the machine is the same.
 *
 * A limit is what a plain stream of vector loads, or of multiplications with additions, comes to,
 * not what a data sheet promises. Every answer does at least one of both. */
#ifndef KATA_LIMITS_H
#define KATA_LIMITS_H

#include <stdbool.h>
#include <stdio.h>

#include "grader/kit.h"
#include "grader/machine.h"
#include "grader/report.h"

enum { LIMITS_LEVELS = MACHINE_CACHES + 1 };

struct limits_level {
    const char *name; /* "L1", "L2", "L3", "DRAM" */
    size_t capacity;  /* bytes that it holds; 0: all */
    size_t footprint; /* bytes that were read over and over */
    double read_gb_s;
};

struct limits {
    char *cpu;
    size_t n_levels; /* at least one; ascending. DRAM only once it has been asked for */
    struct limits_level level[LIMITS_LEVELS];
    double fma_gflops_f32, fma_gflops_f64; /* a multiplication and an addition are two */
};

/* From what is kept, else measured in 0.4 s, without DRAM, and kept. `anew`: measured in any case,
 * DRAM too, in 1 to 3 s; what is kept only rises by it. That it cannot be kept is no error. NULL,
 * or words. */
const char *limits_of_machine(struct limits *l, const struct kit *k, bool anew, struct arena *a);

/* The least time in which `bytes` can be read once and `flops` done, both at the same time, in ns.
 * *kind: which of them takes it, "memory" or "compute"; "none": there is neither, and no limit.
 *
 * Of more bytes than a cache holds, a cache's worth may still come from it, and the rest from the
 * next: so the limit has no steps where a cache ends, and no order of reading beats it. */
double limits_call_ns(const struct limits *l, double bytes, double flops, bool f32,
                      const char **kind);

/* limits_show.c: one screen. */
void limits_show(FILE *out, const struct limits *l, const struct term_style *style);

/* ---- for limits.c and its tests ---- */

/* Which bytes to read at which level; n_levels and all but the rates. `whole`: DRAM as well. */
void limits_plan(struct limits *l, const struct machine *m, bool whole);

/* limits_measure.c: fills the rates of what is planned, on processor `cpu` (-1: any). */
const char *limits_measure(struct limits *l, int cpu, struct arena *a);

#endif
