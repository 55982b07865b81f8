/* Files that are there whole or not at all, whatever ends the program or fills the disk: written
 * beside, under a name that nobody reads, then renamed. */
#ifndef KATA_WHOLE_H
#define KATA_WHOLE_H

#include <stddef.h>
#include <stdio.h>

#include "grader/arena.h"

/* NULL, or words: "OUT/results.csv: No space left on device". What was there before is there
 * then. */
const char *whole_write(const char *path, const char *bytes, size_t n, struct arena *a);

/* The same of what does not lie in memory: what is written to `out` is the file once it is ended,
 * or nothing is where it is dropped. Words as above; after them there is nothing to drop. */
struct whole {
    FILE *out;
    const char *path, *fresh;
};
const char *whole_begin(struct whole *w, const char *path, struct arena *a);
const char *whole_end(struct whole *w, struct arena *a);
void whole_drop(struct whole *w);

#endif
