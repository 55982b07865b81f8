/* Slurm's own commands, asked and understood: sbatch, squeue, scontrol, scancel. Nothing else of
 * Slurm is used, no accounting and no library, so that any cluster will do. */
#ifndef KATA_CLASS_SLURM_QUEUE_H
#define KATA_CLASS_SLURM_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "grader/arena.h"

enum slurm_fate {
    SLURM_UNKNOWN, /* not heard of yet */
    SLURM_WAITS,
    SLURM_RUNS,
    SLURM_DONE,   /* ended with status 0 */
    SLURM_FAILED, /* ended otherwise, or will never start */
};

/* One of a job array's. */
struct slurm_task {
    enum slurm_fate fate;
    char state[24];  /* in Slurm's words: NODE_FAIL */
    char reason[64]; /* why it is there: Resources */
    char node[64];   /* where it ran last; "": nowhere yet */
    int exit, signal;
};

/* Is there a Slurm, and does it answer? NULL, or words. */
const char *slurm_answers(struct arena *a);

/* words: what sbatch is told, and the script; the last is NULL. *id: the job's. NULL, or words,
 * which are sbatch's own. */
const char *slurm_submit(const char **id, const char *const *words, struct arena *a);

/* What squeue says. SILENT: no slurmctld answers. FORGOTTEN: it does, and does not know the job any
 * more (some minutes after its end). Tasks that are not mentioned stay as they are. */
enum slurm_answer { SLURM_TOLD, SLURM_FORGOTTEN, SLURM_SILENT };
enum slurm_answer slurm_look(struct slurm_task *task, size_t n, const char *id);

/* One line of what squeue says; false: it is none about a task below n. */
bool slurm_read(struct slurm_task *task, size_t n, const char *line);

/* An ended task once more, on a node that is not `not_on` ("": any). False: it cannot be. */
bool slurm_again(const char *id, size_t task, const char *not_on);

/* What has been started before waits two minutes, whatever nodes are free. This one need not. */
bool slurm_hurry(const char *id, size_t task);

/* The whole array, whatever of it is left. name: only if it is called so, for Slurm uses its
 * numbers again; NULL: whatever it is called. Works after Ctrl-C, too, when nothing else does.
 * False: it may be there still. */
bool slurm_cancel(const char *id, const char *name);

#endif
