#include "grader/round_log.h"

#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <errno.h>
#include <unistd.h>

#include "grader/calendar.h"
#include "grader/store.h"

const char *const round_aspects[ROUND_ASPECTS] = {"communication", "problem solving",
                                                  "technical competence", "testing"};

static const char kind[] = "round";

/* ---- what a step does ---- */

static struct round_part *part_of(struct round *r, const char *exercise)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->part[i].exercise, exercise) == 0) return &r->part[i];
    return NULL;
}

static void see_drawn(struct round *r, const char *words, struct arena *a)
{
    char name[ROUND_MOST][64] = {"", ""};
    int n = sscanf(words, "%d %" SCNu64 " %63s %63s", &r->minutes, &r->seed, name[0], name[1]);
    r->n = n < 3 ? 0 : (size_t)n - 2;
    for (size_t i = 0; i < r->n; i++)
        r->part[i] =
            (struct round_part){.exercise = arena_copy(a, name[i]), .before = NAN, .after = NAN};
}

static double points_of(const char *words)
{
    char *end;
    double points = strtod(words, &end);
    return end != words ? points : NAN;
}

static void see_before(struct round_part *p, const char *words)
{
    p->said_before = true;
    p->says_no = strncmp(words, "no ", 3) == 0;
    p->minutes_before = atoi(words);
    words += strcspn(words, " ");
    p->before = points_of(words);
}

static void see_turned(struct round *r, struct round_part *p, double clock_ms)
{
    r->current = (size_t)(p - r->part);
    if (p->turned) return;
    p->turned = true;
    p->from_ms = clock_ms;
}

static void see_graded(struct round_part *p, const char *words)
{
    bool ran = strncmp(words, "unsolved", 8) != 0 && strncmp(words, "no-compile", 10) != 0;
    p->tried |= ran;
    p->passed |= strncmp(words, "pass ", 5) == 0;
}

static void see_rated(struct round_part *p, const char *words)
{
    char points[ROUND_ASPECTS + 1] = "";
    int question;
    if (sscanf(words, "%d %4[1-4-]", &question, points) < 1) return;
    if (question < 1 || question > ROUND_QUESTIONS) return;
    p->n_asked = question;
    memcpy(p->rated[question - 1], points, sizeof points);
}

static void see_of_part(struct round *r, struct round_part *p, const struct round_step *s,
                        struct arena *a)
{
    if (strcmp(s->what, "before") == 0) see_before(p, s->words);
    if (strcmp(s->what, "turned") == 0) see_turned(r, p, s->clock_ms);
    if (strcmp(s->what, "cue") == 0) p->cues |= 1u << (atoi(s->words) & 31);
    if (strcmp(s->what, "graded") == 0) see_graded(p, s->words);
    if (strcmp(s->what, "rated") == 0) see_rated(p, s->words);
    if (strcmp(s->what, "enough") == 0) p->enough = true;
    if (strcmp(s->what, "after") == 0) p->said_after = true, p->after = points_of(s->words);
    if (strcmp(s->what, "final") == 0)
        p->final = arena_copy(a, s->words), p->final_after = s->after;
}

static void add_step(struct round *r, const struct round_step *s, struct arena *a)
{
    if (r->n_steps == r->room) {
        struct round_step *more = arena_take(a, r->room * 2 + 64, sizeof *more);
        if (r->n_steps) memcpy(more, r->step, r->n_steps * sizeof *more);
        r->step = more;
        r->room = r->room * 2 + 64;
    }
    r->step[r->n_steps++] = *s;
}

void round_see(struct round *r, const struct round_step *s, struct arena *a)
{
    add_step(r, s, a);
    r->last_ms = s->at_ms;
    r->clock_ms = fmax(r->clock_ms, s->clock_ms);
    if (strcmp(s->what, "drawn") == 0) see_drawn(r, s->words, a), r->after = s->after;
    if (strcmp(s->what, "began") == 0) r->began = true;
    if (strcmp(s->what, "ended") == 0) r->ended = true;
    if (strcmp(s->what, "stopped") == 0) r->stopped = arena_copy(a, s->words);
    struct round_part *p = part_of(r, s->exercise);
    if (p) see_of_part(r, p, s, a);
}

bool round_is_open(const struct round *r)
{
    return r->name && r->n && !r->ended;
}

/* ---- from the history ---- */

/* False: it is no step of a round. */
static bool read_step(struct round_step *s, int64_t *name, const struct past_event *e,
                      struct arena *a)
{
    char what[16];
    int length = 0;
    *s = (struct round_step){.at_ms = e->at_ms, .after = e->after, .exercise = e->exercise};
    if (strcmp(e->kind, kind) != 0) return false;
    int n = sscanf(e->detail, "%" SCNd64 " %lf %15s%n", name, &s->clock_ms, what, &length);
    if (n != 3 || *name <= 0 || !(s->clock_ms >= 0)) return false;
    s->what = arena_copy(a, what);
    s->words = e->detail + length + (e->detail[length] == ' ');
    return true;
}

void round_read(struct round *r, const struct history *h, struct arena *a)
{
    struct round_step s;
    int64_t name;
    *r = (struct round){0};
    for (size_t i = 0; i < h->n_events; i++)
        if (read_step(&s, &name, &h->event[i], a) && strcmp(s.what, "drawn") == 0) r->name = name;
    for (size_t i = 0; i < h->n_events; i++)
        if (read_step(&s, &name, &h->event[i], a) && name == r->name) round_see(r, &s, a);
}

bool round_holds(const char *exercise, struct arena *a)
{
    enum { HOURS = 12 };
    struct history h;
    struct round r;
    if (history_read(&h, NULL, a)) return false;
    round_read(&r, &h, a);
    int64_t ago = calendar_ms() - r.last_ms;
    return round_is_open(&r) && r.began && ago < HOURS * (int64_t)CALENDAR_HOUR &&
           part_of(&r, exercise) && !part_of(&r, exercise)->final;
}

/* ---- into it ---- */

const char *round_note(struct round *r, const char *exercise, double clock_ms, const char *what,
                       const char *words, const char **remark, struct arena *a)
{
    struct round_step s = {.at_ms = calendar_ms(),
                           .after = INT64_MAX,
                           .clock_ms = floor(clock_ms),
                           .exercise = exercise,
                           .what = what,
                           .words = words};
    round_see(r, &s, a);
    const char *detail = arena_printf(a, "%" PRId64 " %.0f %s%s%s", r->name, s.clock_ms, what,
                                      *words ? " " : "", words);
    return history_note(exercise, kind, detail, remark, a);
}

bool round_lock(int *lock, struct arena *a)
{
    const char *folder;
    *lock = -1;
    if (store_folder(&folder, a) || !folder) return true;
    *lock = open(arena_printf(a, "%s/round.lock", folder), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    return *lock < 0 || flock(*lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}
