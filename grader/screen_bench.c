/* make bench: every size that was measured, in two tables of the same rows: what an element costs
 * on each rung, and what that means for yours. */
#include "grader/screen.h"

#include <math.h>
#include <string.h>

enum {
    N_COLUMN = 2,
    N_WIDTH = 13,
    RUNG_WIDTH = 9,
    CALL_WIDTH = 10,
    RATIO_WIDTH = 23,
    RATE_WIDTH = 14,
    LIMIT_WIDTH = 15
};

/* Right-aligned, as numbers are. */
static void put_cell(struct term *t, enum tone tone, size_t *at, size_t width, const char *words)
{
    size_t wide = term_width(t, words);
    *at += width;
    if (!*words || *at > (size_t)t->style->width) return; /* a column fits, or is left out */
    term_pad(t, wide < *at ? *at - wide : 0);
    term_put(t, tone, words);
}

static void put_number(struct term *t, enum tone tone, size_t *at, size_t width, double x)
{
    char words[32] = "";
    if (x > 0 && isfinite(x)) snprintf(words, sizeof words, x >= 99.95 ? "%.0f" : "%.3g", x);
    put_cell(t, tone, at, width, words);
}

static void put_row_head(struct term *t, const struct report_size *z, size_t *at)
{
    char count[32];
    *at = N_COLUMN;
    put_cell(t, z->graded ? TONE_STRONG : TONE_PLAIN, at, N_WIDTH, text_count(count, z->n));
}

/* ---- what an element costs ---- */

static double rung_ns(const struct report_size *z, size_t i)
{
    const double ns[] = {z->yours_ns, z->plain_ns, z->blas_ns, z->fast_ns, z->limit_ns};
    return ns[i] / (double)z->n;
}
static const char *const rung_names[] = {"yours", "plain", "blas", "fast", "limit"};
enum { YOURS_COLUMN = 0, RUNG_COLUMNS = sizeof rung_names / sizeof *rung_names };

static bool anywhere(const struct report_speed *s, size_t rung)
{
    for (size_t i = 0; i < s->n_sizes; i++)
        if (isfinite(rung_ns(&s->size[i], rung))) return true;
    return false;
}

static void show_costs(struct term *t, const struct report_speed *s)
{
    static const char graded[] = "   graded";
    size_t at = N_COLUMN + N_WIDTH;
    struct text unit = {0};
    text_add(&unit, "ns %s %s", strchr("aeiou", *screen_words(s->unit)) ? "an" : "a",
             screen_words(s->unit));
    term_end(t);
    term_pad(t, N_COLUMN);
    term_put(t, TONE_FAINT, text_of(&unit));
    for (size_t r = 0; r < RUNG_COLUMNS; r++)
        if (anywhere(s, r)) put_cell(t, TONE_FAINT, &at, RUNG_WIDTH, rung_names[r]);
    term_end(t);
    for (size_t i = 0; i < s->n_sizes; i++) {
        const struct report_size *z = &s->size[i];
        put_row_head(t, z, &at);
        for (size_t r = 0; r < RUNG_COLUMNS; r++)
            if (anywhere(s, r))
                put_number(t, r == YOURS_COLUMN ? TONE_STRONG : TONE_PLAIN, &at, RUNG_WIDTH,
                           rung_ns(z, r));
        if (z->graded && term_room(t) >= sizeof graded - 1) term_put(t, TONE_FAINT, graded);
        term_end(t);
    }
    text_free(&unit);
}

/* ---- what that means ---- */

/* 1234567 ns as `1.23 ms`. */
static void add_duration(struct text *line, double ns)
{
    static const char *const units[] = {"ns", "µs", "ms", "s"};
    size_t u = 0;
    while (u < 3 && ns >= 999.5) ns /= 1000, u++;
    text_add(line, ns >= 99.95 ? "%.0f %s" : "%.3g %s", ns, units[u]);
}

static void add_ratio(struct text *line, const struct report_size *z)
{
    if (!isfinite(z->vs_reference)) return;
    screen_add_ratio(line, z->vs_reference);
    text_add(line, "× (");
    screen_add_ratio(line, z->interval[0]);
    text_add(line, "–");
    screen_add_ratio(line, z->interval[1]);
    text_add(line, ")");
}

/* Bytes or operations, whichever bounds the best answer. */
static void add_rate(struct text *line, const struct report_size *z)
{
    bool computes = strcmp(screen_words(z->limit), "compute") == 0;
    double amount = computes ? z->flops : z->bytes;
    if (!(amount > 0) || !(z->yours_ns > 0)) return;
    text_add(line, "%.3g %s", amount / z->yours_ns, computes ? "GFLOP/s" : "GB/s");
}

static void add_share(struct text *line, const struct report_size *z)
{
    double share = 100 * z->limit_ns / z->yours_ns;
    if (!isfinite(share)) return;
    text_add(line, share >= 0.95 ? "%.0f %% %s" : "%.1g %% %s", share, screen_words(z->limit));
}

static void put_text(struct term *t, size_t *at, size_t width, struct text *words)
{
    put_cell(t, TONE_PLAIN, at, width, text_of(words));
    text_free(words);
}

static void show_meaning(struct term *t, const struct report_speed *s)
{
    size_t at = N_COLUMN + N_WIDTH;
    term_end(t);
    term_pad(t, N_COLUMN);
    term_put(t, TONE_FAINT, "yours");
    put_cell(t, TONE_FAINT, &at, CALL_WIDTH, "a call");
    struct text reference = {0};
    text_add(&reference, "beside %s", screen_words(s->reference));
    put_cell(t, TONE_FAINT, &at, RATIO_WIDTH, text_of(&reference));
    text_free(&reference);
    put_cell(t, TONE_FAINT, &at, RATE_WIDTH, "rate");
    put_cell(t, TONE_FAINT, &at, LIMIT_WIDTH, "of the limit");
    term_end(t);
    for (size_t i = 0; i < s->n_sizes; i++) {
        const struct report_size *z = &s->size[i];
        struct text call = {0}, ratio = {0}, rate = {0}, limit = {0};
        put_row_head(t, z, &at);
        if (z->yours_ns > 0) add_duration(&call, z->yours_ns);
        add_ratio(&ratio, z);
        add_rate(&rate, z);
        add_share(&limit, z);
        put_text(t, &at, CALL_WIDTH, &call);
        put_text(t, &at, RATIO_WIDTH, &ratio);
        put_text(t, &at, RATE_WIDTH, &rate);
        put_text(t, &at, LIMIT_WIDTH, &limit);
        term_end(t);
    }
}

void screen_bench(struct term *t, const struct report *r)
{
    const struct report_speed *s = r->speed;
    if (!s || s->n_sizes == 0 || !(s->every_rung || t->style->verbose)) return;
    show_costs(t, s);
    show_meaning(t, s);
    if (s->left_out) term_wrap(t, TONE_FAINT, N_COLUMN, s->left_out);
}
