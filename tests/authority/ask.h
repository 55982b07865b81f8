/* One exercise's cases: which lines they have, and how a reference is asked. Each exercise has a
 * file of its own, ask_EX.c, that enters itself by ASKED. */
#ifndef KATA_AUTHORITY_ASK_H
#define KATA_AUTHORITY_ASK_H

#include <dlfcn.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/ml.h"
#include "tests/authority/cases.h"

/* What an output holds before the call. A status of ML_EINVAL leaves it there. */
#define UNTOUCHED 7.25

struct worst {
    double units; /* of n epsilon, or of what the run says */
    double share; /* of the tolerance */
};

struct run { /* one reference against the cases of its exercise */
    char *exercise, *reference;
    void *library, *function;
    const struct test_case *at;
    bool case_failed;
    const char *unit; /* of the worst error, where it is not n epsilon */
    size_t passed, failed;
    struct worst in_double, in_float;
};

enum { ONE = 1, GAP = 3, PER_ROW, PER_GROUP, PER_CELL, OPTIONAL = 16 };

struct line {
    const char *key;
    int count; /* of its numbers */
};

struct asked {
    const char *name, *function; /* function: one that tells whether all are there */
    void (*ask)(struct run *);
    struct line lines[MAX_FIELDS + 1];
};

#define ASKED(exercise, function, ...)                                                             \
    static const struct asked asked = {#exercise, function, ask_##exercise, {__VA_ARGS__}};        \
    static const struct asked *const entry __attribute__((used, section("asked_exercises"))) =     \
        &asked

void expect_status_is(struct run *r, const char *what, int got, double want);
void expect_near(struct run *r, struct worst *worst, const char *what, double got, double want,
                 double tol, double unit);
const double *numbers(const struct test_case *c, const char *key); /* NULL: no such line */

#endif
