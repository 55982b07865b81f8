#include "grader/screen.h"

#include <math.h>
#include <string.h>

enum { LABEL_COLUMN = 2, BAR_COLUMN = 10, BAR_CELLS = 20, BAR_CELLS_LEAST = 4 };

struct rung {
    const char *name;
    double ns; /* an item, at the graded size */
    const char *note;
};

struct ladder {
    struct rung rung[5];
    size_t n, cells;
    double slowest;
    int decimals;
    char unit[40]; /* "ns an item" */
    size_t unit_width;
};

/* ---- what is on it ---- */

static void add_rung(struct ladder *l, const char *name, double ns, const char *note)
{
    if (!(ns > 0) || isinf(ns)) return; /* no such rung: NaN */
    l->rung[l->n++] = (struct rung){name, ns, note};
    if (ns > l->slowest) l->slowest = ns;
    l->decimals = fmax(l->decimals, ns >= 100 ? 0 : ns >= 1 ? 1 : ns >= 0.1 ? 2 : 3);
    if (l->slowest >= 10) l->decimals = fmin(l->decimals, 2);
}

static void name_unit(struct ladder *l, const char *unit)
{
    unit = *screen_words(unit) ? unit : "item";
    snprintf(l->unit, sizeof l->unit, "ns %s %s", strchr("aeiou", *unit) ? "an" : "a", unit);
}

static struct ladder ladder_of(const struct term *t, const struct report_speed *s, const char *note)
{
    struct ladder l = {0};
    size_t graded = 0;
    while (graded < s->n_sizes && !s->size[graded].graded) graded++;
    name_unit(&l, s->unit);
    if (graded == s->n_sizes || s->size[graded].n == 0) return l;

    const struct report_size *z = &s->size[graded];
    double n = (double)z->n;
    add_rung(&l, "plain", z->plain_ns / n, NULL);
    add_rung(&l, "blas", z->blas_ns / n, NULL);
    add_rung(&l, "yours", z->yours_ns / n, note);
    add_rung(&l, "fast", z->fast_ns / n, NULL);
    add_rung(&l, "limit", s->of_limit * z->yours_ns / n, s->limit);

    size_t rest = BAR_COLUMN + 1 + 6 + 1 + term_width(t, l.unit), width = (size_t)t->style->width;
    l.cells = width < rest + BAR_CELLS_LEAST ? BAR_CELLS_LEAST : width - rest;
    if (l.cells > BAR_CELLS) l.cells = BAR_CELLS;
    return l;
}

/* ---- how it looks ---- */

/* In eighths of a cell where the terminal has such blocks; never nothing. */
static void show_bar(struct term *t, double share, size_t cells, enum tone tone)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    struct text bar = {0};
    size_t fine = t->style->utf8 ? 8 : 1, length = (size_t)lround(share * (double)(cells * fine));
    if (length == 0) length = 1;
    for (size_t i = 0; i < length / fine; i++) text_add(&bar, "█");
    text_add(&bar, "%s", eighths[length % fine]);
    term_put(t, tone, text_of(&bar));
    text_free(&bar);
}

static void show_rung(struct term *t, const struct ladder *l, const struct rung *rung)
{
    enum tone tone = strcmp(rung->name, "yours") == 0 ? TONE_STRONG : TONE_PLAIN;
    char value[32];
    snprintf(value, sizeof value, "%6.*f", l->decimals, rung->ns);
    term_pad(t, LABEL_COLUMN);
    term_put(t, tone, rung->name);
    term_pad(t, BAR_COLUMN);
    show_bar(t, rung->ns / l->slowest, l->cells, tone);
    term_pad(t, BAR_COLUMN + l->cells + 1);
    term_clip(t, tone, value);
    size_t unit_column = t->column + 1;
    if (rung == l->rung && term_room(t) > 1) {
        term_pad(t, unit_column);
        term_clip(t, TONE_FAINT, l->unit);
    }
    size_t column = unit_column + term_width(t, l->unit) + 3;
    bool fits = column + term_width(t, screen_words(rung->note)) <= (size_t)t->style->width;
    if (*screen_words(rung->note) && fits) {
        term_pad(t, column);
        term_put(t, tone, rung->note);
    }
    term_end(t);
    if (!fits) term_wrap(t, tone, BAR_COLUMN, screen_words(rung->note));
}

