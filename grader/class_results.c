#include "grader/class_results.h"

#include <stdlib.h>
#include <string.h>

#include "grader/class_results_parts.h"
#include "grader/whole.h"

/* ---- a row ---- */

const char *results_word(int verdict)
{
    return verdict == RESULTS_NONE ? "none" : verdict_name((enum verdict)verdict);
}

int results_verdict(const struct results_row *row)
{
    return row->report ? (int)row->report->verdict : RESULTS_NONE;
}

bool results_test_failed(const struct report_test *t)
{
    return t->status != TEST_PASS && t->status != TEST_SKIPPED;
}

const char *results_reason(const struct results_row *row, struct arena *a)
{
    const struct report *r = row->report;
    if (!r) return row->why ? row->why : "";
    if (r->reason) return r->reason;
    if (r->verdict != VERDICT_NO_COMPILE || r->n_findings == 0) return "";
    const struct report_finding *f = &r->finding[0];
    if (!f->file || f->line <= 0) return f->words ? f->words : "";
    return arena_printf(a, "%s:%d: %s", f->file, f->line, f->words ? f->words : "");
}

void results_sum_add(struct results_sum *s, const struct results_row *row)
{
    s->answers++;
    s->verdict[results_verdict(row)]++;
    if (row->report) s->score += row->report->score;
}

/* ---- columns ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t results_column(const struct results_columns *c, const char *exercise)
{
    size_t i = 0;
    while (i < c->n && strcmp(c->exercise[i], exercise) != 0) i++;
    return i;
}

struct results_columns results_columns_of(const struct roster *r, struct arena *a)
{
    struct results_columns c = {0};
    for (size_t i = 0; i < r->n_answers; i++) {
        const char *name = r->answer[i].exercise;
        if (results_column(&c, name) < c.n) continue;
        if ((c.n & (c.n + 1)) == 0) { /* full: twice as many */
            const char **more = arena_take(a, 2 * c.n + 1, sizeof *more);
            if (c.n) memcpy(more, c.exercise, c.n * sizeof *more);
            c.exercise = more;
        }
        c.exercise[c.n++] = name;
    }
    if (c.n) qsort(c.exercise, c.n, sizeof *c.exercise, by_name);
    return c;
}

/* ---- all of them ---- */

struct results {
    const struct class *c;
    struct arena *a;
    struct whole csv, json;
    struct results_columns columns;
    struct results_sum *sum; /* a column each, and one of all */
};

static const char *add_answer(struct results *s, size_t i, struct results_sum *of_member)
{
    const struct roster_answer *answer = &s->c->roster.answer[i];
    struct arena one = {0};
    struct report r;
    struct results_row row = {.member = &s->c->roster.member[answer->member], .answer = answer};
    row.why = class_report(s->c, i, &r, &one);
    if (!row.why) row.report = &r;
    results_csv_row(s->csv.out, &row, &one);
    results_json_answer(s->json.out, &row, of_member->answers == 0, &one);
    results_sum_add(of_member, &row);
    results_sum_add(&s->sum[results_column(&s->columns, answer->exercise)], &row);
    results_sum_add(&s->sum[s->columns.n], &row);
    const char *error = results_feedback_write(s->c, &row, &one);
    if (error) error = arena_copy(s->a, error);
    arena_free(&one);
    return error;
}

/* *next: the first answer that is not a member's before. */
static const char *add_member(struct results *s, size_t m, size_t *next)
{
    const struct roster *roster = &s->c->roster;
    struct results_sum sum = {0};
    const char *error = NULL;
    results_json_member(s->json.out, &roster->member[m], m == 0);
    while (*next < roster->n_answers && roster->answer[*next].member == m && !error)
        error = add_answer(s, (*next)++, &sum);
    if (sum.answers == 0) {
        const char *problem = roster->member[m].problem;
        struct results_row row = {.member = &roster->member[m],
                                  .why = problem ? problem : "nothing was handed in"};
        results_csv_row(s->csv.out, &row, s->a);
    }
    results_json_member_end(s->json.out, &sum);
    return error;
}

static const char *add_all(struct results *s)
{
    const char *error = NULL;
    size_t next = 0;
    results_csv_head(s->csv.out);
    results_json_head(s->json.out, s->c);
    for (size_t m = 0; m < s->c->roster.n_members && !error; m++) error = add_member(s, m, &next);
    results_json_end(s->json.out, s->c, &s->columns, s->sum);
    return error;
}

/* Of two files both are new, or neither is. */
static const char *end_all(struct results *s, const char *error)
{
    if (error) {
        whole_drop(&s->csv);
        whole_drop(&s->json);
        return error;
    }
    error = whole_end(&s->csv, s->a);
    if (error) whole_drop(&s->json);
    return error ? error : whole_end(&s->json, s->a);
}

const char *class_results_write(const struct class *c, struct arena *a)
{
    struct results s = {.c = c, .a = a, .columns = results_columns_of(&c->roster, a)};
    s.sum = arena_take(a, s.columns.n + 1, sizeof *s.sum);
    const char *error = whole_begin(&s.csv, arena_printf(a, "%s/results.csv", c->out), a);
    if (error) return error;
    error = whole_begin(&s.json, arena_printf(a, "%s/results.json", c->out), a);
    return end_all(&s, error ? error : add_all(&s));
}
