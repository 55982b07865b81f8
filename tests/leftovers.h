/* What gradings may not leave behind: processes, temporary files, mounts, shared memory. */
#ifndef TESTS_LEFTOVERS_H
#define TESTS_LEFTOVERS_H

#include "grader/arena.h"

/* Notes what there is. From here on orphans of this process's children become its own, and TMPDIR
 * names an empty folder. */
void leftovers_begin(struct arena *a);

/* What there is now and was not before, a line each; "" where there is nothing. Processes among it
 * are ended. */
const char *leftovers_end(struct arena *a);

#endif
