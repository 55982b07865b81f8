/* Words on a terminal: harmless, coloured if wanted, in ASCII if need be, and never wider than
 * asked.
 *
 * All words go through one door, term_put: control characters and bytes that are not UTF-8 are
 * made visible (text.h), and where the terminal has no UTF-8 every other character becomes ASCII
 * by one table. So a screen is written once, in UTF-8, and no escape sequence reaches the
 * terminal but those of a tone. Widths count characters, as shown. */
#ifndef KATA_TERM_H
#define KATA_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "grader/arena.h"
#include "grader/report.h"

enum tone { TONE_PLAIN, TONE_STRONG, TONE_FAINT, TONE_GOOD, TONE_BAD, TONE_WARN };

struct term {
    FILE *out;
    const struct term_style *style;
    size_t column; /* of the next character; from 0 */
};

size_t term_width(const struct term *t, const char *words); /* columns that the words will take */
size_t term_room(const struct term *t);                     /* columns left in this line */

void term_put(struct term *t, enum tone tone, const char *words);
void term_pad(struct term *t, size_t column); /* spaces up to that column */
void term_end(struct term *t);                /* the line */

/* As much of the words as fits into the line; the last character is then `…`. */
void term_clip(struct term *t, enum tone tone, const char *words);

/* A line that must stay whole, such as a command to copy. */
void term_line(struct term *t, enum tone tone, size_t indent, const char *words);

/* Lines of words, each broken between words where it is too long; what follows a break stands
 * `hang` columns further in, or two. */
void term_fill(struct term *t, enum tone tone, size_t indent, size_t hang, const char *words);
void term_wrap(struct term *t, enum tone tone, size_t indent, const char *words);

/* At most `lines` lines of someone's output behind a bar, each clipped. Returns how many more
 * there are. */
#define TERM_ALL_LINES ((size_t)-1)
size_t term_quote(struct term *t, size_t indent, const char *output, size_t lines);

/* What another process is told of the terminal that it writes for, and what that makes of it:
 * "80,colour,utf8". NULL, or words. */
char *term_style_words(const struct term_style *s, struct arena *a);
const char *term_style_told(struct term_style *s, const char *words);

#endif
