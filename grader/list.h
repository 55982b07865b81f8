/* `make list`: every exercise, by track. */
#ifndef KATA_LIST_H
#define KATA_LIST_H

#include <stdio.h>

#include "grader/kit.h"

const char *list(FILE *out, const struct kit *k, struct arena *a);

#endif
