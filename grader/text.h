/* Text that grows, and small questions about words.
 *
 * `struct text line = {0};` is empty and ready; text_free ends it. Running out of memory ends the
 * program with one line, as in arena.h: half a report would be worse than none. */
#ifndef KATA_TEXT_H
#define KATA_TEXT_H

#include <stddef.h>
#include <stdint.h>

struct text {
    char *bytes; /* ends with a NUL; NULL before the first addition: read it through text_of */
    size_t length, capacity;
};

void text_add(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_put(struct text *t, const char *bytes, size_t n);
void text_clear(struct text *t); /* empty again, keeping its memory */
void text_free(struct text *t);
const char *text_of(const struct text *t); /* never NULL; valid until the next addition */

/* n bytes from anyone, as valid UTF-8: each byte that is not part of any character becomes
 * U+FFFD. */
void text_put_utf8(struct text *t, const char *bytes, size_t n);

/* The same, fit for a terminal: control characters as ^[, a tab as four spaces, what is
 * invisible or turns the reading direction as U+FFFD. No byte below 32 is left. */
void text_put_visible(struct text *t, const char *bytes, size_t n);

/* The character at the start of n bytes: how many bytes it takes, and its code. 0: no character
 * (overlong forms and surrogates are none). */
size_t text_utf8(const char *bytes, size_t n, uint32_t *code);

/* Characters (code points) in valid UTF-8. */
size_t text_width(const char *words);

/* 1234567 as "1,234,567", written into out. */
const char *text_count(char out[32], uint64_t n);

/* The candidate that `word` was most likely meant to be: few edits away (Levenshtein, letter case
 * ignored), or holding it as a part. NULL when none is near. */
const char *text_nearest(const char *word, const char *const *candidates, size_t n);

void text_out_of_memory(void) __attribute__((noreturn));

#endif
