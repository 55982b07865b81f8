/* What a file of the kit is, in a few digits: another wherever the file says or does another thing.
 * A program that carries a build-id (a linker's own fingerprint of all its content) is known by
 * that, for a runner with OpenBLAS in it is tens of megabytes; any other file by its SHA-256. */
#ifndef KATA_FINGERPRINT_H
#define KATA_FINGERPRINT_H

#include "grader/arena.h"

/* "none" where there is no such file. NULL: it cannot be read, see errno. */
const char *fingerprint_of(const char *path, struct arena *a);

#endif
