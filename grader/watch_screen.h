/* What `make watch` shows: the last report (or a page asked for), a line of what goes on, and the
 * keys. */
#ifndef KATA_WATCH_SCREEN_H
#define KATA_WATCH_SCREEN_H

#include "grader/report.h"
#include "grader/window.h"

extern const char watch_keys[];

struct watch_screen {
    const char *body;  /* a report or a page, as a child rendered it */
    const char *state; /* one line */
    bool bad;          /* of which the state warns */
    size_t top;        /* of the body's rows, the first that is shown; brought into its bounds */
    const struct term_style *style;
};

/* The whole picture, for window_draw. */
void watch_picture(struct watch_screen *s, const struct window *w, struct text *picture);

#endif
