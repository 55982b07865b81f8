/* Memory of one grading: taken piece by piece, given back at once. Running out of it ends the
 * program with one line. */
#ifndef KATA_ARENA_H
#define KATA_ARENA_H

#include <stddef.h>

struct arena {
    struct arena_block *last;
};

void *arena_take(struct arena *a, size_t n,
                 size_t size); /* n * size zeroed bytes, aligned for anything */
char *arena_copy(struct arena *a, const char *s);
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
void arena_free(struct arena *a);

#endif
