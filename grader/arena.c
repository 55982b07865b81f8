#include "grader/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
    struct arena_block *before;
    size_t used, room;
    _Alignas(16) unsigned char bytes[];
};

static void out_of_memory(void)
{
    fputs("mlkata: out of memory\n", stderr);
    exit(2);
}

static struct arena_block *add_block(struct arena *a, size_t at_least)
{
    size_t room = at_least > 16384 ? at_least : 16384, bytes;
    if (__builtin_add_overflow(room, sizeof(struct arena_block), &bytes)) out_of_memory();
    struct arena_block *b = calloc(1, bytes);
    if (!b) out_of_memory();
    b->before = a->last;
    b->room = room;
    a->last = b;
    return b;
}

void *arena_take(struct arena *a, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes) || bytes > SIZE_MAX - 16) out_of_memory();
    bytes = (bytes + 15) & ~(size_t)15;
    struct arena_block *b = a->last;
    if (!b || b->room - b->used < bytes) b = add_block(a, bytes);
    void *piece = b->bytes + b->used;
    b->used += bytes;
    return piece;
}

char *arena_copy(struct arena *a, const char *s)
{
    size_t bytes = strlen(s) + 1;
    return memcpy(arena_take(a, bytes, 1), s, bytes);
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *s = arena_take(a, (size_t)length + 1, 1);
    vsnprintf(s, (size_t)length + 1, format, again);
    va_end(again);
    va_end(arguments);
    return s;
}

void arena_free(struct arena *a)
{
    while (a->last) {
        struct arena_block *b = a->last;
        a->last = b->before;
        free(b);
    }
}
