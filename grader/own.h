/* The learner's own file, exercises/EX/EX.c: made from the stub, kept beside before anything takes
 * its place. All return NULL, or words. */
#ifndef KATA_OWN_H
#define KATA_OWN_H

#include <stdbool.h>
#include <stddef.h>

#include "grader/arena.h"
#include "grader/kit.h"

const char *own_path(const char *exercise, const struct kit *k, struct arena *a);

/* From the stub, where it is not there; *made says whether. */
const char *own_make(bool *made, const char *exercise, const struct kit *k, struct arena *a);

/* Its new text. What it is now is copied beside it before, as EX.1.c, EX.2.c, …, whose name is then
 * *copy, as the learner would type it, or NULL: there was nothing to lose. No moment is without the
 * file: the new one takes the old one's place at once, when all of it is written. */
const char *own_replace(const char **copy, const char *exercise, const char *bytes, size_t n,
                        const struct kit *k, struct arena *a);

/* The stub again; the same. */
const char *own_reset(const char **copy, const char *exercise, const struct kit *k,
                      struct arena *a);

/* Does it hold just that? */
bool own_holds(const char *exercise, const char *bytes, size_t n, const struct kit *k,
               struct arena *a);

#endif
