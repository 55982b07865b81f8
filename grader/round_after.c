/* When the clock has stopped: the last grading, what you think of it, the follow-ups, the card. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grader/calendar.h"
#include "grader/page.h"
#include "grader/round_card.h"
#include "grader/round_dialogue.h"
#include "grader/round_followup.h"
#include "grader/round_predict.h"
#include "grader/scratch.h"

static struct round_part *part(struct dialogue *d, size_t i)
{
    return &d->round.part[i];
}

/* ---- the last grading ---- */

/* As the file is now; shown once it has been predicted. */
static bool grade_all(struct dialogue *d)
{
    for (size_t i = 0; i < d->round.n && !process_interrupted(); i++) {
        if (part(d, i)->final || !dialogue_item(d, part(d, i))) continue;
        if (!dialogue_grade(d, part(d, i), &d->last[i], "final")) d->last[i].exercise = NULL;
    }
    return !process_interrupted();
}

/* Of a grading that another process saw, what the round knows. */
static const char *words_of(struct dialogue *d, const struct round_part *p)
{
    char verdict[16];
    double points, most;
    if (!p->final || sscanf(p->final, "%15s %lf %lf", verdict, &points, &most) != 3)
        return arena_printf(d->a, "%s was not graded at the end", p->exercise);
    return arena_printf(d->a, "%s at the end: %s, %.4g of %.4g", p->exercise, verdict, points,
                        most);
}

static void show_last(struct dialogue *d, size_t i)
{
    term_end(&d->term);
    if (d->last[i].exercise)
        report_term(d->term.out, &d->last[i], d->term.style);
    else
        dialogue_say(d, 0, words_of(d, part(d, i)));
    d->last[i].exercise = NULL;
}

static bool predict_after(struct dialogue *d)
{
    const char *line;
    for (size_t i = 0; i < d->round.n; i++) {
        struct round_part *p = part(d, i);
        if (p->said_after || !p->final) continue;
        const char *question =
            arena_printf(d->a, "%s: what will it come to, points of 100", p->exercise);
        if (!dialogue_ask(d, question, predict_points, &line)) return false;
        dialogue_note(d, p, "after", *line ? line : "-");
    }
    return true;
}

/* ---- follow-ups ---- */

static const char *fits_rating(const char *line)
{
    char points[ROUND_ASPECTS + 1];
    return !*line || strcmp(line, "enough") == 0 || predict_rating(points, line)
               ? NULL
               : "four marks, each 1 to 4 or -, like 3 3 2 - (Enter: none; enough: no more "
                 "questions)";
}

/* False: the input ended. */
static bool ask_one(struct dialogue *d, struct round_part *p, const struct followup *f, int nth)
{
    const char *line;
    char points[ROUND_ASPECTS + 1] = "";
    term_end(&d->term);
    page_show(&d->term, 0, arena_printf(d->a, "**%d. %s**", nth, f->question), d->a);
    if (!dialogue_ask(d, "answer it aloud; Enter shows what there is to say", NULL, &line))
        return false;
    bool enough = strcmp(line, "enough") == 0;
    if (!enough) {
        page_show(&d->term, 2, f->answer, d->a);
        if (!dialogue_ask(d, "your marks", fits_rating, &line)) return false;
        enough = strcmp(line, "enough") == 0;
        if (!enough && predict_rating(points, line))
            dialogue_note(d, p, "rated", arena_printf(d->a, "%d %s", nth, points));
        else if (!enough)
            dialogue_note(d, p, "rated", arena_printf(d->a, "%d", nth));
    }
    if (enough) dialogue_note(d, p, "enough", "");
    return true;
}

static bool ask_all(struct dialogue *d, struct round_part *p)
{
    char *debrief;
    size_t n;
    struct followup f;
    const char *path = kit_exercise_file(d->k, d->a, p->exercise, "debrief.md");
    const char *remark;
    if (p->enough || !dialogue_item(d, p) || scratch_read(path, 1 << 20, d->a, &debrief, &n))
        return true;
    if (p->n_asked == 0) history_note(p->exercise, "debrief", "make round", &remark, d->a);
    while (!p->enough && p->n_asked < ROUND_QUESTIONS &&
           followup_of(&f, debrief, p->n_asked + 1, d->a)) {
        if (p->n_asked == 0) {
            term_end(&d->term);
            term_line(&d->term, TONE_STRONG, 0,
                      arena_printf(d->a, "The follow-ups of %s", p->exercise));
        }
        if (!ask_one(d, p, &f, p->n_asked + 1)) return false;
    }
    return true;
}

static bool follow_up(struct dialogue *d)
{
    bool any = false;
    for (size_t i = 0; i < d->round.n; i++)
        any |= dialogue_item(d, part(d, i)) && !part(d, i)->enough;
    if (!any) return true;
    term_end(&d->term);
    dialogue_say(d, 0,
                 "Now the debrief. Give yourself marks for each answer, from 1 (no) over 2 (rather "
                 "not) and 3 (rather) to 4 (yes), for communication, problem solving, technical "
                 "competence and testing, in this order; - where one does not apply.");
    for (size_t i = 0; i < d->round.n; i++)
        if (!ask_all(d, part(d, i))) return false;
    return true;
}

/* ---- the card ---- */

/* NULL, or words. */
static const char *from_history(struct dialogue *d, struct round_grading **g, size_t *n)
{
    struct history h;
    struct round kept;
    struct past_tests *tests = NULL;
    size_t n_tests = 0;
    const char *error = history_read(&h, NULL, d->a);
    if (!error) error = history_tests(&tests, &n_tests, d->a);
    if (error) return error;
    round_read(&kept, &h, d->a);
    if (kept.name == d->round.name) *n = round_gradings(g, &kept, &h, tests, n_tests, d->a);
    return NULL;
}

/* What is in the history, and behind it what could not be kept there; where it cannot be read, what
 * was graded here. */
static size_t all_gradings(struct dialogue *d, struct round_grading **all)
{
    struct round_grading *found = NULL;
    size_t n = 0;
    const char *error = from_history(d, &found, &n);
    if (error) dialogue_complain(d, arena_printf(d->a, "the history cannot be read: %s", error));
    *all = arena_take(d->a, n + d->n_graded + 1, sizeof **all);
    if (n) memcpy(*all, found, n * sizeof **all);
    for (size_t i = 0; i < d->n_graded; i++)
        if (error || d->graded[i].unkept) (*all)[n++] = d->graded[i].g;
    return n;
}

static void show_card(struct dialogue *d)
{
    struct round_measured m[ROUND_MOST];
    struct round_grading *all;
    size_t n = all_gradings(d, &all);
    for (size_t i = 0; i < d->round.n; i++) {
        const struct course_item *it = dialogue_item(d, part(d, i));
        round_measure(&m[i], part(d, i)->exercise, it ? it->m.band[0].name : "", all, n);
    }
    term_end(&d->term);
    round_card(&d->term, &d->round, m, d->a);
}

bool round_after(struct dialogue *d)
{
    if (!grade_all(d) || !predict_after(d)) return false;
    for (size_t i = 0; i < d->round.n; i++) show_last(d, i);
    if (!follow_up(d)) return false;
    show_card(d);
    fflush(d->term.out); /* seen, and then over */
    dialogue_note(d, NULL, "ended", "");
    return true;
}
