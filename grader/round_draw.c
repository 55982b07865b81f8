#include "grader/round_draw.h"

#include <string.h>

#include "grader/seed.h"
#include "grader/text.h"

/* ---- weights ---- */

enum { UNTOUCHED = 3, NOT_YET = 5, DUE = 2, TRACK = 2 };

/* Of the last attempt that has ended; one that passed has some. */
static int last_quality(const struct practice *p)
{
    for (size_t i = p->n_attempts; i-- > 0;)
        if (p->attempt[i].ended_ms) return p->attempt[i].quality;
    return 5;
}

static double share_not_passing(const struct course *c, const char *track)
{
    size_t n = 0, of = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (strcmp(c->item[i].m.track, track) != 0) continue;
        of++;
        n += !c->item[i].p.passes;
    }
    return of ? (double)n / (double)of : 0;
}

double round_weight(const struct course *c, const struct course_item *i)
{
    bool touched = i->p.started || i->p.n_attempts;
    double own = i->p.passes ? 6 - last_quality(&i->p) : touched ? NOT_YET : UNTOUCHED;
    return own + (course_is_due(c, i) ? DUE : 0) + TRACK * share_not_passing(c, i->m.track);
}

/* ---- chance ---- */

static double next_unit(uint64_t *state)
{
    return (double)(seed_next(state) >> 11) * 0x1p-53;
}

/* ---- what may be drawn ---- */

struct choice {
    const struct course *c;
    const struct round_wish *w;
    const struct course_item *first; /* NULL: it is to be drawn */
    int minutes;                     /* that are left */
};

static bool is_wished(const struct round_wish *w, const struct course_item *i)
{
    return (!w->track || strcmp(w->track, i->m.track) == 0) &&
           (!w->level || strcmp(w->level, i->m.level) == 0);
}

static bool may_be_drawn(const struct choice *x, const struct course_item *i, bool other_track)
{
    if (i == x->first || i->m.minutes > x->minutes || !is_wished(x->w, i)) return false;
    return !other_track || strcmp(i->m.track, x->first->m.track) != 0;
}

static const struct course_item *pick(const struct choice *x, bool other_track, uint64_t *state)
{
    const struct course_item *last = NULL;
    double all = 0;
    for (size_t i = 0; i < x->c->n; i++)
        if (may_be_drawn(x, &x->c->item[i], other_track)) all += round_weight(x->c, &x->c->item[i]);
    double at = all > 0 ? next_unit(state) * all : 0;
    for (size_t i = 0; i < x->c->n; i++) {
        if (!may_be_drawn(x, &x->c->item[i], other_track)) continue;
        last = &x->c->item[i];
        at -= round_weight(x->c, last);
        if (at < 0) break;
    }
    return last;
}

/* ---- what cannot be had ---- */

static const char *no_such_track(const struct course *c, const char *track, struct arena *a)
{
    const char **name = arena_take(a, c->n + 1, sizeof *name);
    for (size_t i = 0; i < c->n; i++) {
        name[i] = c->item[i].m.track;
        if (strcmp(track, name[i]) == 0) return NULL;
    }
    const char *nearest = text_nearest(track, name, c->n);
    if (!nearest)
        return arena_printf(a, "no track is called \"%s\": make list shows them all", track);
    return arena_printf(a, "no track is called \"%s\"; did you mean %s? (make list shows them all)",
                        track, nearest);
}

static const char *no_such_level(const char *level)
{
    bool known =
        strcmp(level, "easy") == 0 || strcmp(level, "medium") == 0 || strcmp(level, "hard") == 0;
    return known ? NULL : "LEVEL (--level) is easy, medium or hard";
}

static const char *nothing_fits(const struct course *c, const struct round_wish *w, struct arena *a)
{
    const struct course_item *shortest = NULL;
    for (size_t i = 0; i < c->n; i++)
        if (is_wished(w, &c->item[i]) && (!shortest || c->item[i].m.minutes < shortest->m.minutes))
            shortest = &c->item[i];
    if (!shortest)
        return arena_printf(a, "no exercise%s%s%s%s", w->track ? " of " : "",
                            w->track ? w->track : "", w->level ? " is " : "",
                            w->level ? w->level : "");
    return arena_printf(a, "nothing fits into %d minute%s: the shortest, %s, takes %d (say MIN=%d)",
                        w->minutes, w->minutes == 1 ? "" : "s", shortest->m.exercise,
                        shortest->m.minutes, shortest->m.minutes);
}

const char *round_draw(struct round_drawn *d, const struct course *c, const struct round_wish *w,
                       struct arena *a)
{
    struct choice x = {.c = c, .w = w, .minutes = w->minutes};
    uint64_t state = w->seed;
    *d = (struct round_drawn){0};
    const char *error = w->track ? no_such_track(c, w->track, a) : NULL;
    if (!error && w->level) error = no_such_level(w->level);
    if (error) return error;
    const struct course_item *i = pick(&x, false, &state);
    if (!i) return nothing_fits(c, w, a);
    d->item[d->n++] = x.first = i;
    x.minutes -= i->m.minutes;
    i = pick(&x, true, &state);
    if (!i) i = pick(&x, false, &state);
    if (i) d->item[d->n++] = i;
    return NULL;
}
