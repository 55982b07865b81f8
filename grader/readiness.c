#include "grader/readiness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grader/calendar.h"

/* The topics of the round by tracks, the skills by groups of tests; words between spaces. */
static const struct readiness_area topics[] = {
    {.name = "loss functions", .by = "losses"},
    {.name = "similarity and retrieval", .by = "similarity retrieval ranking"},
    {.name = "streaming", .by = "streaming sampling drift"},
    {.name = "evaluation", .by = "metrics evaluation calibration"},
    {.name = "responsible AI", .by = "fairness explainability privacy safety"},
};
static const struct readiness_area skills[] = {
    {.name = "coding fluency", .by = "first gradings, minutes, hints"},
    {.name = "numerical care", .by = "numerics"},
    {.name = "speed", .by = "bands"},
    {.name = "edge cases", .by = "edges contract"},
};
enum {
    TOPICS = sizeof topics / sizeof *topics,
    SKILLS = sizeof skills / sizeof *skills,
    FLUENCY = TOPICS,
    NUMERICS,
    SPEED,
    EDGES
};

const char *readiness_level_name(enum readiness_level l)
{
    static const char *const names[] = {"no evidence", "thin", "weak", "mixed", "strong"};
    return names[l];
}

static bool has_word(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at++)
        if ((at == words || at[-1] == ' ') && (at[n] == ' ' || !at[n])) return n > 0;
    return false;
}

static void later(int64_t *last_ms, int64_t ms)
{
    if (ms > *last_ms) *last_ms = ms;
}

static void tally(struct readiness_count *c, bool yes)
{
    c->n += yes, c->of++;
}

/* ---- what practice says ---- */

/* An attempt that no clock preceded took no time that anybody knows. */
static void add_attempt(struct readiness_area *x, const struct attempt *t, int minutes)
{
    double planned_ms = (double)minutes * CALENDAR_MINUTE;
    bool passed = t->ended_ms && !t->gave_up;
    x->attempts++;
    x->given_up += t->gave_up;
    x->hints += (size_t)t->hints;
    if (t->gradings) tally(&x->at_once, passed && t->gradings == 1);
    if (!passed || t->worked_ms <= 0) return;
    tally(&x->in_time, t->worked_ms <= planned_ms);
    x->worked_ms += t->worked_ms, x->planned_ms += planned_ms;
}

static void add_speed(struct readiness_area *x, const struct course_item *i)
{
    if (!isnan(i->p.best)) tally(&x->fastest, i->p.best >= i->m.band[0].from);
}

static void add_item(struct readiness_area *x, const struct course_item *i)
{
    tally(&x->passing, i->p.passes);
    x->tried += i->p.n_attempts > 0;
    for (size_t t = 0; t < i->p.n_attempts; t++) add_attempt(x, &i->p.attempt[t], i->m.minutes);
    add_speed(x, i);
    if (i->p.n_attempts) later(&x->last_ms, i->p.last_ms);
}

static void add_skills(struct readiness *r, const struct course_item *i)
{
    struct readiness_area *fluency = &r->competency[FLUENCY];
    for (size_t t = 0; t < i->p.n_attempts; t++)
        add_attempt(fluency, &i->p.attempt[t], i->m.minutes);
    if (i->p.n_attempts) later(&fluency->last_ms, i->p.last_ms);
    add_speed(&r->competency[SPEED], i);
}

static void take_items(struct readiness *r, struct arena *a)
{
    const struct course *c = r->course;
    r->track = arena_take(a, c->n + 1, sizeof *r->track);
    for (size_t i = 0; i < c->n; i++) {
        const struct course_item *it = &c->item[i];
        struct readiness_area *last = r->n_tracks ? &r->track[r->n_tracks - 1] : NULL;
        if (!last || strcmp(last->name, it->m.track) != 0) {
            last = &r->track[r->n_tracks++];
            *last = (struct readiness_area){.name = it->m.track, .by = it->m.track};
        }
        add_item(last, it);
        for (size_t t = 0; t < TOPICS; t++)
            if (has_word(r->competency[t].by, it->m.track)) add_item(&r->competency[t], it);
        add_skills(r, it);
    }
}

/* ---- what gradings say ---- */

static const struct course_item *item_of(const struct course *c, const char *exercise)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->item[i].m.exercise, exercise) == 0) return &c->item[i];
    return NULL;
}

/* Untouched stubs tell nothing of anybody. */
static bool counts(const struct past_grading *g)
{
    return g->own && !*g->only && strcmp(g->verdict, "unsolved") != 0;
}

