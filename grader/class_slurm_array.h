/* One job array of a class's, as its head sees it; class_slurm.c's own. */
#ifndef KATA_CLASS_SLURM_ARRAY_H
#define KATA_CLASS_SLURM_ARRAY_H

#include "grader/class_slurm.h"
#include "grader/class_slurm_queue.h"

struct array_job {
    const char *key;
    size_t task; /* whose part it is */
    bool there;  /* its verdict */
};

struct slurm_array {
    const struct class *c;
    const char *phase, *id;
    const char *folder, *verdicts; /* OUT/.mlkata/slurm, .../verdicts */
    size_t parts;
    struct slurm_task *task; /* parts of them */
    bool *again;             /* which have been handed back to Slurm already */
    size_t n, n_there;
    struct array_job *job;              /* by key */
    char how[120];                      /* the tasks are, in words */
    double next_ms, pause_ms, heard_ms; /* on clock_ms: when squeue is asked, and was heard */
    double over_since_ms; /* on clock_ms, since no task has been running or waiting; 0: some do */
    struct arena *a;
};

/* Why gradings came to no verdict, for class_verdict_lost: in the same words, with all their nodes,
 * for those that have the same reason. */
void class_slurm_put_lost(const struct slurm_array *r);

/* What earlier runs left of these: why there was no verdict, or one that cannot be read. */
void class_slurm_forget(const struct slurm_array *r);

#endif
