/* The committed cases of one exercise, read from the text that make_cases.py wrote.
 *
 *     # a comment
 *     case all_scores_equal        a name begins a case
 *     n 3                          then a key a line, and its numbers: decimal, hex (%a), inf, nan,
 *     score 0x1p-1 0x1p-1 0x1p-1   or the name of a status
 *     y below 7 2                  n numbers made from a seed: see cases.py, class Recipe
 *
 * Every number is kept as a double, which holds each int32_t and each float exactly. */
#ifndef AUTHORITY_CASES_H
#define AUTHORITY_CASES_H

#include <stddef.h>
#include <stdint.h>

enum { MAX_FIELDS = 16 };

struct field {
    char *key; /* NULL ends the list */
    double *x;
    size_t n;
};

struct test_case {
    char *name;
    struct field field[MAX_FIELDS + 1];
};

struct cases {
    struct test_case *at;
    size_t n;
};

/* NULL when fine. cases_free takes what was read before an error as well. */
const char *cases_read(struct cases *to, const char *path);
void cases_free(struct cases *cases);

/* The field, or NULL. */
const struct field *case_field(const struct test_case *c, const char *key);

/* The same as whole numbers and as floats, which the caller frees; or NULL. */
int32_t *case_i32(const struct test_case *c, const char *key);
float *case_f32(const struct test_case *c, const char *key);

/* The first number of a field that every case must have: it is missing in a broken file only, and
 * NaN then. */
double case_number(const struct test_case *c, const char *key);

#endif
