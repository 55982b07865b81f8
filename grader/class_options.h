/* What make class was asked for. */
#ifndef KATA_CLASS_OPTIONS_H
#define KATA_CLASS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "grader/arena.h"

struct class_options {
    const char *dir, *out, *exercise; /* exercise: NULL: all */
    uint64_t seed;
    bool seeded; /* a seed was said */
    size_t jobs; /* at once; 0: not said */
    bool bench, regrade, trusted, slurm;
    const char *slurm_options; /* for sbatch; "" */
    const char *task;          /* "correct:200", a node's part of Slurm's; NULL */
    const char *make;          /* the one that has started this program; NULL */
};

/* said: the last is NULL. DIR is a folder then, and OUT, by default DIR-results, no part of it.
 * NULL, or words. */
const char *class_options_read(struct class_options *o, char *const *said, struct arena *a);

#endif
