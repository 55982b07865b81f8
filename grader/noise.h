/* What else a machine was busy with while something was measured: for the words under a measurement
 * that came out unsure. noise_linux.c reads /proc/stat; elsewhere (noise_portable.c) nothing is
 * known. */
#ifndef KATA_NOISE_H
#define KATA_NOISE_H

#include "grader/arena.h"

struct noise {
    double mine, stolen; /* ticks of the processor `cpu`, and those that the host gave to others */
    double others, busy; /* ticks of all other processors, and those that they worked */
    double running;      /* programs that would run at this moment */
    double processors;
};

struct noise noise_now(int cpu);

/* "the other processors were 98 % busy"; NULL: nothing that would explain much. */
const char *noise_between(const struct noise *before, const struct noise *after, struct arena *a);

/* What noise_now reads, on the text of /proc/stat. */
struct noise noise_parse(const char *stat, int cpu);

#endif
