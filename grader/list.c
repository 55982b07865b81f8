#include "grader/list.h"

#include <string.h>

#include "grader/course.h"
#include "grader/term.h"

enum { BAR = 10 };
enum column { EXERCISE = 2, TITLE = 24, LEVEL = 60, MINUTES = 68, STANDING = 77 };

static size_t of_track(const struct course *c, size_t from)
{
    size_t n = 1;
    while (from + n < c->n && strcmp(c->item[from].m.track, c->item[from + n].m.track) == 0) n++;
    return n;
}

/* "metrics   ██████████ 1 of 3" */
static void show_track(struct term *t, const struct course *c, size_t from, size_t n,
                       struct arena *a)
{
    size_t passing = 0;
    for (size_t i = from; i < from + n; i++) passing += c->item[i].p.passes;
    size_t full = passing * BAR / n;
    term_put(t, TONE_STRONG, c->item[from].m.track);
    term_pad(t, LEVEL - BAR - 2);
    for (size_t i = 0; i < BAR; i++)
        term_put(t, i < full ? TONE_GOOD : TONE_FAINT, i < full ? "█" : "░");
    term_put(t, TONE_PLAIN, arena_printf(a, "  %zu of %zu", passing, n));
    term_end(t);
}

static void show_one(struct term *t, const struct course *c, const struct course_item *i,
                     struct arena *a)
{
    term_pad(t, EXERCISE);
    term_put(t, TONE_PLAIN, i->m.exercise);
    term_pad(t, TITLE);
    term_put(t, TONE_PLAIN, i->m.title);
    term_pad(t, LEVEL);
    term_put(t, TONE_PLAIN, i->m.level);
    term_pad(t, MINUTES);
    term_put(t, TONE_PLAIN, arena_printf(a, "%3d min", i->m.minutes));
    const char *standing = course_standing(c, i, a);
    enum tone tone = course_is_due(c, i) ? TONE_WARN : i->p.passes ? TONE_GOOD : TONE_PLAIN;
    if (*standing) term_pad(t, STANDING);
    term_put(t, tone, standing);
    term_end(t);
}

const char *list(FILE *out, const struct term_style *style, const char **remark,
                 const struct kit *k, struct arena *a)
{
    struct term t = {.out = out, .style = style};
    struct course c;
    const char *error = course_read(&c, remark, k, a);
    if (error) return error;
    for (size_t i = 0; i < c.n;) {
        size_t n = of_track(&c, i);
        if (i) term_end(&t);
        show_track(&t, &c, i, n, a);
        for (size_t end = i + n; i < end; i++) show_one(&t, &c, &c.item[i], a);
    }
    return c.broken;
}

const char *list_next(FILE *out, const struct term_style *style, const char **remark,
                      const struct kit *k, struct arena *a)
{
    struct term t = {.out = out, .style = style};
    struct course c;
    const char *error = course_read(&c, remark, k, a);
    if (error) return error;
    struct course_advice next = course_next(&c, a);
    if (!next.item) {
        fprintf(out, "All pass, at the speed of their references, and none is due: well done.\n");
        return c.broken;
    }
    const struct manifest *m = &next.item->m;
    term_put(&t, TONE_STRONG, m->exercise);
    term_put(&t, TONE_PLAIN,
             arena_printf(a, " · %s · %s · %s · %d min", m->title, m->track, m->level, m->minutes));
    term_end(&t);
    term_wrap(&t, TONE_PLAIN, 2, arena_printf(a, "why   %s", next.why));
    term_wrap(&t, TONE_PLAIN, 2, arena_printf(a, "do    %s", next.what));
    return c.broken;
}