/* `0.62× the reference (0.60–0.64)` */
void screen_add_vs_reference(struct text *line, const struct report_speed *s)
{
    if (!isfinite(s->vs_reference)) return;
    screen_add_ratio(line, s->vs_reference);
    text_add(line, "× the reference");
    if (!isfinite(s->interval[0]) || !isfinite(s->interval[1])) return;
    text_add(line, " (");
    screen_add_ratio(line, s->interval[0]);
    text_add(line, "–");
    screen_add_ratio(line, s->interval[1]);
    text_add(line, ")");
}

/* All that it takes to be measured but somebody to be measured beside. */
const char *screen_unmeasured(const struct report *r)
{
    bool asked = r->bench_asked && r->verdict == VERDICT_PASS && !r->speed && !r->only;
    return asked ? "not measured: the references are not in this kit" : NULL;
}

static void show_unmeasured(struct term *t, const struct report *r)
{
    struct text line = {0};
    if (!screen_unmeasured(r)) return;
    text_add(&line, "speed   %s", screen_unmeasured(r));
    term_end(t);
    term_wrap(t, TONE_PLAIN, LABEL_COLUMN, text_of(&line));
    text_free(&line);
}

void screen_speed(struct term *t, const struct report *r)
{
    const struct report_speed *s = r->speed;
    if (!s) {
        show_unmeasured(t, r);
        return;
    }
    struct text note = {0};
    term_end(t);
    if (!s->conclusive) { /* no figure that we could not stand behind */
        text_add(&note, "speed   inconclusive%s%s", s->why_not ? ": " : "",
                 screen_words(s->why_not));
        term_wrap(t, TONE_WARN, LABEL_COLUMN, text_of(&note));
        text_free(&note);
        return;
    }
    screen_add_vs_reference(&note, s);
    struct ladder l = ladder_of(t, s, text_of(&note));
    for (size_t i = 0; i < l.n; i++) show_rung(t, &l, &l.rung[i]);
    if (l.n == 0 && note.length) {
        term_pad(t, LABEL_COLUMN);
        term_put(t, TONE_PLAIN, "yours   ");
        term_clip(t, TONE_STRONG, text_of(&note));
        term_end(t);
    }
    text_free(&note);
}

/* ---- growth and heap ---- */

static void add_growth(const struct term *t, struct text *line, const struct report_speed *s)
{
    if (!s || !s->conclusive || !isfinite(s->growth)) return;
    struct text piece = {0};
    text_add(&piece, "grows as n^%.2f", s->growth);
    if (s->growth_says) text_add(&piece, ", expected %s", s->growth_says);
    screen_add_piece(t, line, text_of(&piece));
    text_free(&piece);
}

static void add_heap(const struct term *t, struct text *line, const struct report *r)
{
    if (!r->heap.known) return;
    struct text piece = {0};
    screen_add_counted(&piece, r->heap.allocations, "allocation", "allocations");
    if (r->heap.peak_bytes > 0) {
        text_add(&piece, ", at most ");
        screen_add_counted(&piece, r->heap.peak_bytes, "byte", "bytes");
    }
    if (r->heap.leaked_bytes > 0) {
        text_add(&piece, ", ");
        screen_add_counted(&piece, r->heap.leaked_bytes, "byte leaked", "bytes leaked");
    }
    screen_add_piece(t, line, text_of(&piece));
    text_free(&piece);
}

void screen_add_heap(const struct term *t, struct text *line, const struct report *r)
{
    add_growth(t, line, r->speed);
    add_heap(t, line, r);
}

void screen_heap(struct term *t, const struct report *r)
{
    struct text line = {0};
    screen_add_heap(t, &line, r);
    if (line.length && !r->speed) term_end(t);
    term_wrap(t, TONE_PLAIN, LABEL_COLUMN, text_of(&line));
    text_free(&line);
}
