/* `make debug EX=… TEST=…`: one test in this process, without fork and fence, under gdb. */
#ifndef KATA_DEBUG_H
#define KATA_DEBUG_H

#include "grader/grade.h"

/* Compiles the answer for debugging and hands the terminal to gdb, stopped at the first of the
 * contract's functions. NULL, or words. */
const char *debug(const struct grade_options *o, const struct kit *k, struct arena *a);

#endif
