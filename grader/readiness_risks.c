/* What is likeliest to go wrong in the round, each with what says so; and the rounds themselves.
 *
 * A risk's weight lies between 0 and 1. By kind: begun or given up and never passed, 0.95; a topic
 * that nobody touched, 0.9; what fails in a share s of at least three gradings, s; the same share
 * of attempts that did not pass at once, or passed too late, less a tenth, for both mend with
 * repetition; speed below its fastest band, half its share; due for repetition, 0.3 and 0.02 a day.
 * Below 0.25 there is no risk. Of equal ones the first found comes first. */
#include <string.h>

#include "grader/calendar.h"
#include "grader/readiness.h"

#define LEAST 0.25

/* ---- risks ---- */

static void add_risk(struct readiness *r, double weight, const char *name, const char *evidence)
{
    size_t at = r->n_risks;
    if (weight < LEAST) return;
    while (at > 0 && r->risk[at - 1].weight < weight) at--;
    if (at == READINESS_RISKS) return;
    if (r->n_risks < READINESS_RISKS) r->n_risks++;
    memmove(&r->risk[at + 1], &r->risk[at], (r->n_risks - 1 - at) * sizeof *r->risk);
    r->risk[at] = (struct readiness_risk){weight, name, evidence};
}

static double share(struct readiness_count c)
{
    return c.of < READINESS_ENOUGH ? 0 : (double)c.n / (double)c.of;
}

static double missed(struct readiness_count c)
{
    return share((struct readiness_count){c.of - c.n, c.of});
}

static void weigh_items(struct readiness *r, struct arena *a)
{
    for (size_t i = 0; i < r->course->n; i++) {
        const struct course_item *it = &r->course->item[i];
        if (!it->p.n_attempts || it->p.passes) continue;
        bool gave_up = it->p.attempt[it->p.n_attempts - 1].gave_up;
        add_risk(r, 0.95, arena_printf(a, "%s does not pass", it->m.exercise),
                 arena_printf(a, "%s; last touched %s", gave_up ? "given up" : "begun",
                              calendar_date(it->p.last_ms, a)));
    }
}

static void weigh_topics(struct readiness *r, struct arena *a)
{
    for (size_t i = 0; i < r->n_competencies; i++) {
        const struct readiness_area *x = &r->competency[i];
        if (x->passing.of && !x->tried)
            add_risk(r, 0.9, arena_printf(a, "%s: no evidence", x->name),
                     arena_printf(a, "%zu exercise%s here, none begun", x->passing.of,
                                  x->passing.of == 1 ? "" : "s"));
    }
}

static void weigh_groups(struct readiness *r, struct arena *a)
{
    for (size_t i = 0; i < r->n_groups; i++) {
        const struct readiness_group *g = &r->group[i];
        add_risk(r, share(g->failures), arena_printf(a, "tests of %s", g->name),
                 arena_printf(a, "failed in %zu of %zu gradings; last %s", g->failures.n,
                              g->failures.of, calendar_date(g->last_ms, a)));
    }
}

static void weigh_skills(struct readiness *r, struct arena *a)
{
    for (size_t i = 0; i < r->n_competencies; i++) {
        const struct readiness_area *x = &r->competency[i];
        if (x->passing.of) continue; /* a topic */
        add_risk(r, missed(x->at_once) - 0.1, "the first grading",
                 arena_printf(a, "%zu of %zu attempts passed at it; last %s", x->at_once.n,
                              x->at_once.of, calendar_date(x->last_ms, a)));
        add_risk(r, missed(x->in_time) - 0.1, "time",
                 arena_printf(a, "%zu of %zu passes within the planned minutes; last %s",
                              x->in_time.n, x->in_time.of, calendar_date(x->last_ms, a)));
        add_risk(r, missed(x->fastest) / 2, "speed",
                 arena_printf(a, "%zu of %zu in the fastest band; last %s", x->fastest.n,
                              x->fastest.of, calendar_date(x->last_ms, a)));
    }
}

static void weigh_due(struct readiness *r, struct arena *a)
{
    size_t due = 0;
    while (due < r->n_due && course_is_due(r->course, r->due[due])) due++;
    if (due == 0) return;
    int64_t first = r->due[0]->p.due_ms;
    double days = (double)calendar_days(first, r->course->now_ms);
    double weight = 0.3 + 0.02 * days;
    add_risk(r, weight < 0.9 ? weight : 0.9, "forgetting",
             arena_printf(a, "%zu due for repetition, %s since %s", due, r->due[0]->m.exercise,
                          calendar_date(first, a)));
}

/* ---- the rounds ---- */

static const char *of_topics(const struct readiness *r, struct arena *a)
{
    size_t passing = 0, of = 0, tried = 0;
    for (size_t i = 0; i < r->n_tracks; i++) {
        passing += r->track[i].passing.n;
        of += r->track[i].passing.of;
        tried += r->track[i].tried;
    }
    if (!tried) return "no evidence";
    return arena_printf(a, "%zu of %zu exercises pass, %zu begun", passing, of, tried);
}

static const char *of_area(const struct readiness *r, const char *name, struct arena *a)
{
    for (size_t i = 0; i < r->n_competencies; i++)
        if (strcmp(r->competency[i].name, name) == 0)
            return readiness_evidence(&r->competency[i], a);
    return "no evidence";
}

static void take_stages(struct readiness *r, struct arena *a)
{
    const struct readiness_stage stages[READINESS_STAGES] = {
        {"recruiter screen", false, NULL,
         "your story in two minutes, why this team, dates and pay: say them to somebody"},
        {"coding round", true, of_area(r, "coding fluency", a),
         "algorithms outside machine learning, and thinking aloud"},
        {"ML implementation round", true, of_topics(r, a),
         "what you say while you write: practise the debriefs aloud"},
        {"ML system design", false, NULL,
         "data, training, serving, monitoring, cost: draw three systems for somebody"},
        {"responsible AI", true, of_area(r, "responsible AI", a),
         "which harm, whose, and what you would do about it: discussion, not code"},
        {"behavioural", false, NULL,
         "five true stories: conflict, failure, lead, disagreement, help; with their outcome"},
    };
    memcpy(r->stage, stages, sizeof stages);
}

void readiness_weigh(struct readiness *r, struct arena *a)
{
    weigh_items(r, a);
    weigh_topics(r, a);
    weigh_groups(r, a);
    weigh_skills(r, a);
    weigh_due(r, a);
    take_stages(r, a);
}
