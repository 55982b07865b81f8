#include <string.h>

#include "grader/calendar.h"
#include "grader/readiness.h"
#include "grader/term.h"

enum { NAME = 2, LEVEL = 30, EVIDENCE = 43, ROOMY = 80 };

/* What follows a break stands below its like, where there is room. */
static size_t hang_of(const struct term *t, size_t column)
{
    return t->style->width >= ROOMY ? column - NAME : 4;
}

static void heading(struct term *t, const char *words)
{
    term_end(t);
    term_put(t, TONE_STRONG, words);
    term_end(t);
}

static enum tone tone_of(enum readiness_level l)
{
    switch (l) {
    case LEVEL_STRONG: return TONE_GOOD;
    case LEVEL_WEAK: return TONE_BAD;
    case LEVEL_MIXED: return TONE_WARN;
    default: return TONE_FAINT;
    }
}

static void show_area(struct term *t, const struct readiness_area *x, struct arena *a)
{
    const char *level = readiness_level_name(x->level);
    const char *row = arena_printf(a, "%-*s%s", LEVEL - NAME, x->name, level);
    if (x->level != LEVEL_NO_EVIDENCE)
        row = arena_printf(a, "%-*s%-*s%s", LEVEL - NAME, x->name, EVIDENCE - LEVEL, level,
                           readiness_evidence(x, a));
    term_fill(t, tone_of(x->level), NAME, hang_of(t, EVIDENCE), row);
}

static void show_areas(struct term *t, const char *title, const struct readiness_area *x, size_t n,
                       struct arena *a)
{
    heading(t, title);
    for (size_t i = 0; i < n; i++) show_area(t, &x[i], a);
}

static void show_groups(struct term *t, const struct readiness *r, struct arena *a)
{
    heading(t, "failures by group of tests");
    for (size_t i = 0; i < r->n_groups; i++) {
        const struct readiness_group *g = &r->group[i];
        const char *last =
            g->last_ms ? arena_printf(a, " · last %s", calendar_date(g->last_ms, a)) : "";
        term_wrap(t, TONE_PLAIN, NAME,
                  arena_printf(a, "%-*s%zu of %zu gradings%s", LEVEL - NAME, g->name, g->failures.n,
                               g->failures.of, last));
    }
    if (!r->n_groups) term_wrap(t, TONE_FAINT, NAME, "no evidence");
}

static void show_due(struct term *t, const struct readiness *r, struct arena *a)
{
    heading(t, "to be repeated");
    for (size_t i = 0; i < r->n_due; i++) {
        const struct course_item *it = r->due[i];
        bool due = course_is_due(r->course, it);
        term_wrap(t, due ? TONE_WARN : TONE_PLAIN, NAME,
                  arena_printf(a, "%-*s%s%s", LEVEL - NAME, it->m.exercise,
                               calendar_date(it->p.due_ms, a), due ? " · due" : ""));
    }
    if (!r->n_due) term_wrap(t, TONE_FAINT, NAME, "nothing yet");
}

static void show_risks(struct term *t, const struct readiness *r, struct arena *a)
{
    heading(t, "risks");
    for (size_t i = 0; i < r->n_risks; i++)
        term_fill(t, TONE_PLAIN, NAME, 3,
                  arena_printf(a, "%zu. %s: %s", i + 1, r->risk[i].name, r->risk[i].evidence));
    if (!r->n_risks) term_wrap(t, TONE_FAINT, NAME, "none that the history shows");
}

static void show_first(struct term *t, const struct readiness *r, struct arena *a)
{
    heading(t, "first");
    if (!r->first.item) {
        term_wrap(t, TONE_PLAIN, NAME, "nothing: all pass, and none is due");
        return;
    }
    term_line(t, TONE_PLAIN, NAME, r->first.what);
    term_wrap(t, TONE_PLAIN, NAME, arena_printf(a, "why   %s", r->first.why));
}

static void show_stages(struct term *t, const struct readiness *r, struct arena *a)
{
    heading(t, "the rounds");
    for (size_t i = 0; i < READINESS_STAGES; i++) {
        const struct readiness_stage *s = &r->stage[i];
        term_fill(t, s->measured ? TONE_PLAIN : TONE_FAINT, NAME, hang_of(t, LEVEL),
                  arena_printf(a, "[ ] %-*s%s", LEVEL - NAME - 4, s->name,
                               s->measured ? s->evidence : "not measured by this kit"));
        term_wrap(t, TONE_FAINT, 6, arena_printf(a, "yours to see to: %s", s->beyond));
    }
}

void readiness_term(FILE *out, const struct readiness *r, const struct term_style *style,
                    struct arena *a)
{
    struct term t = {.out = out, .style = style};
    const char *until =
        r->to_ms ? arena_printf(a, "%s to %s, %zu gradings", calendar_date(r->from_ms, a),
                                calendar_date(r->to_ms, a), r->n_gradings)
                 : "none yet";
    term_wrap(&t, TONE_STRONG, 0,
              arena_printf(a, "Readiness on %s · evidence: %s", calendar_date(r->course->now_ms, a),
                           until));
    for (size_t i = 0; i < r->n_remarks; i++) term_wrap(&t, TONE_WARN, 0, r->remark[i]);
    show_risks(&t, r, a);
    show_first(&t, r, a);
    show_areas(&t, "competencies", r->competency, r->n_competencies, a);
    show_areas(&t, "tracks", r->track, r->n_tracks, a);
    show_groups(&t, r, a);
    show_due(&t, r, a);
    show_stages(&t, r, a);
}
