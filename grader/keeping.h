/* Adding to the history, whatever state its file is in. */
#ifndef KATA_KEEPING_H
#define KATA_KEEPING_H

#include <stdint.h>

#include "grader/arena.h"
#include "grader/store.h"

/* Adds rows by the store's calls; now_ms is when. */
typedef void (*keeping_function)(struct store *s, int64_t now_ms, const void *what);

/* One transaction that `add` fills. A lock that another holds costs a second at most. A file that
 * is not fit for use is put aside, and a new one begun. NULL, or why nothing was kept; *remark:
 * what is to be told in any case, or NULL. Where no history is wanted nothing happens. */
const char *keeping(keeping_function add, const void *what, const char **remark, struct arena *a);

#endif
