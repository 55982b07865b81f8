#include "grader/round_measured.h"

#include <math.h>
#include <string.h>

/* ---- from a report ---- */

static struct past_tests *group_in(struct past_tests *group, size_t *n, const char *name)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(group[i].group, name) == 0) return &group[i];
    group[*n].group = name;
    return &group[(*n)++];
}

struct round_grading round_grading_of(const struct report *r, double clock_ms, struct arena *a)
{
    const struct report_speed *s = r->speed && r->speed->conclusive ? r->speed : NULL;
    struct past_tests *group = arena_take(a, r->n_tests + 1, sizeof *group);
    size_t n = 0;
    for (size_t i = 0; i < r->n_tests; i++) {
        enum test_status status = r->test[i].status;
        struct past_tests *of = group_in(group, &n, arena_copy(a, r->test[i].group));
        of->n++;
        of->skipped += status == TEST_SKIPPED;
        of->failed += status != TEST_SKIPPED && status != TEST_PASS;
    }
    return (struct round_grading){.exercise = arena_copy(a, r->exercise),
                                  .verdict = verdict_name(r->verdict),
                                  .band = s && s->band ? arena_copy(a, s->band) : "",
                                  .clock_ms = clock_ms,
                                  .score = r->score,
                                  .max_score = r->max_score,
                                  .vs_reference = s ? s->vs_reference : NAN,
                                  .n_groups = n,
                                  .group = group};
}

/* ---- from the history ---- */

static bool belongs(const struct past_grading *g, const struct round *r)
{
    if (!g->own || *g->only || g->id <= r->after) return false;
    for (size_t i = 0; i < r->n; i++) {
        const struct round_part *p = &r->part[i];
        if (strcmp(p->exercise, g->exercise) == 0) return !p->final || g->id <= p->final_after;
    }
    return false;
}

/* Between the last step before it and the first one behind it. */
static double clock_of(const struct past_grading *g, const struct round *r)
{
    const struct round_step *before = NULL, *behind = NULL;
    for (size_t i = 0; i < r->n_steps && !behind; i++) {
        if (r->step[i].after < g->id)
            before = &r->step[i];
        else
            behind = &r->step[i];
    }
    double ms = before ? before->clock_ms + fmax(0, (double)(g->at_ms - before->at_ms)) : 0;
    return behind ? fmin(ms, behind->clock_ms) : ms;
}

size_t round_gradings(struct round_grading **g, const struct round *r, const struct history *h,
                      const struct past_tests *tests, size_t n_tests, struct arena *a)
{
    size_t n = 0, t = 0;
    *g = arena_take(a, h->n + 1, sizeof **g);
    for (size_t i = 0; i < h->n; i++) {
        const struct past_grading *p = &h->grading[i];
        while (t < n_tests && tests[t].grading < p->id) t++;
        size_t from = t;
        while (t < n_tests && tests[t].grading == p->id) t++;
        if (!belongs(p, r)) continue;
        (*g)[n++] = (struct round_grading){.exercise = p->exercise,
                                           .verdict = p->verdict,
                                           .band = p->band,
                                           .clock_ms = clock_of(p, r),
                                           .score = p->score,
                                           .max_score = p->max_score,
                                           .vs_reference = p->vs_reference,
                                           .n_groups = t - from,
                                           .group = tests + from};
    }
    return n;
}

/* ---- what it comes to ---- */

static void reach(double *first_ms, bool now, double ms)
{
    if (now && isnan(*first_ms)) *first_ms = ms;
}

static bool compiled(const struct round_grading *g)
{
    return strcmp(g->verdict, "no-compile") != 0 && strcmp(g->verdict, "unsolved") != 0;
}

/* The sanitizers came to their end and found nothing. */
static bool is_clean(const struct round_grading *g)
{
    for (size_t i = 0; i < g->n_groups && compiled(g); i++)
        if (strcmp(g->group[i].group, "sanitizers") == 0)
            return g->group[i].failed + g->group[i].skipped == 0;
    return false;
}

static void count_failure(struct round_measured *m, const char *name)
{
    size_t i = 0;
    while (i < m->n_groups && strcmp(m->group[i].name, name) != 0) i++;
    if (i == ROUND_GROUPS) return;
    if (i == m->n_groups) m->group[m->n_groups++].name = name;
    m->group[i].failed++;
}

static void take_speed(struct round_measured *m, const struct round_grading *g,
                       const char *fastest_band)
{
    if (isnan(g->vs_reference)) return;
    reach(&m->fastest_ms, strcmp(g->band, fastest_band) == 0, g->clock_ms);
    if (!isnan(m->best) && g->vs_reference <= m->best) return;
    m->best = g->vs_reference;
    m->best_ms = g->clock_ms;
    m->best_band = g->band;
}

void round_measure(struct round_measured *m, const char *exercise, const char *fastest_band,
                   const struct round_grading *g, size_t n)
{
    *m = (struct round_measured){.compile_ms = NAN,
                                 .clean_ms = NAN,
                                 .pass_ms = NAN,
                                 .fastest_ms = NAN,
                                 .best = NAN,
                                 .best_ms = NAN,
                                 .best_band = ""};
    for (size_t i = 0; i < n; i++, g++) {
        if (strcmp(g->exercise, exercise) != 0) continue;
        bool passed = strcmp(g->verdict, "pass") == 0;
        m->gradings++;
        m->verdict = g->verdict, m->score = g->score, m->max_score = g->max_score;
        reach(&m->compile_ms, compiled(g), g->clock_ms);
        reach(&m->clean_ms, is_clean(g), g->clock_ms);
        reach(&m->pass_ms, passed, g->clock_ms);
        if (passed) take_speed(m, g, fastest_band);
        bool counts = compiled(g); /* a stub fails everything, and means nothing */
        for (size_t j = 0; j < g->n_groups && counts; j++)
            if (g->group[j].failed) count_failure(m, g->group[j].group);
    }
}
