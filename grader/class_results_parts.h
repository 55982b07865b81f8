/* What class_results*.c share. */
#ifndef KATA_CLASS_RESULTS_PARTS_H
#define KATA_CLASS_RESULTS_PARTS_H

#include "grader/class.h"

/* An answer's report, or none. */
struct results_row {
    const struct roster_member *member;
    const struct roster_answer *answer; /* NULL: the member handed in nothing */
    const struct report *report;        /* NULL: there is none, and: */
    const char *why;
};

enum { RESULTS_NONE = VERDICT_FAULT + 1, RESULTS_VERDICTS };
const char *results_word(int verdict); /* "no-compile"; "none" */
int results_verdict(const struct results_row *row);
/* Why it was not run, a line; "". In the arena. */
const char *results_reason(const struct results_row *row, struct arena *a);
/* Did it fail? Others are as they should be, or were not run. */
bool results_test_failed(const struct report_test *t);

struct results_sum {
    size_t answers, verdict[RESULTS_VERDICTS];
    double score;
};
void results_sum_add(struct results_sum *s, const struct results_row *row);

/* The exercises that anybody handed in, by name. */
struct results_columns {
    size_t n;
    const char **exercise;
};
struct results_columns results_columns_of(const struct roster *r, struct arena *a);
size_t results_column(const struct results_columns *c, const char *exercise);

/* class_results_csv.c */
void results_csv_head(FILE *out);
void results_csv_row(FILE *out, const struct results_row *row, struct arena *a);

/* class_results_json.c: what comes, in the order in which it comes. */
void results_json_head(FILE *out, const struct class *c);
void results_json_member(FILE *out, const struct roster_member *m, bool is_first);
void results_json_answer(FILE *out, const struct results_row *row, bool is_first, struct arena *a);
void results_json_member_end(FILE *out, const struct results_sum *s);
/* sum: of each column, and behind them the one of all. */
void results_json_end(FILE *out, const struct class *c, const struct results_columns *columns,
                      const struct results_sum *sum);

/* class_results_feedback.c: an answer's files. Where there is no report what an earlier run wrote
 * is removed. NULL, or words. */
const char *results_feedback_write(const struct class *c, const struct results_row *row,
                                   struct arena *a);
const char *results_feedback_base(const struct results_row *row, struct arena *a); /* below OUT */

#endif
