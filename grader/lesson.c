#include "grader/lesson.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "grader/calendar.h"
#include "grader/history.h"
#include "grader/manifest.h"
#include "grader/own.h"
#include "grader/page.h"
#include "grader/practice.h"
#include "grader/round_log.h"
#include "grader/scratch.h"
#include "grader/term.h"

enum { MOST_BYTES = 1 << 20 };

/* ---- what all of them need ---- */

static void note(const struct lesson *l, const char *kind, const char *detail)
{
    const char *remark, *error = history_note(l->exercise, kind, detail, &remark, l->a);
    fflush(l->out);
    if (remark) fprintf(stderr, "mlkata: %s\n", remark);
    if (error) fprintf(stderr, "mlkata: this was not kept: %s\n", error);
}

/* Without a history one can be taught too. */
static const char *look(const struct lesson *l, struct manifest *m, struct practice *p)
{
    struct history h = {0};
    const char *error =
        manifest_read(m, l->exercise, kit_exercise_file(l->k, l->a, l->exercise, "exercise.json"));
    if (error) return arena_copy(l->a, error);
    error = history_read(&h, l->exercise, l->a);
    if (error) {
        fprintf(stderr, "mlkata: the history cannot be read: %s\n", error);
        h = (struct history){0};
    }
    practice_of(p, &h, l->exercise, m->minutes, l->a);
    return NULL;
}

static const char *read_part(const struct lesson *l, const char *file, char **text)
{
    size_t n;
    const char *path = kit_exercise_file(l->k, l->a, l->exercise, file);
    const char *error = scratch_read(path, MOST_BYTES, l->a, text, &n);
    return error ? arena_printf(l->a, "%s: %s", path, error) : NULL;
}

/* Only a plain yes is one; at the end of the input nobody has said it. */
static bool agrees(const struct lesson *l, const char *question)
{
    char answer[16] = "";
    bool asked = isatty(fileno(l->in));
    if (l->yes) return true;
    if (asked) fprintf(l->out, "%s [y/N] ", question);
    fflush(l->out);
    if (!fgets(answer, sizeof answer, l->in) && asked) fputc('\n', l->out);
    return strcmp(answer, "y\n") == 0 || strcmp(answer, "yes\n") == 0;
}

/* Who was asked has decided; else it is wrong usage. */
static const char *declined(const struct lesson *l, const char *words)
{
    if (!isatty(fileno(l->in))) return words;
    fprintf(l->out, "%s\n", words);
    return NULL;
}

static void show_page(const struct lesson *l, const char *markdown)
{
    struct term t = {.out = l->out, .style = l->style};
    page_show(&t, 0, markdown, l->a);
}

static void show_places(const struct lesson *l)
{
    const char *ex = l->exercise;
    fprintf(
        l->out,
        "\n  write   exercises/%s/%s.c\n  grade   make grade EX=%s\n  hint    make hint EX=%s\n",
        ex, ex, ex, ex);
}

/* ---- start, reset ---- */

static const char *since(const struct lesson *l, int64_t ms)
{
    return arena_printf(l->a, "%s ago, on %s", calendar_span(calendar_ms() - ms, l->a),
                        calendar_minute(ms, l->a));
}

const char *lesson_start(const struct lesson *l)
{
    struct manifest m;
    struct practice p;
    char *statement;
    bool made;
    const char *error = look(l, &m, &p);
    if (!error) error = read_part(l, "README.md", &statement);
    if (!error) error = own_make(&made, l->exercise, l->k, l->a);
    if (error) return error;
    const struct attempt *t = practice_going_on(&p);
    if (made || !p.started) note(l, "started", "make start");
    show_page(l, statement);
    show_places(l);
    if (made || !p.started)
        fprintf(l->out, "\nThe clock runs: plan %d minutes.\n", m.minutes);
    else if (t)
        fprintf(l->out, "\nYou started it %s.\n", since(l, t->began_ms));
    else
        fprintf(l->out, "\nYou are done with it: make reset EX=%s begins anew.\n", l->exercise);
    return NULL;
}

const char *lesson_reset(const struct lesson *l)
{
    const char *copy, *error;
    if (!agrees(l, arena_printf(l->a,
                                "Begin %s anew from the stub? Your answer is kept beside, and the "
                                "clock starts again.",
                                l->exercise)))
        return declined(l, "nothing was changed (YES=1 is a yes)");
    error = own_reset(&copy, l->exercise, l->k, l->a);
    if (error) return error;
    note(l, "started", "make reset");
    fprintf(l->out, "exercises/%s/%s.c is the stub again", l->exercise, l->exercise);
    fprintf(l->out, copy ? "; what it was lies in %s\n" : "\n", copy);
    show_places(l);
    return NULL;
}

