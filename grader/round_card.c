#include "grader/round_card.h"

#include <math.h>
#include <string.h>

#include "grader/calendar.h"

enum { INDENT = 2, LABEL = 4, MEASURED = 22, BEFORE = 46, AFTER = 58, WIDTH = 70 };

static const char *when(double ms, struct arena *a)
{
    return isnan(ms) ? "not reached" : calendar_span((int64_t)ms, a);
}

/* ---- measured, beside what was predicted ---- */

/* A row of the table; where the terminal is too narrow for one, the words one after the other. "":
 * nothing stands there. */
static void put_row(struct term *t, const char *label, const char *measured, const char *before,
                    const char *after, struct arena *a)
{
    if (t->style->width < WIDTH) {
        const char *line =
            arena_printf(a, "%s: %s%s%s%s%s", label, measured, *before ? " · before: " : "", before,
                         *after ? " · after: " : "", after);
        term_wrap(t, TONE_PLAIN, LABEL, line);
        return;
    }
    term_pad(t, LABEL);
    term_put(t, TONE_PLAIN, label);
    term_pad(t, MEASURED);
    if (!*before && !*after) {
        term_fill(t, TONE_PLAIN, MEASURED, 0, measured);
        return;
    }
    term_put(t, TONE_PLAIN, measured);
    term_pad(t, BEFORE);
    term_put(t, TONE_PLAIN, before);
    if (*after) term_pad(t, AFTER);
    term_put(t, TONE_PLAIN, after);
    term_end(t);
}

static void put_heading(struct term *t)
{
    if (t->style->width < WIDTH) return;
    term_pad(t, MEASURED);
    term_put(t, TONE_STRONG, "measured");
    term_pad(t, BEFORE);
    term_put(t, TONE_STRONG, "predicted");
    term_pad(t, AFTER);
    term_put(t, TONE_STRONG, "and after");
    term_end(t);
}

static const char *points(double p, struct arena *a)
{
    return isnan(p) ? "-" : arena_printf(a, "%.4g", p);
}

static const char *pass_before(const struct round_part *p, struct arena *a)
{
    if (p->says_no) return "no";
    return p->minutes_before ? arena_printf(a, "%d:00", p->minutes_before) : "-";
}

static const char *at_the_end(const struct round_measured *m, struct arena *a)
{
    if (!m->verdict) return "not graded";
    if (m->max_score <= 0) return m->verdict;
    return arena_printf(a, "%.4g of %.4g, %s", m->score, m->max_score, m->verdict);
}

static const char *speed_of(const struct round_measured *m, struct arena *a)
{
    if (isnan(m->best)) return "not measured";
    return arena_printf(a, "%.2f× the reference%s%s, at %s", m->best, *m->best_band ? ", " : "",
                        m->best_band, when(m->best_ms, a));
}

static const char *failures_of(const struct round_measured *m, struct arena *a)
{
    const char *words = "";
    for (size_t i = 0; i < m->n_groups; i++)
        words = arena_printf(a, "%s%s%s in %zu", words, i ? ", " : "", m->group[i].name,
                             m->group[i].failed);
    if (!m->n_groups) return "none";
    return arena_printf(a, "%s of %zu grading%s", words, m->gradings, m->gradings == 1 ? "" : "s");
}

static void put_part(struct term *t, const struct round_part *p, const struct round_measured *m,
                     struct arena *a)
{
    term_end(t);
    term_line(t, TONE_STRONG, INDENT, p->exercise);
    put_heading(t);
    put_row(t, "at the end", at_the_end(m, a), points(p->before, a), points(p->after, a), a);
    put_row(t, "first pass", when(m->pass_ms, a), pass_before(p, a), "", a);
    put_row(t, "first compile", when(m->compile_ms, a), "", "", a);
    put_row(t, "sanitizer-clean", when(m->clean_ms, a), "", "", a);
    put_row(t, "fastest band", isnan(m->best) ? "not measured" : when(m->fastest_ms, a), "", "", a);
    put_row(t, "best speed", speed_of(m, a), "", "", a);
    put_row(t, "gradings", arena_printf(a, "%zu", m->gradings), "", "", a);
    put_row(t, "failures", isnan(m->compile_ms) ? "not measured" : failures_of(m, a), "", "", a);
}

/* ---- self-assessed ---- */

struct mean {
    int sum, n;
};

static void add_points(struct mean *of, const struct round_part *p, int aspect)
{
    for (int q = 0; q < p->n_asked; q++) {
        char c = p->rated[q][aspect];
        if (!p->rated[q][0] || c < '1' || c > '4') continue;
        of->sum += c - '0';
        of->n++;
    }
}

static const char *mean_words(const struct mean *of, struct arena *a)
{
    if (!of->n) return "not assessed";
    return arena_printf(a, "%.1f of 4 (%d)", (double)of->sum / of->n, of->n);
}

static void put_assessed(struct term *t, const struct round *r, struct arena *a)
{
    enum { POINTS = 26 };
    term_end(t);
    term_wrap(t, TONE_STRONG, INDENT, "self-assessed, means of your marks (so many)");
    for (int i = 0; i < ROUND_ASPECTS; i++) {
        struct mean of = {0};
        for (size_t p = 0; p < r->n; p++) add_points(&of, &r->part[p], i);
        term_pad(t, LABEL);
        term_put(t, TONE_PLAIN, round_aspects[i]);
        term_pad(t, POINTS);
        term_put(t, TONE_PLAIN, mean_words(&of, a));
        term_end(t);
    }
}

void round_card(struct term *t, const struct round *r, const struct round_measured *m,
                struct arena *a)
{
    term_put(t, TONE_STRONG, "Scorecard");
    term_put(t, TONE_PLAIN,
             arena_printf(a, " · %s · %s of %d:00 · SEED=%llu", calendar_minute(r->name, a),
                          calendar_span((int64_t)r->clock_ms, a), r->minutes,
                          (unsigned long long)r->seed));
    term_end(t);
    term_wrap(t, TONE_PLAIN, INDENT, "measured by gradings; times are those of the round's clock");
    for (size_t i = 0; i < r->n; i++) put_part(t, &r->part[i], &m[i], a);
    put_assessed(t, r, a);
}
