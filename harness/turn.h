/* Whose turn it is, between a judge and the child that runs laps for it: one number in shared
 * memory to sleep on; and the clock that the judge reads meanwhile. turn_linux.c has futexes and
 * the kernel's account of the child's CPU time; turn_portable.c naps, and reads the wall. */
#ifndef KATA_TURN_H
#define KATA_TURN_H

#include <stdbool.h>
#include <sys/types.h>

struct turn {
    volatile int whose;
};

void turn_give(struct turn *t, int whose);

/* Sleeps while it is `whose` turn, for at most `ms` (0: for ever). False: it still is. */
bool turn_await_end(struct turn *t, int whose, unsigned ms);

/* How long the child has run so far, in ns; NaN where it has ended. */
double turn_child_ns(pid_t child);

#endif
