#include <string.h>

#include "grader/remarks.h"
#include "grader/screen.h"

enum { LOOPS = 8 };

/* `14 │ for (size_t i = 0; i < n; i++)` */
static void show_head(struct term *t, const struct remark *r)
{
    struct text line = {0};
    text_add(&line, "%4d │ %s", r->line, r->source + strspn(r->source, " \t"));
    term_pad(t, 2);
    term_clip(t, TONE_FAINT, text_of(&line));
    term_end(t);
    text_free(&line);
}

void remarks_show(struct term *t, const struct remark *r, size_t n)
{
    size_t shown = n > LOOPS && !t->style->verbose ? LOOPS : n;
    if (n == 0) return;
    term_end(t);
    term_line(t, TONE_STRONG, 2, "what the compiler made of the loops");
    for (size_t i = 0; i < shown; i++) {
        show_head(t, &r[i]);
        term_wrap(t, TONE_PLAIN, 9, r[i].words);
    }
    if (shown == n) return;
    struct text line = {0};
    screen_add_counted(&line, n - shown, "more loop", "more loops");
    text_add(&line, "; V=1 shows %s", n - shown == 1 ? "it" : "them");
    term_wrap(t, TONE_FAINT, 2, text_of(&line));
    text_free(&line);
}
