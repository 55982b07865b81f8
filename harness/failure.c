#include "harness/failure.h"

#include <check.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/given.h"
#include "harness/heap.h"
#include "harness/trial.h"

struct failure failure;

enum { SHOWN_ELEMENTS = 8, SHOWN_INPUTS = 6 };

static void append(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void append(const char *format, ...)
{
    size_t used = strlen(failure.call);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(failure.call + used, sizeof failure.call - used, format, arguments);
    va_end(arguments);
}

static void append_element(const struct given *g, size_t i)
{
    const void *at = g->data + i * g->size;
    switch (g->type) {
    case GIVEN_F32: append("%.9g", (double)*(const float *)at); break;
    case GIVEN_F64: append("%.17g", *(const double *)at); break;
    case GIVEN_I32: append("%" PRId32, *(const int32_t *)at); break;
    case GIVEN_I64: append("%" PRId64, *(const int64_t *)at); break;
    case GIVEN_U64: append("%" PRIu64, *(const uint64_t *)at); break;
    case GIVEN_BYTES: break;
    }
}

/* "  a = [1 2 3]" */
static void append_input(const struct given *g)
{
    append("  %s = [", g->name);
    for (size_t i = 0; i < g->n && i < SHOWN_ELEMENTS; i++) {
        if (i) append(" ");
        append_element(g, i);
    }
    if (g->n > SHOWN_ELEMENTS) append(" ... %zu more", g->n - SHOWN_ELEMENTS);
    append("]\n");
}

/* Is `name` a word of the call? Inputs of earlier calls are not shown. */
static bool names(const char *call, const char *name)
{
    const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    size_t length = strlen(name);
    for (const char *at = strstr(call, name); at; at = strstr(at + 1, name)) {
        bool starts = at == call || !strchr(letters, at[-1]);
        bool ends = !at[length] || !strchr(letters, at[length]);
        if (starts && ends) return true;
    }
    return false;
}

/* A block of the suite's own code is shown only where no note says it in words. */
static void append_call(void)
{
    if (!*trial.words) return;
    bool shown_call = !trial.is_block || !*trial.note;
    append("%s%s%s\n", shown_call ? trial.words : "", shown_call && *trial.note ? "    " : "",
           trial.note);
    size_t shown = 0;
    const struct given *g;
    for (size_t i = 0; (g = given_nth(i)) && shown < SHOWN_INPUTS; i++) {
        if (g->writable || g->type == GIVEN_BYTES || !names(trial.words, g->name)) continue;
        append_input(g);
        shown++;
    }
}

/* An answer that gives up for want of memory fails for another reason than its words tell. */
static void append_limit(void)
{
    size_t used = strlen(failure.words);
    snprintf(failure.words + used, sizeof failure.words - used,
             "\nit had asked for more than %u MB of heap, the limit", trial.limits.memory_mb);
}

void failure_now(enum failure_kind kind, const char *format, ...)
{
    failure.kind = kind;
    failure.call[0] = '\0';
    append_call();
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(failure.words, sizeof failure.words, format, arguments);
    va_end(arguments);
    if (kind == FAILURE_FAIL && heap_used().bounded) append_limit();
    ck_abort_msg("%s", "see failure.words");
}
