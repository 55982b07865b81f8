#include "grader/round_dialogue.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grader/calendar.h"
#include "grader/grade.h"
#include "grader/seed.h"

const struct course_item *dialogue_item(const struct dialogue *d, const struct round_part *p)
{
    for (size_t i = 0; i < d->course.n; i++)
        if (strcmp(d->course.item[i].m.exercise, p->exercise) == 0) return &d->course.item[i];
    return NULL;
}

/* ---- words ---- */

void dialogue_say(struct dialogue *d, size_t indent, const char *words)
{
    talk_interrupt(&d->talk);
    size_t hang = strncmp(words, "-- ", 3) == 0 ? 3 : 0;
    term_fill(&d->term, TONE_PLAIN, indent, hang, words);
}

void dialogue_complain(struct dialogue *d, const char *words)
{
    talk_interrupt(&d->talk);
    fflush(d->term.out);
    fprintf(stderr, "mlkata: %s\n", words);
}

bool dialogue_ask(struct dialogue *d, const char *question, dialogue_fits fits, const char **line)
{
    while (talk_ask(&d->talk, question, line) == TALK_SAID) {
        const char *should = fits ? fits(*line) : NULL;
        if (!should) return true;
        dialogue_say(d, 2, should);
    }
    return false;
}

/* ---- what is kept ---- */

static void remark(struct dialogue *d, const char *words)
{
    if (!words || (d->remark && strcmp(d->remark, words) == 0)) return;
    d->remark = words;
    dialogue_complain(d, words);
}

void dialogue_note(struct dialogue *d, const struct round_part *p, const char *what,
                   const char *words)
{
    const char *said, *exercise = p ? p->exercise : d->round.part[0].exercise;
    const char *error =
        round_note(&d->round, exercise, dialogue_clock(d), what, words, &said, d->a);
    remark(d, said);
    if (!error || d->not_kept) return;
    d->not_kept = true;
    dialogue_complain(d, arena_printf(d->a,
                                      "this round is not kept: %s (it goes on; what ends it now "
                                      "ends it for good)",
                                      error));
}

/* ---- the clock ---- */

static double limit_ms(const struct dialogue *d)
{
    return (double)d->round.minutes * CALENDAR_MINUTE;
}

/* Whatever is done between two looks at it takes less than that, or nobody was there. */
enum { AT_MOST_MS = 3000, GRADING_MS = 120000 };

double dialogue_clock(struct dialogue *d)
{
    if (!d->runs) return d->round.clock_ms;
    double ms = d->base_ms + awake_ms(&d->awake, (double)calendar_ms());
    d->awake.waiting_ms = AT_MOST_MS;
    return fmin(ms, limit_ms(d));
}

void dialogue_start_clock(struct dialogue *d)
{
    d->base_ms = d->seen_ms = d->round.clock_ms;
    d->awake = (struct awake){0};
    d->runs = true;
    dialogue_clock(d);
}

const char *dialogue_left(struct dialogue *d)
{
    return calendar_span((int64_t)(limit_ms(d) - dialogue_clock(d)), d->a);
}

/* ---- gradings ---- */

static void remember(struct dialogue *d, const struct report *r, bool unkept)
{
    if (d->n_graded == d->room) {
        struct remembered *more = arena_take(d->a, 2 * d->room + 16, sizeof *more);
        if (d->n_graded) memcpy(more, d->graded, d->n_graded * sizeof *more);
        d->graded = more;
        d->room = 2 * d->room + 16;
    }
    d->graded[d->n_graded++] =
        (struct remembered){round_grading_of(r, dialogue_clock(d), d->a), unkept};
}

static void keep(struct dialogue *d, const struct report *r)
{
    const char *said, *error = history_keep(r, &said, d->a);
    remark(d, said);
    if (error && !d->not_kept)
        dialogue_complain(d, arena_printf(d->a, "this grading was not kept: %s", error));
    remember(d, r, error || !d->wanted);
}

bool dialogue_grade(struct dialogue *d, struct round_part *p, struct report *r, const char *what)
{
    struct grade_options o = {.exercise = p->exercise,
                              .seed = 1,
                              .lap_seed = seed_drawn(),
                              .bench = d->bench,
                              .budget_ms = PAIR_BUDGET_MS};
    dialogue_say(d, 0, arena_printf(d->a, "grading %s ...", p->exercise));
    fflush(d->term.out);
    double asked_ms = dialogue_clock(d);
    d->awake.waiting_ms = GRADING_MS;
    const char *error = grade(r, &o, d->k, d->a);
    if (process_interrupted()) return false;
    if (error) {
        dialogue_complain(d, error);
        return false;
    }
    r->rehearsed = true;
    r->n_diagnoses = 0; /* no interviewer says which mistake it is */
    r->running_ms = asked_ms;
    keep(d, r);
    dialogue_note(
        d, p, what,
        arena_printf(d->a, "%s %.4g %.4g", verdict_name(r->verdict), r->score, r->max_score));
    return true;
}