static struct readiness_group *group_of(struct readiness *r, const char *name)
{
    for (size_t i = 0; i < r->n_groups; i++)
        if (strcmp(r->group[i].name, name) == 0) return &r->group[i];
    r->group[r->n_groups] = (struct readiness_group){.name = name};
    return &r->group[r->n_groups++];
}

/* What one grading ran of the tests that a skill is judged by. */
static void add_failures(struct readiness_area *x, const struct past_grading *g,
                         const struct past_tests *tests, size_t n)
{
    bool ran = false, failed = false;
    for (size_t i = 0; i < n; i++) {
        if (!has_word(x->by, tests[i].group)) continue;
        ran = true;
        failed |= tests[i].failed > 0;
    }
    if (!ran) return;
    tally(&x->failures, failed);
    later(&x->last_ms, g->at_ms);
}

static void take_grading(struct readiness *r, const struct past_grading *g,
                         const struct past_tests *tests, size_t n)
{
    static const int by_tests[] = {NUMERICS, EDGES};
    const struct course_item *item = item_of(r->course, g->exercise);
    if (!item || !counts(g)) return;
    r->n_gradings++;
    for (size_t i = 0; i < n; i++) {
        struct readiness_group *group = group_of(r, tests[i].group);
        tally(&group->failures, tests[i].failed > 0);
        if (tests[i].failed) later(&group->last_ms, g->at_ms);
    }
    for (size_t s = 0; s < 2; s++) add_failures(&r->competency[by_tests[s]], g, tests, n);
    if (strcmp(g->verdict, "pass") == 0 && !isnan(g->vs_reference))
        later(&r->competency[SPEED].last_ms, g->at_ms);
    for (size_t t = 0; t < r->n_tracks; t++)
        if (strcmp(r->track[t].name, item->m.track) == 0)
            tally(&r->track[t].failures, strcmp(g->verdict, "pass") != 0);
    for (size_t t = 0; t < TOPICS; t++)
        if (has_word(r->competency[t].by, item->m.track))
            tally(&r->competency[t].failures, strcmp(g->verdict, "pass") != 0);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct readiness_group *)a)->name,
                  ((const struct readiness_group *)b)->name);
}

/* Both are in the order of their ids. */
static void take_gradings(struct readiness *r, const struct past_tests *tests, size_t n_tests,
                          struct arena *a)
{
    const struct history *h = &r->course->history;
    size_t t = 0;
    r->group = arena_take(a, n_tests + 1, sizeof *r->group);
    for (size_t g = 0; g < h->n; g++) {
        while (t < n_tests && tests[t].grading < h->grading[g].id) t++;
        size_t from = t;
        while (t < n_tests && tests[t].grading == h->grading[g].id) t++;
        take_grading(r, &h->grading[g], tests + from, t - from);
    }
    qsort(r->group, r->n_groups, sizeof *r->group, by_name);
}

/* ---- standing ---- */

static enum readiness_level level_of(size_t n, size_t of, size_t observations)
{
    if (observations == 0 || of == 0) return LEVEL_NO_EVIDENCE;
    if (observations < READINESS_ENOUGH) return LEVEL_THIN;
    return 5 * n >= 4 * of ? LEVEL_STRONG : 2 * n >= of ? LEVEL_MIXED : LEVEL_WEAK;
}

/* A topic by how much of it passes; what was tried in it is the evidence. */
static void judge_topic(struct readiness_area *x)
{
    x->level = level_of(x->passing.n, x->passing.of, x->attempts);
}

static void judge_skills(struct readiness_area *competency)
{
    static const int by_tests[] = {NUMERICS, EDGES};
    struct readiness_area *f = &competency[FLUENCY], *s = &competency[SPEED];
    f->level = level_of(f->at_once.n + f->in_time.n, f->at_once.of + f->in_time.of, f->at_once.of);
    s->level = level_of(s->fastest.n, s->fastest.of, s->fastest.of);
    if (f->attempts && f->level == LEVEL_NO_EVIDENCE) f->level = LEVEL_THIN;
    for (size_t i = 0; i < 2; i++) {
        struct readiness_area *x = &competency[by_tests[i]];
        x->level = level_of(x->failures.of - x->failures.n, x->failures.of, x->failures.of);
    }
}

static const char *share(const char *so_far, struct readiness_count c, const char *what,
                         struct arena *a)
{
    if (c.of == 0) return so_far;
    return arena_printf(a, "%s%s%zu of %zu %s", so_far, *so_far ? " · " : "", c.n, c.of, what);
}

