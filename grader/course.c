#include "grader/course.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/calendar.h"
#include "grader/own.h"
#include "grader/text.h"

/* ---- reading ---- */

static int rank_of(const char *level)
{
    static const char *const levels[] = {"easy", "medium", "hard"};
    int n = sizeof levels / sizeof *levels, i = 0;
    while (i < n && strcmp(level, levels[i]) != 0) i++;
    return i;
}

static int by_track(const void *a, const void *b)
{
    const struct manifest *x = &((const struct course_item *)a)->m;
    const struct manifest *y = &((const struct course_item *)b)->m;
    int track = strcmp(x->track, y->track), level = rank_of(x->level) - rank_of(y->level);
    if (track || level) return track ? track : level;
    if (x->minutes != y->minutes) return x->minutes - y->minutes;
    return strcmp(x->exercise, y->exercise);
}

static const char *read_manifests(struct course *c, const struct kit *k, struct arena *a)
{
    const char *const *name = kit_exercises(k, a);
    size_t n = 0;
    if (!name) return arena_printf(a, "exercises/ cannot be read: %s", strerror(errno));
    while (name[n]) n++;
    if (n == 0) return "there are no exercises below exercises/";
    c->item = arena_take(a, n, sizeof *c->item);
    for (size_t i = 0; i < n; i++) {
        const char *path = kit_exercise_file(k, a, name[i], "exercise.json");
        const char *error = manifest_read(&c->item[c->n].m, name[i], path);
        if (error && !c->broken) c->broken = arena_copy(a, error);
        if (!error) c->n++;
    }
    qsort(c->item, c->n, sizeof *c->item, by_track);
    return NULL;
}

const char *course_read(struct course *c, const char **remark, const struct kit *k, struct arena *a)
{
    *c = (struct course){.now_ms = calendar_ms()};
    const char *error = read_manifests(c, k, a);
    if (error) return error;
    *remark = history_read(&c->history, NULL, a);
    if (*remark) c->history = (struct history){0};
    for (size_t i = 0; i < c->n; i++) {
        struct course_item *it = &c->item[i];
        practice_of(&it->p, &c->history, it->m.exercise, it->m.minutes, a);
        it->has_file = access(own_path(it->m.exercise, k, a), F_OK) == 0;
    }
    return NULL;
}

/* ---- where it stands ---- */

bool course_is_due(const struct course *c, const struct course_item *i)
{
    return i->p.due_ms && !practice_going_on(&i->p) && calendar_days(i->p.due_ms, c->now_ms) >= 0;
}

static bool has_begun(const struct course_item *i)
{
    return i->p.started || i->has_file;
}

/* The last attempt, and nothing is open since. */
static bool was_given_up(const struct course_item *i)
{
    return i->p.n_attempts && i->p.attempt[i->p.n_attempts - 1].gave_up;
}

static const char *speed_of(const struct course_item *i, struct arena *a)
{
    if (isnan(i->p.best)) return "";
    return arena_printf(a, " %.2f×%s%s", i->p.best, i->p.band ? ", " : "",
                        i->p.band ? i->p.band : "");
}

const char *course_standing(const struct course *c, const struct course_item *i, struct arena *a)
{
    const char *due = course_is_due(c, i) ? "due" : "";
    const char *is = i->p.passes       ? arena_printf(a, "passes%s", speed_of(i, a))
                     : was_given_up(i) ? "given up"
                     : has_begun(i)    ? "started"
                                       : "";
    if (i->p.passes && practice_going_on(&i->p)) is = arena_printf(a, "%s, begun again", is);
    return *is && *due ? arena_printf(a, "%s · %s", is, due) : arena_copy(a, *is ? is : due);
}

/* ---- what to do now ---- */

static const char *ago(const struct course *c, int64_t ms, struct arena *a)
{
    long days = calendar_days(ms, c->now_ms);
    if (days <= 0) return "today";
    return days == 1 ? "yesterday" : arena_printf(a, "%ld days ago", days);
}

