/* The gradings that a class's run needs and does not have yet. They are written into OUT/.mlkata,
 * so that whoever sees the folder can do a part of them: this process's children, or a cluster's
 * tasks. */
#ifndef KATA_CLASS_WORK_H
#define KATA_CLASS_WORK_H

#include "grader/class.h"

enum class_phase { CLASS_CORRECT, CLASS_SPEED };

struct class_job {
    const char *sha256, *exercise;
    const char *key; /* of verdicts/KEY.json */
};

/* Those of a phase that are not done, no two alike; written to OUT/.mlkata/correct or .../speed.
 * Those of speed come in an order drawn from the seed. NULL, or words. */
const char *class_work_plan(struct class_job **job, size_t *n, const struct class *c,
                            enum class_phase phase, struct arena *a);

/* The list as it was written, elsewhere. NULL, or words. */
const char *class_work_read(struct class_job **job, size_t *n, const struct class *c,
                            enum class_phase phase, struct arena *a);

/* Does each `parts`-th of them, from `part` (0 ..) on, `at_once` at a time (speed: one); on a
 * terminal with a progress line. What goes wrong with one is that one's: it has no verdict then,
 * and the next run tries it again. *without: how many have none. NULL, or words: OUT takes no more.
 * After Ctrl-C process_interrupted. */
const char *class_work_do(size_t *without, const struct class *c, enum class_phase phase,
                          const struct class_job *job, size_t n, size_t part, size_t parts,
                          size_t at_once, struct arena *a);

#endif
