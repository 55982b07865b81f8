/* The table on a terminal. What does not fit beside one another stands below: the columns are cut
 * into blocks, each with everybody's name. Exercises have their names as heads where one block is
 * enough, else numbers. */
#include <string.h>

#include "grader/class_results.h"
#include "grader/class_results_parts.h"
#include "grader/screen.h"
#include "grader/text.h"

enum { INDENT = 2, BETWEEN = 2, NAME_LEAST = 8, NAME_MOST = 32, PROBLEMS = 20 };

struct cell {
    bool there;
    int verdict;
    double score;
};

struct column {
    const char *head; /* an exercise, or a sum */
    size_t width;
};

enum { PASSED, POINTS, FIRST_EXERCISE }; /* the columns */

struct table {
    struct term *t;
    const struct class *c;
    struct arena *a;
    struct results_columns exercises;
    size_t n, name_width;
    struct column *column;
    struct cell *cell; /* of a member and an exercise: [m * exercises.n + e] */
    struct results_sum *of_member, *of_exercise, all;
};

/* ---- what is in it ---- */

static void read_answer(struct table *x, size_t i)
{
    const struct roster_answer *answer = &x->c->roster.answer[i];
    struct arena one = {0};
    struct report r;
    struct results_row row = {.member = &x->c->roster.member[answer->member], .answer = answer};
    size_t e = results_column(&x->exercises, answer->exercise);
    row.why = class_report(x->c, i, &r, &one);
    if (!row.why) row.report = &r;
    x->cell[answer->member * x->exercises.n + e] =
        (struct cell){true, results_verdict(&row), row.report ? r.score : 0};
    results_sum_add(&x->of_member[answer->member], &row);
    results_sum_add(&x->of_exercise[e], &row);
    results_sum_add(&x->all, &row);
    arena_free(&one);
}

static void read_all(struct table *x)
{
    const struct roster *r = &x->c->roster;
    x->exercises = results_columns_of(r, x->a);
    x->cell = arena_take(x->a, r->n_members * x->exercises.n, sizeof *x->cell);
    x->of_member = arena_take(x->a, r->n_members, sizeof *x->of_member);
    x->of_exercise = arena_take(x->a, x->exercises.n, sizeof *x->of_exercise);
    for (size_t i = 0; i < r->n_answers; i++) read_answer(x, i);
}

/* ---- words ---- */

static const struct kind {
    const char *sign;  /* in a cell */
    const char *words; /* below the table: "3 not yet" */
    enum tone tone;
} kinds[RESULTS_VERDICTS] = {
    [VERDICT_PASS] = {"✓", "pass", TONE_GOOD},
    [VERDICT_FAIL] = {"✗", "not yet", TONE_WARN},
    [VERDICT_UNSOLVED] = {"stub", "untouched", TONE_FAINT},
    [VERDICT_NO_COMPILE] = {"no build", "not compiling", TONE_BAD},
    [VERDICT_REJECTED] = {"rejected", "rejected", TONE_BAD},
    [VERDICT_FAULT] = {"none", "with a fault of the kit's own", TONE_BAD},
    [RESULTS_NONE] = {"none", "without a verdict", TONE_BAD},
};

/* "94 ✓", "stub"; and its tone. */
static enum tone add_cell(struct text *words, const struct cell *c)
{
    if (!c->there) {
        text_add(words, "–");
        return TONE_FAINT;
    }
    if (c->verdict == VERDICT_PASS || c->verdict == VERDICT_FAIL) {
        screen_add_score(words, c->score);
        text_add(words, " ");
    }
    text_add(words, "%s", kinds[c->verdict].sign);
    return kinds[c->verdict].tone;
}

/* Of a column and a member; or, where m is their number, of all of them. */
static enum tone add_words(struct text *words, const struct table *x, size_t m, size_t column)
{
    bool all = m == x->c->roster.n_members;
    const struct results_sum *sum = all ? &x->all : &x->of_member[m];
    if (column >= FIRST_EXERCISE && !all)
        return add_cell(words, &x->cell[m * x->exercises.n + column - FIRST_EXERCISE]);
    if (column >= FIRST_EXERCISE) sum = &x->of_exercise[column - FIRST_EXERCISE];
    if (column == POINTS)
        screen_add_score(words, sum->score);
    else
        text_add(words, "%zu of %zu", sum->verdict[VERDICT_PASS], sum->answers);
    return TONE_PLAIN;
}

/* ---- widths ---- */

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t width_of(const struct table *x, size_t column)
{
    size_t width = term_width(x->t, x->column[column].head);
    for (size_t m = 0; m <= x->c->roster.n_members; m++) {
        struct text words = {0};
        add_words(&words, x, m, column);
        width = larger(width, term_width(x->t, text_of(&words)));
        text_free(&words);
    }
    return width;
}

static size_t total_width(const struct table *x)
{
    size_t width = INDENT + x->name_width;
    for (size_t i = 0; i < x->n; i++) width += BETWEEN + x->column[i].width;
    return width;
}

static void lay_out_names(struct table *x)
{
    size_t most = (size_t)x->t->style->width / 3;
    if (most > NAME_MOST) most = NAME_MOST;
    x->name_width = NAME_LEAST;
    for (size_t m = 0; m < x->c->roster.n_members; m++)
        x->name_width = larger(x->name_width, term_width(x->t, x->c->roster.member[m].name));
    if (x->name_width > most) x->name_width = most;
}

