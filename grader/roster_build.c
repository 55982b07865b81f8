#include "grader/roster_build.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader/text.h"

void *roster_room(void *array, size_t n, size_t *room, size_t size, struct arena *a)
{
    if (n < *room) return array;
    *room = *room * 2 + 64;
    void *more = arena_take(a, *room, size);
    if (n) memcpy(more, array, n * size);
    return more;
}

void roster_remark(struct roster_build *b, const char *format, ...)
{
    struct roster *r = b->r;
    va_list arguments;
    char *words;
    va_start(arguments, format);
    if (vasprintf(&words, format, arguments) < 0) text_out_of_memory();
    va_end(arguments);
    r->remark = roster_room(r->remark, r->n_remarks, &b->room_remarks, sizeof *r->remark, b->a);
    r->remark[r->n_remarks++] = arena_copy(b->a, words);
    free(words);
}

const char *roster_failed(struct roster_build *b, int error)
{
    if (error == ENOENT) return "vanished while it was read";
    if (error == ELOOP || error == ENOTDIR) return "changed while it was read";
    if ((error == EMFILE || error == ENFILE || error == ENOMEM) && !b->error)
        b->error = arena_printf(b->a, "the answers cannot be read: %s", strerror(error));
    return arena_printf(b->a, "cannot be read: %s", strerror(error));
}