/* ---- hints ---- */

static const char *held_back(const struct lesson *l)
{
    return round_holds(l->exercise, l->a) ? "hints are off during a round (make round goes on with "
                                            "it, or ends it)"
                                          : NULL;
}

static int parts_of(const char *markdown, struct arena *a)
{
    int n = 0;
    while (page_part(markdown, n + 1, a)) n++;
    return n;
}

static void show_hint(const struct lesson *l, const char *hints, int nth, int of)
{
    struct term t = {.out = l->out, .style = l->style};
    term_put(&t, TONE_STRONG, arena_printf(l->a, "Hint %d of %d", nth, of));
    term_end(&t);
    page_show(&t, 2, page_part(hints, nth, l->a), l->a);
}

const char *lesson_hint(const struct lesson *l)
{
    struct manifest m;
    struct practice p;
    char *hints;
    const char *error = held_back(l);
    if (!error) error = look(l, &m, &p);
    if (!error) error = read_part(l, "hints.md", &hints);
    if (error) return error;
    int of = parts_of(hints, l->a), next = p.hints < of ? p.hints + 1 : of;
    if (of == 0) return arena_printf(l->a, "%s has no hints", l->exercise);
    if (p.hints < of) note(l, "hint", arena_printf(l->a, "%d", next));
    for (int nth = l->style->verbose ? 1 : next; nth < next; nth++) show_hint(l, hints, nth, of);
    show_hint(l, hints, next, of);
    if (next < of)
        fprintf(l->out, "\n  another one   make hint EX=%s\n", l->exercise);
    else
        fprintf(l->out, "\nThat was the last one. All of them: make hint EX=%s V=1\n", l->exercise);
    return NULL;
}

/* ---- solution, debrief ---- */

/* The comment that a file begins with. */
static const char *about(const char *text, struct arena *a)
{
    const char *end = strncmp(text, "/*", 2) == 0 ? strstr(text, "*/") : NULL;
    return end ? arena_printf(a, "%.*s", (int)(end + 2 - text), text) : "";
}

/* plain in full; of the others what makes them fast, and in full with V=1. */
static const char *show_reference(const struct lesson *l, const char *rung)
{
    struct term t = {.out = l->out, .style = l->style};
    char *text;
    size_t n;
    const char *name = arena_printf(l->a, "reference/%s/%s.c", l->exercise, rung);
    const char *path = arena_printf(l->a, "%s/%s", l->k->root, name);
    const char *error = scratch_read(path, MOST_BYTES, l->a, &text, &n);
    if (error && access(path, F_OK) != 0) return NULL; /* not every exercise has each */
    if (error) return arena_printf(l->a, "%s: %s", path, error);
    term_put(&t, TONE_STRONG, name);
    term_end(&t);
    bool whole = strcmp(rung, "plain") == 0 || l->style->verbose;
    fprintf(l->out, "\n%s\n", whole ? text : arena_printf(l->a, "%s\n", about(text, l->a)));
    return NULL;
}

const char *lesson_solution(const struct lesson *l)
{
    static const char *const rungs[] = {"plain", "blas", "fast"};
    struct manifest m;
    struct practice p;
    const char *error = held_back(l);
    if (!error) error = look(l, &m, &p);
    if (!error && !kit_has_reference(l->k, l->exercise, l->a))
        error = "there is no solution in this kit (a handout): ask who gave it to you";
    if (error) return error;
    if (!p.passes && !agrees(l, arena_printf(l->a,
                                             "%s has not passed yet. Give up, and see how it is "
                                             "done?",
                                             l->exercise)))
        return declined(l, arena_printf(l->a,
                                        "not shown: it has not passed yet (YES=1 gives up, make "
                                        "hint EX=%s helps a little)",
                                        l->exercise));
    if (!p.passes) note(l, "solution", "");
    for (size_t i = 0; i < sizeof rungs / sizeof *rungs && !error; i++)
        error = show_reference(l, rungs[i]);
    if (!error && !p.passes)
        fprintf(l->out, "Write it yourself tomorrow: make reset EX=%s\n", l->exercise);
    return error;
}

const char *lesson_debrief(const struct lesson *l)
{
    char *questions;
    const char *error = read_part(l, "debrief.md", &questions);
    if (error) return error;
    note(l, "debrief", "");
    show_page(l, questions);
    return NULL;
}
