#include "grader/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- growing ---- */

void text_out_of_memory(void)
{
    fputs("mlkata: out of memory\n", stderr);
    exit(2);
}

static void reserve(struct text *t, size_t more)
{
    if (more < t->capacity - t->length) return; /* one byte is kept for the NUL */
    size_t capacity = 2 * (t->length + more) + 64;
    char *bytes = realloc(t->bytes, capacity);
    if (!bytes) text_out_of_memory();
    t->bytes = bytes;
    t->capacity = capacity;
}

void text_put(struct text *t, const char *bytes, size_t n)
{
    reserve(t, n);
    if (n) memcpy(t->bytes + t->length, bytes, n);
    t->length += n;
    t->bytes[t->length] = '\0';
}

void text_add(struct text *t, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    if (n > 0) {
        reserve(t, (size_t)n);
        vsnprintf(t->bytes + t->length, (size_t)n + 1, format, again);
        t->length += (size_t)n;
    }
    va_end(again);
    va_end(args);
}

void text_clear(struct text *t)
{
    t->length = 0;
    if (t->bytes) t->bytes[0] = '\0';
}

void text_free(struct text *t)
{
    free(t->bytes);
    *t = (struct text){0};
}

const char *text_of(const struct text *t)
{
    return t->bytes ? t->bytes : "";
}

/* ---- other people's bytes ---- */

size_t text_utf8(const char *bytes, size_t n, uint32_t *code)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (n == 0) return 0;
    unsigned char lead = (unsigned char)bytes[0];
    size_t length = lead < 0x80   ? 1
                    : lead < 0xC2 ? 0
                    : lead < 0xE0 ? 2
                    : lead < 0xF0 ? 3
                    : lead < 0xF5 ? 4
                                  : 0;
    if (length == 0 || length > n) return 0;

    uint32_t c = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        unsigned char next = (unsigned char)bytes[i];
        if ((next & 0xC0) != 0x80) return 0;
        c = c << 6 | (next & 0x3F);
    }
    if (c < smallest[length] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return 0;
    *code = c;
    return length;
}

/* What a terminal does not show, or what reorders the rest: C1 controls, zero-width and
 * bidirectional characters. */
static bool is_unseen(uint32_t c)
{
    return (c >= 0x80 && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xAD ||
           c == 0x61C || c == 0xFEFF;
}

static void put_control(struct text *t, uint32_t c)
{
    char caret[2] = {'^', (char)(c ^ 0x40)}; /* ESC is ^[, DEL is ^? */
    if (c == '\t')
        text_put(t, "    ", 4);
    else
        text_put(t, caret, 2);
}

/* Clean characters are copied in runs: most text is nothing else. */
static void put_all(struct text *t, const char *bytes, size_t n, bool visible)
{
    size_t run = 0, i = 0;
    while (i < n) {
        uint32_t c = 0;
        size_t length = text_utf8(bytes + i, n - i, &c);
        bool control = visible && (c < 0x20 || c == 0x7F);
        if (length > 0 && !control && !(visible && is_unseen(c))) {
            i += length;
            continue;
        }
        text_put(t, bytes + run, i - run);
        if (length > 0 && control)
            put_control(t, c);
        else
            text_put(t, "\uFFFD", 3);
        run = i += length ? length : 1;
    }
    text_put(t, bytes + run, n - run);
}

void text_put_utf8(struct text *t, const char *bytes, size_t n)
{
    put_all(t, bytes, n, false);
}

void text_put_visible(struct text *t, const char *bytes, size_t n)
{
    put_all(t, bytes, n, true);
}

size_t text_width(const char *words)
{
    size_t width = 0;
    for (; *words; words++) width += ((unsigned char)*words & 0xC0) != 0x80;
    return width;
}

const char *text_count(char out[32], uint64_t n)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n), to = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) out[to++] = ',';
        out[to++] = digits[i];
    }
    out[to] = '\0';
    return out;
}

/* ---- near misses ---- */

enum { WORD_MAX = 64 };

static int lower(char c)
{
    return tolower((unsigned char)c);
}

/* Levenshtein's distance, one row at a time:
 * d[i][j] = min(d[i-1][j] + 1, d[i][j-1] + 1, d[i-1][j-1] + (a[i] != b[j])). */
static size_t edits(const char *a, const char *b)
{
    size_t n = strlen(b), row[WORD_MAX + 1];
    for (size_t j = 0; j <= n; j++) row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t best = diagonal + (lower(a[i - 1]) != lower(b[j - 1]));
            if (row[j] + 1 < best) best = row[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = best;
        }
    }
    return row[n];
}

const char *text_nearest(const char *word, const char *const *candidates, size_t n)
{
    size_t length = strlen(word);
    if (length == 0 || length > WORD_MAX) return NULL;

    const char *nearest = NULL;
    size_t fewest =
        2 + length / 4; /* one edit for a short word, and one more for every four letters */
    for (size_t i = 0; i < n; i++) {
        if (strlen(candidates[i]) > WORD_MAX) continue;
        size_t distance = edits(word, candidates[i]);
        if (distance > 1 && length >= 3 && strstr(candidates[i], word)) distance = 1;
        if (distance >= fewest || distance >= length) continue;
        fewest = distance;
        nearest = candidates[i];
    }
    return nearest;
}