/* The one touched last: what is in the head is finished first. */
static const struct course_item *unfinished(const struct course *c)
{
    const struct course_item *found = NULL;
    for (size_t i = 0; i < c->n; i++) {
        const struct course_item *it = &c->item[i];
        bool open = practice_going_on(&it->p) || (has_begun(it) && !it->p.n_attempts);
        if (open && (!found || it->p.last_ms > found->p.last_ms)) found = it;
    }
    return found;
}

static const struct course_item *most_overdue(const struct course *c)
{
    const struct course_item *found = NULL;
    for (size_t i = 0; i < c->n; i++) {
        const struct course_item *it = &c->item[i];
        if (course_is_due(c, it) && (!found || it->p.due_ms < found->p.due_ms)) found = it;
    }
    return found;
}

static size_t passing_in(const struct course *c, const char *track)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        n += strcmp(c->item[i].m.track, track) == 0 && c->item[i].p.passes;
    return n;
}

/* The easiest, of the track in which the fewest pass. */
static const struct course_item *untouched(const struct course *c)
{
    const struct course_item *found = NULL;
    for (size_t i = 0; i < c->n; i++) {
        const struct course_item *it = &c->item[i];
        if (has_begun(it)) continue;
        if (!found) found = it;
        size_t here = passing_in(c, it->m.track), there = passing_in(c, found->m.track);
        if (here > there) continue;
        int easier = rank_of(it->m.level) - rank_of(found->m.level);
        if (here < there || easier < 0 || (easier == 0 && it->m.minutes < found->m.minutes))
            found = it;
    }
    return found;
}

/* The slowest that passes and is not in its fastest band. */
static const struct course_item *slowest(const struct course *c)
{
    const struct course_item *found = NULL;
    for (size_t i = 0; i < c->n; i++) {
        const struct course_item *it = &c->item[i];
        if (!it->p.passes || isnan(it->p.best) || it->p.best >= it->m.band[0].from) continue;
        if (!found || it->p.best < found->p.best) found = it;
    }
    return found;
}

static const char *why_untouched(const struct course *c, const struct course_item *i,
                                 struct arena *a)
{
    size_t n = passing_in(c, i->m.track);
    if (n == 0) return arena_printf(a, "nothing of %s passes yet", i->m.track);
    return arena_printf(a, "it is the easiest one left of %s, where the fewest pass", i->m.track);
}

struct course_advice course_next(const struct course *c, struct arena *a)
{
    const struct course_item *i;
    if ((i = unfinished(c))) {
        const char *when = i->p.last_ms ? ago(c, i->p.last_ms, a) : "some time ago";
        return (struct course_advice){
            i, arena_printf(a, "you were at it %s, and it does not pass yet", when),
            arena_printf(a, "make grade EX=%s", i->m.exercise)};
    }
    if ((i = most_overdue(c))) {
        const char *last = ago(c, i->p.attempt[i->p.n_attempts - 1].ended_ms, a);
        const char *what = was_given_up(i) ? "saw how it is done" : "wrote it";
        return (struct course_advice){i, arena_printf(a, "it is due again: you %s %s", what, last),
                                      arena_printf(a, "make reset EX=%s", i->m.exercise)};
    }
    if ((i = untouched(c)))
        return (struct course_advice){i, why_untouched(c, i, a),
                                      arena_printf(a, "make start EX=%s", i->m.exercise)};
    if ((i = slowest(c)))
        return (struct course_advice){
            i,
            arena_printf(a,
                         "all pass and none is due; this one is furthest from its reference "
                         "(%.2f×, and %s begins at %.2f×)",
                         i->p.best, i->m.band[0].name, i->m.band[0].from),
            arena_printf(a, "make bench EX=%s", i->m.exercise)};
    return (struct course_advice){0};
}
