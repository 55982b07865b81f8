/* `make list`: every exercise, by track, and where the learner stands. `make next`: what to do now.
 *
 * NULL, or words; *remark: words to be told in any case, or NULL. */
#ifndef KATA_LIST_H
#define KATA_LIST_H

#include <stdio.h>

#include "grader/kit.h"
#include "grader/report.h"

const char *list(FILE *out, const struct term_style *style, const char **remark,
                 const struct kit *k, struct arena *a);
const char *list_next(FILE *out, const struct term_style *style, const char **remark,
                      const struct kit *k, struct arena *a);

#endif
