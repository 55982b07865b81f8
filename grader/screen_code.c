#include "grader/screen.h"

#include <string.h>

enum { ERROR_LINES = 5, LOG_LINES = 12 };

/* `reservoir.c:31   a read of 4 bytes past the end of tmp` */
static void show_place(struct term *t, size_t indent, const struct report_finding *f)
{
    struct text line = {0};
    if (f->file && f->line > 0)
        text_add(&line, "%s:%d   ", f->file, f->line);
    else if (f->file)
        text_add(&line, "%s   ", f->file);
    text_add(&line, "%s", screen_words(f->words));
    term_wrap(t, TONE_PLAIN, indent, text_of(&line));
    text_free(&line);
}

/* `31 │ sum += tmp[i];` */
static void show_source(struct term *t, size_t indent, const struct report_finding *f)
{
    if (!f->source) return;
    struct text line = {0};
    text_add(&line, "%d │ %s", f->line, f->source + strspn(f->source, " \t"));
    term_pad(t, indent);
    term_clip(t, TONE_FAINT, text_of(&line));
    term_end(t);
    text_free(&line);
}

void screen_sanitizers(struct term *t, const struct report *r)
{
    if (r->n_findings == 0) return;
    term_end(t);
    term_line(t, TONE_STRONG, 2, "the sanitizers found");
    for (size_t i = 0; i < r->n_findings; i++) {
        show_place(t, 4, &r->finding[i]);
        show_source(t, 6, &r->finding[i]);
    }
}

static void show_log(struct term *t, const struct report *r)
{
    bool verbose = t->style->verbose;
    if (!*screen_words(r->compiler_log) || (r->n_findings > 0 && !verbose)) return;
    term_end(t);
    term_line(t, TONE_STRONG, 2, "all that the compiler said");
    size_t more = term_quote(t, 4, r->compiler_log, verbose ? TERM_ALL_LINES : LOG_LINES);
    if (more) term_line(t, TONE_FAINT, 4, "… V=1 shows the rest");
}

/* One error is often the cause of the next: the first stands alone with its source line, a few
 * more follow without. */
void screen_compile_errors(struct term *t, const struct report *r)
{
    bool verbose = t->style->verbose;
    size_t n = verbose || r->n_findings < ERROR_LINES ? r->n_findings : ERROR_LINES;
    for (size_t i = 0; i < n; i++) {
        if (i < 2 || verbose) term_end(t);
        show_place(t, 2, &r->finding[i]);
        if (i == 0 || verbose) show_source(t, 6, &r->finding[i]);
    }
    if (n < r->n_findings) {
        struct text line = {0};
        screen_add_counted(&line, r->n_findings - n, "more error", "more errors");
        text_add(&line, "; V=1 shows all that the compiler said");
        term_wrap(t, TONE_FAINT, 2, text_of(&line));
        text_free(&line);
    }
    show_log(t, r);
}

void screen_warnings(struct term *t, const struct report *r)
{
    if (r->n_warnings == 0) return;
    struct text line = {0};
    screen_add_counted(&line, r->n_warnings, "warning", "warnings");
    text_add(&line, " from the compiler");
    if (!t->style->verbose) text_add(&line, "; V=1 shows %s", r->n_warnings == 1 ? "it" : "them");
    term_end(t);
    term_wrap(t, TONE_WARN, 2, text_of(&line));
    for (size_t i = 0; i < r->n_warnings && t->style->verbose; i++)
        term_wrap(t, TONE_PLAIN, 4, screen_words(r->warning[i]));
    text_free(&line);
}
