#include "grader/past.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/calendar.h"
#include "grader/history.h"
#include "grader/own.h"
#include "grader/term.h"
#include "grader/text.h"

static const char *read_kept(struct history *h, const char *exercise, struct arena *a)
{
    const char *error = history_read(h, exercise, a);
    return error || h->path ? error : "no history is kept: MLKATA_HOME is empty";
}

/* ---- the list ---- */

static void put_right(struct term *t, size_t column, const char *words)
{
    size_t width = term_width(t, words);
    if (column > width) term_pad(t, column - width);
    term_put(t, TONE_PLAIN, words);
}

static const char *score_of(const struct past_grading *g, struct arena *a)
{
    if (isnan(g->score) || isnan(g->max_score)) return "";
    return arena_printf(a, "%.4g of %.4g", g->score, g->max_score);
}

static const char *ratio_of(const struct past_grading *g, struct arena *a)
{
    if (isnan(g->vs_reference)) return "";
    if (isnan(g->interval[0]) || isnan(g->interval[1]))
        return arena_printf(a, "%.2f×", g->vs_reference);
    return arena_printf(a, "%.2f× (%.2f–%.2f)", g->vs_reference, g->interval[0], g->interval[1]);
}

/* Whether the answer is that of the line above, and what else sets this grading apart. */
static const char *notes_of(const struct past_grading *g, const struct past_grading *before,
                            const char *own, struct arena *a)
{
    const char *source = !before                                                ? ""
                         : strcmp(before->source_sha256, g->source_sha256) == 0 ? "same"
                                                                                : "changed";
    const char *file = strcmp(g->submission, own) == 0 ? "" : g->submission;
    const char *test = *g->only ? arena_printf(a, "TEST=%s", g->only) : "";
    const char *rest = arena_printf(a, "%s%s%s", file, *file && *test ? "  " : "", test);
    return *rest ? arena_printf(a, "%-9s%s", source, rest) : source;
}

enum column { NUMBER = 6, WHEN = 8, VERDICT = 26, SCORE = 48, RATIO = 51, MS = 76, NOTES = 79 };

static void show_head(struct term *t)
{
    put_right(t, NUMBER, "#");
    term_pad(t, WHEN);
    term_put(t, TONE_PLAIN, "when");
    term_pad(t, VERDICT);
    term_put(t, TONE_PLAIN, "verdict");
    put_right(t, SCORE, "score");
    term_pad(t, RATIO);
    term_put(t, TONE_PLAIN, "vs reference");
    put_right(t, MS, "ms");
    term_pad(t, NOTES);
    term_put(t, TONE_PLAIN, "answer");
    term_end(t);
}

static void show_one(struct term *t, const struct past_grading *g, const char *notes,
                     struct arena *a)
{
    put_right(t, NUMBER, arena_printf(a, "%lld", (long long)g->number));
    term_pad(t, WHEN);
    term_put(t, TONE_PLAIN, calendar_minute(g->at_ms, a));
    term_pad(t, VERDICT);
    term_put(t, strcmp(g->verdict, "pass") == 0 ? TONE_GOOD : TONE_PLAIN, g->verdict);
    put_right(t, SCORE, score_of(g, a));
    term_pad(t, RATIO);
    term_put(t, TONE_PLAIN, ratio_of(g, a));
    put_right(t, MS, isnan(g->total_ms) ? "" : arena_printf(a, "%.0f", g->total_ms));
    if (*notes) term_pad(t, NOTES);
    term_put(t, TONE_PLAIN, notes);
    term_end(t);
}

const char *past_show(FILE *out, const char *exercise, const struct term_style *style,
                      struct arena *a)
{
    struct history h;
    struct term t = {.out = out, .style = style};
    const char *own = arena_printf(a, "exercises/%s/%s.c", exercise, exercise);
    const char *error = read_kept(&h, exercise, a);
    if (error) return error;
    if (h.n == 0) {
        fprintf(out, "no grading of %s yet: make grade EX=%s\n", exercise, exercise);
        return NULL;
    }
    show_head(&t);
    for (size_t i = 0; i < h.n; i++) {
        const struct past_grading *g = &h.grading[i];
        show_one(&t, g, notes_of(g, i ? g - 1 : NULL, own, a), a);
    }
    fprintf(out, "\n  one back   make restore EX=%s AT=%lld\n", exercise,
            (long long)h.grading[h.n - 1].number);
    return NULL;
}

/* ---- one back ---- */

static const char *find(const struct past_grading **found, const char *exercise, const char *at,
                        struct arena *a)
{
    struct history h;
    char *end;
    errno = 0;
    long long number = strtoll(at, &end, 10);
    if (*at < '0' || *at > '9' || *end || errno)
        return arena_printf(a, "which grading? say AT=number: make history EX=%s shows them",
                            exercise);
    const char *error = read_kept(&h, exercise, a);
    *found = NULL;
    for (size_t i = 0; i < h.n && !error; i++)
        if (h.grading[i].number == number) *found = &h.grading[i];
    if (error || *found) return error;
    return arena_printf(a, "there is no grading %lld of %s: make history EX=%s shows them", number,
                        exercise, exercise);
}

const char *past_restore(FILE *out, const char *exercise, const char *at, const struct kit *k,
                         struct arena *a)
{
    const struct past_grading *g;
    const char *copy, *error = find(&g, exercise, at ? at : "", a);
    char *bytes;
    size_t n;
    if (!error) error = history_source(g, &bytes, &n, a);
    if (error) return error;
    if (own_holds(exercise, bytes, n, k, a)) {
        fprintf(out, "%s.c is that answer already\n", exercise);
        return NULL;
    }
    error = own_replace(&copy, exercise, bytes, n, k, a);
    if (error) return error;
    fprintf(out, "exercises/%s/%s.c is again what it was at grading %lld of %s\n", exercise,
            exercise, (long long)g->number, calendar_minute(g->at_ms, a));
    if (copy) fprintf(out, "what it was just now lies in %s\n", copy);
    return NULL;
}
