/* In the place of grader/arena.c: every piece is a block of its own, of the size that was asked
 * for, so that AddressSanitizer sees where it ends. */
#include "grader/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
    struct arena_block *before;
    void *piece;
};

void *arena_take(struct arena *a, size_t n, size_t size)
{
    struct arena_block *b = malloc(sizeof *b);
    void *piece = calloc(n, size);
    if (!b || !piece) abort();
    *b = (struct arena_block){a->last, piece};
    a->last = b;
    return piece;
}

char *arena_copy(struct arena *a, const char *s)
{
    return strcpy(arena_take(a, strlen(s) + 1, 1), s);
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list arguments;
    char *s;
    va_start(arguments, format);
    if (vasprintf(&s, format, arguments) < 0) abort();
    va_end(arguments);
    char *copy = arena_copy(a, s);
    free(s);
    return copy;
}

void arena_free(struct arena *a)
{
    while (a->last) {
        struct arena_block *b = a->last;
        a->last = b->before;
        free(b->piece);
        free(b);
    }
}
