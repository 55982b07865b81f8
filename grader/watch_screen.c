#include "grader/watch_screen.h"

#include <stdlib.h>

#include "grader/term.h"

const char watch_keys[] = "h hint  b bench  f full  n next  g again  q quit";

/* Lines in term.h's ways, behind what is there already. */
static void add_line(struct text *picture, const struct term_style *style, enum tone tone,
                     const char *words)
{
    char *bytes;
    size_t n;
    FILE *out = open_memstream(&bytes, &n);
    if (!out) text_out_of_memory();
    struct term t = {.out = out, .style = style};
    term_clip(&t, tone, words);
    fclose(out);
    text_put(picture, bytes, n);
    free(bytes);
}

static size_t count_rows(const char *body, size_t columns)
{
    struct text row = {0};
    size_t n = 0;
    for (; window_row(&body, columns, &row); n++) text_clear(&row);
    text_free(&row);
    return n;
}

/* Rows [top, top + n) of it, each with its newline. */
static void add_rows(struct text *picture, const char *body, size_t columns, size_t top, size_t n)
{
    struct text row = {0};
    for (size_t at = 0; at < top + n && window_row(&body, columns, &row); at++) {
        if (at >= top) {
            text_put(picture, text_of(&row), row.length);
            text_put(picture, "\n", 1);
        }
        text_clear(&row);
    }
    text_free(&row);
}

static void add_more(struct text *picture, const struct term_style *style, size_t above,
                     size_t below)
{
    struct text words = {0};
    if (above) text_add(&words, "%zu line%s above (up)", above, above == 1 ? "" : "s");
    if (above && below) text_add(&words, ", ");
    if (below) text_add(&words, "%zu more (down, or space for a page)", below);
    add_line(picture, style, TONE_FAINT, text_of(&words));
    text_put(picture, "\n", 1);
    text_free(&words);
}

void watch_picture(struct watch_screen *s, const struct window *w, struct text *picture)
{
    struct term_style narrow = *s->style;
    narrow.width = (int)w->columns;
    size_t foot = w->rows < 4 ? 1 : 2; /* the state, the keys */
    size_t room = w->rows > foot ? w->rows - foot : 0, n = count_rows(s->body, w->columns);
    bool fits = n <= room;
    size_t shown = fits || room < 2 ? room : room - 1; /* a row says that there is more */
    if (s->top + shown > n) s->top = n > shown ? n - shown : 0;
    size_t below = n > s->top + shown ? n - s->top - shown : 0;
    add_rows(picture, s->body, w->columns, s->top, shown);
    for (size_t i = n; i < room && fits; i++) text_put(picture, "\n", 1);
    if (shown < room) add_more(picture, &narrow, s->top, below);
    add_line(picture, &narrow, s->bad ? TONE_WARN : TONE_FAINT, s->state);
    if (foot < 2) return;
    text_put(picture, "\n", 1);
    add_line(picture, &narrow, TONE_FAINT, watch_keys);
}