static const char *amount(const char *so_far, size_t n, const char *what, struct arena *a)
{
    if (n == 0) return so_far;
    return arena_printf(a, "%s%s%zu %s%s", so_far, *so_far ? " · " : "", n, what,
                        n == 1 ? "" : "s");
}

const char *readiness_evidence(const struct readiness_area *x, struct arena *a)
{
    const char *e = "";
    if (x->level == LEVEL_NO_EVIDENCE) return readiness_level_name(x->level);
    e = share(e, x->passing, "pass", a);
    e = amount(e, x->attempts, "attempt", a);
    if (x->given_up) e = arena_printf(a, "%s (%zu given up)", e, x->given_up);
    e = share(e, x->at_once, "at the first grading", a);
    e = share(e, x->in_time, "in time", a);
    if (x->in_time.of)
        e = arena_printf(a, "%s (%.0f min, planned %.0f)", e, x->worked_ms / CALENDAR_MINUTE,
                         x->planned_ms / CALENDAR_MINUTE);
    e = amount(e, x->hints, "hint", a);
    e = share(e, x->fastest, "in the fastest band", a);
    e = share(e, x->failures, "gradings failed", a);
    return x->last_ms ? arena_printf(a, "%s · last %s", e, calendar_date(x->last_ms, a)) : e;
}

/* ---- what else there is to say ---- */

static int by_day(const void *a, const void *b)
{
    const struct course_item *x = *(const struct course_item *const *)a;
    const struct course_item *y = *(const struct course_item *const *)b;
    if (x->p.due_ms != y->p.due_ms) return x->p.due_ms < y->p.due_ms ? -1 : 1;
    return strcmp(x->m.exercise, y->m.exercise);
}

static void take_due(struct readiness *r, struct arena *a)
{
    r->due = arena_take(a, r->course->n + 1, sizeof *r->due);
    for (size_t i = 0; i < r->course->n; i++) {
        const struct course_item *it = &r->course->item[i];
        if (it->p.due_ms && !practice_going_on(&it->p)) r->due[r->n_due++] = it;
    }
    qsort(r->due, r->n_due, sizeof *r->due, by_day);
}

static void see(struct readiness *r, int64_t ms)
{
    if (!r->from_ms || ms < r->from_ms) r->from_ms = ms;
    later(&r->to_ms, ms);
}

/* Names that no exercise has, each once. */
static const char *removed(const struct readiness *r, struct arena *a)
{
    const struct history *h = &r->course->history;
    const char *names = "";
    for (size_t i = 0; i < h->n + h->n_events; i++) {
        const char *name = i < h->n ? h->grading[i].exercise : h->event[i - h->n].exercise;
        if (item_of(r->course, name) || has_word(names, name) ||
            has_word(names, arena_printf(a, "%s,", name)))
            continue;
        names = arena_printf(a, "%s%s%s", names, *names ? ", " : "", name);
    }
    return names;
}

static void look_at_history(struct readiness *r, struct arena *a)
{
    const struct history *h = &r->course->history;
    for (size_t i = 0; i < h->n; i++)
        if (counts(&h->grading[i]) && item_of(r->course, h->grading[i].exercise))
            see(r, h->grading[i].at_ms);
    for (size_t i = 0; i < h->n_events; i++)
        if (item_of(r->course, h->event[i].exercise)) see(r, h->event[i].at_ms);
    if (r->to_ms > r->course->now_ms + CALENDAR_MINUTE)
        r->remark[r->n_remarks++] =
            arena_printf(a, "the history goes on to %s, and it is %s now: was the clock set back?",
                         calendar_minute(r->to_ms, a), calendar_minute(r->course->now_ms, a));
    const char *names = removed(r, a);
    if (*names)
        r->remark[r->n_remarks++] =
            arena_printf(a, "no longer exercises of this kit, and not counted: %.300s", names);
}

void readiness_of(struct readiness *r, const struct course *c, const struct past_tests *tests,
                  size_t n_tests, struct arena *a)
{
    *r = (struct readiness){.course = c, .n_competencies = TOPICS + SKILLS};
    r->competency = arena_take(a, r->n_competencies, sizeof *r->competency);
    memcpy(r->competency, topics, sizeof topics);
    memcpy(r->competency + TOPICS, skills, sizeof skills);
    take_items(r, a);
    take_gradings(r, tests, n_tests, a);
    for (size_t i = 0; i < r->n_tracks; i++) judge_topic(&r->track[i]);
    for (size_t i = 0; i < TOPICS; i++) judge_topic(&r->competency[i]);
    judge_skills(r->competency);
    take_due(r, a);
    look_at_history(r, a);
    r->first = course_next(c, a);
    readiness_weigh(r, a);
}
