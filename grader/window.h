/* A terminal's whole window, drawn in place, and its keyboard key by key.
 *
 * In place means: on the terminal's second screen, so that the first is as it was afterwards; every
 * picture in one write, over the last one and without clearing it before, so that nothing flickers;
 * and the same picture not twice. A terminal without a cursor to be moved (TERM=dumb) gets
 * lines, one after the other, from whoever asks `in_place`.
 *
 * These are the only escape sequences of the kit beside term.h's tones. */
#ifndef KATA_WINDOW_H
#define KATA_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

#include "grader/text.h"

struct window {
    int in, out;
    bool in_place;
    bool open;
    size_t rows,
        columns; /* the last column is left alone: to erase behind it would be to erase it */
    struct termios was;
    struct text shown; /* the last picture */
};

/* Standard input and output, as they are. NULL, or words: they are no terminal. */
const char *window_of(struct window *w);

/* From here on keys come one by one and unseen, Ctrl-C among them; until window_close, which may be
 * called twice, and by another process than the one that opened. */
void window_open(struct window *w);
void window_close(struct window *w);

bool window_measure(struct window *w); /* did its size change? */

/* Moves the next row, at most `columns` characters, from *words into `row`, without its newline.
 * Tones take no room; all other control characters are left out. False: nothing is left. */
bool window_row(const char **words, size_t columns, struct text *row);

/* The picture: rows with newlines between. False: the terminal is gone. */
bool window_draw(struct window *w, const char *picture);

/* Ctrl-C and the like are characters; the others have numbers above those. */
enum key { KEY_NONE = 0, KEY_INTERRUPT = 3, KEY_EOF = 4, KEY_SUSPEND = 26, KEY_ESCAPE = 27 };
enum { KEY_UP = 256, KEY_DOWN, KEY_PAGE_UP, KEY_PAGE_DOWN, KEY_UNKNOWN };

/* The first key in what was read, and how many bytes it took. */
int window_key(const char *bytes, size_t n, size_t *took);

/* Those that were pressed since the last time. False: the keyboard is gone. */
bool window_read(struct window *w, char *bytes, size_t room, size_t *n);

#endif
