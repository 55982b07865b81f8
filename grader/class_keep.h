/* OUT/.mlkata, where a class's run keeps what a later one goes on with: made, locked, and the small
 * files in it. */
#ifndef KATA_CLASS_KEEP_H
#define KATA_CLASS_KEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "grader/arena.h"

struct class_keep {
    const char *out;
    int lock;    /* a descriptor */
    bool is_new; /* OUT was made by this run */
};

/* OUT/.mlkata/NAME */
char *class_keep_path(const char *out, const char *name, struct arena *a);

/* Makes OUT where it is not there, and what is in it; waits for nobody: of two runs at once the
 * second is told. A folder that holds other things than a class's results is left alone. NULL, or
 * words. */
const char *class_keep_open(struct class_keep *k, const char *out, struct arena *a);

/* The lock goes with it; an OUT that was made for nothing, too. */
void class_keep_close(struct class_keep *k, bool for_nothing, struct arena *a);

/* The class's seed: the one that is asked for (or NULL), or the one that is there, or one that
 * nobody knew before. NULL, or words. */
const char *class_keep_seed(uint64_t *seed, const uint64_t *asked, const char *out,
                            struct arena *a);

#endif
