/* sim_c over the files of one exercise: how much of each is in which other one.
 *
 * Exact shares need each pair compared by itself, which takes sim_c a time that grows with the cube
 * of the number of files that are alike. So files are compared in batches of at most
 * SIMILAR_BATCH, relatives together: a quick pass over all (each passage is looked for once, in
 * what comes later) says who looks like whom, and the strongest of these links fill the batches
 * first. */
#ifndef KATA_SIMILAR_MEASURE_H
#define KATA_SIMILAR_MEASURE_H

#include <stdbool.h>

#include "grader/arena.h"

enum {
    SIMILAR_FROM = 60, /* percent of the one from which on a pair is told, and of the other: */
    SIMILAR_AND = 20,  /* below, the one is a small piece of the other */
    SIMILAR_BATCH = 48
};

struct likeness {
    size_t a, b; /* files, a < b */
    double percent_a, percent_b;
};

/* `folder` holds the files 0 .. n - 1, by these names. *likeness and *n_likenesses in the arena.
 * *cut: more than a batch of them are alike, and not each pair of those was compared. NULL, or
 * words. */
const char *similar_measure(struct likeness **likeness, size_t *n_likenesses, bool *cut,
                            const char *folder, size_t n, struct arena *a);

#endif
