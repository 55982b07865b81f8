/* A class's gradings on a cluster: ENGINE=slurm. What class_work_do does with the processors of
 * this machine, a job array of Slurm's does here.
 *
 *   the head   submits the array, waits for verdicts in OUT, asks squeue how the tasks are
 *   a task     does every parts-th grading of the work list in OUT, on whatever node it is started
 *
 * Files in OUT are all that passes between the two: every node must see OUT and the kit under the
 * same names. Whatever a file system does late (NFS tells of a new file up to a minute after it is
 * there) is waited for; no file is ever read half, for each is renamed into its place.
 *
 * Slurm schedules, and starts a task again whose node died or was needed for something better
 * (--requeue). One that fails by itself is handed back to it once (scontrol requeue), for another
 * node where there is one that has done its part; the second time its answers have no verdict, and
 * all that have the same reason the same words, with the nodes in them. It is the head that hands
 * back: a task that was killed, or whose time was over, cannot.
 *
 * The head asks squeue and does not leave the waiting to sbatch --wait, which says nothing but the
 * highest status once all is over: who has to be started again, what is waited for and which node
 * died would not be known; and slurmctld may be restarted meanwhile. Verdicts are counted in the
 * folder, so squeue is asked seldom. */
#ifndef KATA_CLASS_SLURM_H
#define KATA_CLASS_SLURM_H

#include "grader/class_work.h"

struct class_slurm {
    const char *options; /* for sbatch, parted by blanks: "--partition=short"; "": none */
    size_t at_once;      /* processors a task; 0: one */
    bool anew;           /* speeds may be another processor's from here on */
    const char *after;   /* a job that must be over before the next one begins; NULL */
};

/* Slurm is there and answers. NULL, or words. */
const char *class_slurm_ready(struct arena *a);

/* As class_work_do, of one grading at least. Why one came to no verdict is told in
 * OUT/.mlkata/lost/KEY, for class_report. For speed a task has its node for itself. NULL, or words:
 * there is no job, or slurmctld has been silent for minutes. After SIGINT and SIGTERM the job is
 * cancelled; SIGHUP, a terminal that is gone, leaves it to itself. Either way the next run goes on
 * with what is there. */
const char *class_slurm_do(const struct class *c, struct class_slurm *s, enum class_phase phase,
                           const struct class_job *job, size_t n, struct arena *a);

/* The other end, on a node: the part of the work that Slurm's environment names, of a list of n.
 * NULL: each of its gradings has its verdict. Or words, which the head shows. */
const char *class_slurm_task(const struct class *c, enum class_phase phase, size_t n,
                             struct arena *a);

/* The exit status of class_slurm.sh where a node lacks what all must share. */
enum { CLASS_SLURM_NO_OUT = 71, CLASS_SLURM_NO_KIT = 72 };

#endif
