#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grader/class_page_parts.h"
#include "grader/class_ranks.h"

enum { MOST_WORDS = 300 };

/* ---- exercises ---- */

static int by_name(const void *a, const void *b)
{
    const struct class_page_exercise *x = a, *y = b;
    return strcmp(x->name, y->name);
}

static struct class_page_exercise *exercise_of(const struct class_page *p, const char *name)
{
    struct class_page_exercise key = {.name = name};
    if (p->n_exercises == 0) return NULL;
    return bsearch(&key, p->exercise, p->n_exercises, sizeof key, by_name);
}

/* Those that somebody handed in an answer to. */
static void find_exercises(struct class_page *p)
{
    const struct roster *r = &p->c->roster;
    for (size_t i = 0; i < r->n_answers; i++) {
        if (exercise_of(p, r->answer[i].exercise)) continue;
        size_t n = p->n_exercises, size = sizeof *p->exercise;
        struct class_page_exercise *more = arena_take(p->a, n + 1, size);
        if (n) memcpy(more, p->exercise, n * size);
        more[n] = (struct class_page_exercise){
            .name = r->answer[i].exercise, .title = "", .reference = ""};
        p->exercise = more;
        qsort(p->exercise, ++p->n_exercises, size, by_name);
    }
}

/* ---- what is said many times and kept once ---- */

struct said {
    const char **words;
    size_t n, room;
};

static const char *keep(struct said *s, const char *words, struct arena *a)
{
    if (!words || !*words) return "";
    for (size_t i = 0; i < s->n; i++)
        if (strncmp(s->words[i], words, MOST_WORDS) == 0) return s->words[i];
    if (s->n == s->room) {
        const char **more = arena_take(a, s->room = 2 * s->room + 8, sizeof *more);
        if (s->n) memcpy(more, s->words, s->n * sizeof *more);
        s->words = more;
    }
    return s->words[s->n++] = arena_printf(a, "%.*s", MOST_WORDS, words);
}

/* ---- reports ---- */

static void take_speed(struct class_page *p, struct class_page_answer *x,
                       struct class_page_exercise *e, const struct report_speed *s,
                       struct said *said, struct said *cpus)
{
    x->measured = true;
    if (s->cpu) keep(cpus, s->cpu, p->a);
    if (!s->conclusive || !class_ranks_known(s->vs_reference, s->interval)) {
        x->why = keep(said, s->why_not, p->a);
        return;
    }
    x->ratio = s->vs_reference;
    memcpy(x->interval, s->interval, sizeof x->interval);
    x->band = keep(said, s->band, p->a);
    if (!*e->reference) e->reference = keep(said, s->reference, p->a);
}

const char *class_page_problem(const struct roster_answer *x)
{
    size_t n = strlen(x->found);
    bool named = strncmp(x->problem, x->found, n) == 0 && x->problem[n] == ' ';
    return named ? x->problem + n + 1 : x->problem;
}

static void take_time(struct class_page *p, int64_t at_ms)
{
    if (at_ms <= 0) return;
    if (p->from_ms == 0 || at_ms < p->from_ms) p->from_ms = at_ms;
    if (at_ms > p->to_ms) p->to_ms = at_ms;
}

static void take(struct class_page *p, size_t i, struct said *said, struct said *cpus)
{
    struct arena one = {0};
    struct report r = {0};
    const struct roster_answer *w = &p->c->roster.answer[i];
    struct class_page_answer *x = &p->answer[i];
    struct class_page_exercise *e = exercise_of(p, w->exercise);
    const char *why = class_report(p->c, i, &r, &one);
    *x = (struct class_page_answer){.exercise = (size_t)(e - p->exercise),
                                    .verdict = VERDICT_FAULT,
                                    .ratio = NAN,
                                    .interval = {NAN, NAN},
                                    .band = ""};
    e->n++;
    if (why || r.verdict == VERDICT_FAULT)
        x->why = keep(said, why ? why : r.reason, p->a);
    else {
        x->verdict = (int)r.verdict;
        x->score = r.score, x->max_score = r.max_score;
        if (r.max_score > e->max_score) e->max_score = r.max_score;
        if (!*e->title) e->title = keep(said, r.title, p->a);
        if (r.speed && r.verdict == VERDICT_PASS) take_speed(p, x, e, r.speed, said, cpus);
        if (w->problem) r.reason = arena_copy(&one, class_page_problem(w));
        if (!w->problem) take_time(p, r.at_ms);
        class_wrong_add(&p->wrong, i, x->exercise, &r);
    }
    e->n_verdict[x->verdict]++;
    arena_free(&one);
}

void class_page_gather(struct class_page *p)
{
    struct said said = {0}, cpus = {0};
    size_t n = p->c->roster.n_answers;
    find_exercises(p);
    class_wrong_init(&p->wrong, p->n_exercises);
    p->answer = arena_take(p->a, n, sizeof *p->answer);
    p->tells = n <= CLASS_PAGE_TOLD_MOST;
    for (size_t i = 0; i < n; i++) take(p, i, &said, &cpus);
    class_wrong_sort(&p->wrong);
    p->cpus = "";
    for (size_t i = 0; i < cpus.n; i++)
        p->cpus = arena_printf(p->a, "%s%s%s", p->cpus, i ? ", " : "", cpus.words[i]);
}

size_t class_page_of_member(const struct class_page *p, size_t member, size_t *n)
{
    const struct roster *r = &p->c->roster;
    size_t from = 0, to = r->n_answers; /* they lie by member */
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (r->answer[middle].member < member)
            from = middle + 1;
        else
            to = middle;
    }
    for (*n = 0; from + *n < r->n_answers && r->answer[from + *n].member == member;) ++*n;
    return from;
}
