/* `make new EX=…`: every file of an exercise, from the template below grader/template. */
#ifndef KATA_NEW_H
#define KATA_NEW_H

#include "grader/kit.h"

/* NULL, or words. Nothing that exists is overwritten. */
const char *new_exercise(const char *name, const struct kit *k, struct arena *a);

#endif
