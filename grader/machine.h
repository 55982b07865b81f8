/* Which machine this is, and the caches of the processor that speed is measured on. machine_linux.c
 * reads /proc and /sys; elsewhere machine_portable.c asks uname and sysctl. */
#ifndef KATA_MACHINE_H
#define KATA_MACHINE_H

#include "grader/arena.h"

enum { MACHINE_CACHES = 3 };

struct machine {
    char *name;                   /* "AMD EPYC 7763 64-Core Processor" */
    char *identity;               /* another wherever it may compute at another speed */
    size_t cache[MACHINE_CACHES]; /* bytes of L1 (data), L2 and L3; 0: there is none, or it is not
                                     told */
    size_t free_bytes;            /* of memory that a process may take; 0: not told */
};

/* `cpu`: the processor in question, -1: any. What is not told is left out, never an error. */
void machine_look(struct machine *m, int cpu, struct arena *a);

#endif