static void lay_out(struct table *x)
{
    x->n = FIRST_EXERCISE + x->exercises.n;
    x->column = arena_take(x->a, x->n, sizeof *x->column);
    lay_out_names(x);
    x->column[PASSED].head = "passed";
    x->column[POINTS].head = "points";
    for (size_t i = 0; i < x->n; i++) {
        if (i >= FIRST_EXERCISE) x->column[i].head = x->exercises.exercise[i - FIRST_EXERCISE];
        x->column[i].width = width_of(x, i);
    }
    if (total_width(x) <= (size_t)x->t->style->width) return;
    for (size_t i = FIRST_EXERCISE; i < x->n; i++) {
        x->column[i].head = arena_printf(x->a, "%zu", i - FIRST_EXERCISE + 1);
        x->column[i].width = width_of(x, i);
    }
}

/* The first column that does not fit any more beside those from `from` on. */
static size_t end_of_block(const struct table *x, size_t from)
{
    size_t end = from, width = INDENT + x->name_width;
    while (end < x->n) {
        width += BETWEEN + x->column[end].width;
        if (width > (size_t)x->t->style->width && end > from) break;
        end++;
    }
    return end;
}

/* ---- lines ---- */

/* As much of a name as its column holds. */
static void put_name(struct table *x, enum tone tone, const char *name)
{
    struct term_style narrow = *x->t->style;
    const struct term_style *style = x->t->style;
    narrow.width = (int)(INDENT + x->name_width);
    x->t->style = &narrow;
    term_pad(x->t, INDENT);
    term_clip(x->t, tone, name);
    x->t->style = style;
}

static void put_right(struct table *x, size_t *at, size_t column, enum tone tone, const char *words)
{
    *at += BETWEEN + x->column[column].width;
    term_pad(x->t, *at - term_width(x->t, words));
    term_put(x->t, tone, words);
}

static void put_line(struct table *x, size_t m, size_t from, size_t end)
{
    const struct roster *r = &x->c->roster;
    size_t at = INDENT + x->name_width;
    bool all = m == r->n_members;
    put_name(x, all ? TONE_STRONG : TONE_PLAIN, all ? "all" : r->member[m].name);
    for (size_t i = from; i < end; i++) {
        struct text words = {0};
        enum tone tone = add_words(&words, x, m, i);
        put_right(x, &at, i, tone, text_of(&words));
        text_free(&words);
    }
    term_end(x->t);
}

static void put_block(struct table *x, size_t from, size_t end)
{
    size_t at = INDENT + x->name_width;
    if (from > 0) term_end(x->t);
    put_name(x, TONE_FAINT, "member");
    for (size_t i = from; i < end; i++) put_right(x, &at, i, TONE_FAINT, x->column[i].head);
    term_end(x->t);
    for (size_t m = 0; m <= x->c->roster.n_members; m++) put_line(x, m, from, end);
}

/* "1 cosine_similarity   2 kmeans", where the heads are numbers; a name stays beside its number. */
static void put_numbers(struct table *x)
{
    bool named = x->exercises.n == 0 || x->column[FIRST_EXERCISE].head == x->exercises.exercise[0];
    for (size_t i = 0; i < x->exercises.n && !named; i++) {
        const char *piece = arena_printf(x->a, "%zu %s", i + 1, x->exercises.exercise[i]);
        bool first = x->t->column == 0;
        if (!first && 3 + term_width(x->t, piece) > term_room(x->t)) term_end(x->t), first = true;
        term_pad(x->t, first ? INDENT : x->t->column + 3);
        term_put(x->t, TONE_FAINT, piece);
    }
    if (named) return;
    term_end(x->t);
    term_end(x->t);
}

/* ---- below it ---- */

static void put_totals(struct table *x)
{
    struct text line = {0};
    screen_add_counted(&line, x->all.answers, "answer", "answers");
    text_add(&line, " of ");
    screen_add_counted(&line, x->c->roster.n_members, "member", "members");
    for (int v = 0; v < RESULTS_VERDICTS; v++)
        if (x->all.verdict[v])
            screen_add_piece(x->t, &line,
                             arena_printf(x->a, "%zu %s", x->all.verdict[v], kinds[v].words));
    term_end(x->t);
    term_wrap(x->t, TONE_PLAIN, INDENT, text_of(&line));
    text_free(&line);
}

/* Most problems say themselves what they are of. */
static void put_problem(struct table *x, size_t *n, const char *what, const char *why)
{
    if (!why || (*n)++ >= PROBLEMS) return;
    if (*n == 1) term_end(x->t);
    const char *line = strstr(why, what) ? why : arena_printf(x->a, "%s: %s", what, why);
    struct text shown = {0};
    text_put_visible(&shown, line, strlen(line)); /* a newline in a name is none here */
    term_wrap(x->t, TONE_WARN, INDENT, text_of(&shown));
    text_free(&shown);
}

/* What could not be read, of whom. */
static void put_problems(struct table *x)
{
    const struct roster *r = &x->c->roster;
    size_t n = 0;
    for (size_t m = 0; m < r->n_members; m++)
        put_problem(x, &n, r->member[m].name, r->member[m].problem);
    for (size_t i = 0; i < r->n_answers; i++)
        put_problem(x, &n, r->answer[i].found, r->answer[i].problem);
    if (n > PROBLEMS)
        term_wrap(x->t, TONE_FAINT, INDENT,
                  arena_printf(x->a, "… and %zu more; results.csv has all of them", n - PROBLEMS));
}

const char *class_results_show(struct term *t, const struct class *c, struct arena *a)
{
    struct table x = {.t = t, .c = c, .a = a};
    read_all(&x);
    lay_out(&x);
    put_numbers(&x);
    for (size_t from = 0; from < x.n;) {
        size_t end = end_of_block(&x, from);
        put_block(&x, from, end);
        from = end;
    }
    put_totals(&x);
    put_problems(&x);
    return NULL;
}
