#include "grader/practice.h"

#include <math.h>
#include <string.h>

#include "grader/calendar.h"

enum { BREAK_MS = 2 * CALENDAR_HOUR, MANY_GRADINGS = 10, WITH_HELP = 2, GAVE_UP = 1 };

/* ---- SM-2 ---- */

struct sm2 sm2_begin(void)
{
    return (struct sm2){.ease = 2.5};
}

void sm2_repeat(struct sm2 *s, int quality)
{
    int short_of = 5 - quality;
    if (quality < 3) {
        s->repetitions = 0;
        s->days = 1;
        return;
    }
    s->repetitions++;
    s->days = s->repetitions == 1 ? 1 : s->repetitions == 2 ? 6 : ceil(s->days * s->ease);
    s->ease = fmax(1.3, s->ease + 0.1 - short_of * (0.08 + short_of * 0.02));
}

int attempt_quality(const struct attempt *t, int minutes)
{
    double allowed_ms = (double)minutes * CALENDAR_MINUTE;
    if (t->gave_up) return GAVE_UP;
    int quality = 5 - (t->worked_ms > allowed_ms) - (t->worked_ms > 2 * allowed_ms) - t->hints -
                  (t->gradings > MANY_GRADINGS);
    return quality > WITH_HELP ? quality : WITH_HELP;
}

/* ---- from start to pass ---- */

/* Gradings and events in the order in which they came. */
struct walk {
    struct practice *p;
    int minutes;
    int64_t last_ms; /* of the attempt */
    const char *last_sha256;
};

const struct attempt *practice_going_on(const struct practice *p)
{
    const struct attempt *last = p->n_attempts ? &p->attempt[p->n_attempts - 1] : NULL;
    return last && !last->ended_ms ? last : NULL;
}

static struct attempt *current(struct walk *w)
{
    return practice_going_on(w->p) ? &w->p->attempt[w->p->n_attempts - 1] : NULL;
}

static void begin(struct walk *w, int64_t at_ms)
{
    struct practice *p = w->p;
    struct attempt *open = current(w);
    if (!open) open = &p->attempt[p->n_attempts++]; /* else it is begun anew, and never was */
    *open = (struct attempt){.began_ms = at_ms};
    w->last_ms = at_ms, w->last_sha256 = "";
    p->started = true, p->start_ms = at_ms, p->hints = 0;
}

/* A clock that was set back took no time. */
static void work(struct walk *w, struct attempt *t, int64_t at_ms)
{
    int64_t gap = at_ms - w->last_ms;
    if (gap > 0 && gap < BREAK_MS) t->worked_ms += (double)gap;
    w->last_ms = at_ms;
}

static void end(struct walk *w, struct attempt *t, int64_t at_ms)
{
    struct practice *p = w->p;
    t->ended_ms = at_ms ? at_ms : 1;
    t->quality = attempt_quality(t, w->minutes);
    sm2_repeat(&p->sm2, t->quality);
    p->due_ms = at_ms + (int64_t)(p->sm2.days * (double)CALENDAR_DAY);
}

static void see_event(struct walk *w, const struct past_event *e)
{
    struct attempt *t;
    w->p->last_ms = e->at_ms;
    if (strcmp(e->kind, "started") == 0) {
        begin(w, e->at_ms);
        return;
    }
    if (strcmp(e->kind, "hint") == 0) w->p->hints++;
    if (!(t = current(w))) return;
    work(w, t, e->at_ms);
    if (strcmp(e->kind, "hint") == 0) t->hints++;
    if (strcmp(e->kind, "solution") == 0) {
        t->gave_up = true;
        end(w, t, e->at_ms);
    }
}

static void see_speed(struct practice *p, const struct past_grading *g)
{
    if (isnan(g->vs_reference) || g->vs_reference <= p->best) return;
    p->best = g->vs_reference;
    p->band = *g->band ? g->band : NULL;
}

/* Something new that could run: a save in between (make watch) is none. */
static bool is_a_try(const struct past_grading *g, const char *last_sha256)
{
    return strcmp(g->verdict, "unsolved") != 0 && strcmp(g->verdict, "no-compile") != 0 &&
           strcmp(g->source_sha256, last_sha256) != 0;
}

/* The learner's own file, all of its tests. */
static void see_grading(struct walk *w, const struct past_grading *g)
{
    bool passed = strcmp(g->verdict, "pass") == 0;
    if (!g->own || *g->only) return;
    w->p->last_ms = g->at_ms;
    if (!w->p->started) begin(w, g->at_ms);
    struct attempt *t = current(w);
    if (passed) see_speed(w->p, g);
    w->p->passes |= passed;
    if (!t) return;
    work(w, t, g->at_ms);
    if (is_a_try(g, w->last_sha256)) t->gradings++;
    w->last_sha256 = g->source_sha256;
    if (passed) end(w, t, g->at_ms);
}

void practice_of(struct practice *p, const struct history *h, const char *exercise, int minutes,
                 struct arena *a)
{
    struct walk w = {p, minutes, 0, ""};
    size_t e = 0;
    *p = (struct practice){.best = -INFINITY, .sm2 = sm2_begin()};
    p->attempt = arena_take(a, h->n + h->n_events + 1, sizeof *p->attempt);
    for (size_t g = 0; g <= h->n; g++) {
        int64_t until = g < h->n ? h->grading[g].id : INT64_MAX;
        for (; e < h->n_events && h->event[e].after < until; e++)
            if (strcmp(h->event[e].exercise, exercise) == 0) see_event(&w, &h->event[e]);
        if (g < h->n && strcmp(h->grading[g].exercise, exercise) == 0)
            see_grading(&w, &h->grading[g]);
    }
    if (isinf(p->best)) p->best = NAN;
}
