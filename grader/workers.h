/* Children of this program's own, each with one piece of its work: forked, not executed. Whatever
 * one of them does to itself, it does to that piece alone; and what a piece took of memory is given
 * back with it.
 *
 * They leave Ctrl-C to their parent, who ends them in order, and say nothing: their standard
 * streams are /dev/null. Where the parent is killed, they get SIGTERM as well, and end what they
 * have started themselves: a jail whose own parent is killed while it is being set up never notices
 * (bwrap --die-with-parent), and waits for ever. */
#ifndef KATA_WORKERS_H
#define KATA_WORKERS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "grader/arena.h"

enum { WORKERS_MOST = 1024 };

struct worker {
    pid_t pid;
    int pidfd;
    size_t piece;
    double deadline_ms; /* on clock_ms */
    bool overran;
};

struct workers {
    size_t most, n;
    struct worker *worker;
};

/* most: at once; of more than WORKERS_MOST that many. */
void workers_init(struct workers *w, size_t most, struct arena *a);

/* In the child: its exit status. */
typedef int (*worker_function)(const void *what, size_t piece);

/* One more, of less than `most`. NULL, or words: no more processes to be had. */
const char *workers_start(struct workers *w, worker_function work, const void *what, size_t piece,
                          unsigned deadline_ms);

struct worker_end {
    size_t piece;
    int status; /* as from waitpid; -1: not known */
    bool overran;
};

/* Waits at most `ms` until one has ended. False: none has. */
bool workers_wait(struct workers *w, int ms, struct worker_end *end);

/* All of them, in order; those that do not, by force. */
void workers_stop(struct workers *w);

#endif
