/* A folder of its own for one grading, gone afterwards whatever happened. */
#ifndef KATA_SCRATCH_H
#define KATA_SCRATCH_H

#include <stdbool.h>

#include "grader/arena.h"
#include "grader/kit.h"

/* Makes <TMPDIR or /tmp>/mlkata-<pid>-XXXXXX or, where that cannot be written, the same below
 * build/; removes those that killed gradings left behind. Sets *path. NULL, or words. */
const char *scratch_make(const char **path, const struct kit *k, struct arena *a);
void scratch_remove(const char *path);

/* Copies a file of at most `limit` bytes. NULL, or words ("is a directory", "No space left on
 * device"). */
const char *scratch_copy(const char *from, const char *to, size_t limit);

/* Would another `mb` megabytes fit? */
bool scratch_has_room(const char *folder, size_t mb, struct arena *a);

/* The whole file, NUL-terminated; *n its length. Errors as scratch_copy. */
const char *scratch_read(const char *path, size_t limit, struct arena *a, char **bytes, size_t *n);

#endif
