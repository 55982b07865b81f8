/* Exercises whose suites, references and records only now turn out to be needed: built by the make
 * that has started this program. */
#ifndef KATA_READY_H
#define KATA_READY_H

#include <stddef.h>

#include "grader/kit.h"

/* make: its program's name, NULL or "": there is none, and what there is has to do. It says by
 * itself what it builds. NULL (after Ctrl-C too), or words. */
const char *ready_make(const char *make, const char *const *exercise, size_t n, const struct kit *k,
                       struct arena *a);

#endif
