/* `make new EX=…`: every file of an exercise, from the templates in grader/template.
 *
 * The template is a small but complete exercise: it compiles, its stub is unsolved, its reference
 * passes. So an author begins with what works, and grades after each change. */
#ifndef KATA_NEW_H
#define KATA_NEW_H

#include "grader/kit.h"

/* NULL, or words. Nothing that exists is overwritten; where one file exists, none is written. */
const char *new_exercise(const char *name, const struct kit *k, struct arena *a);

#endif
