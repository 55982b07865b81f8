/* What an exercise's test.c includes, and nothing else of the kit.
 *
 *     TEST(edges, an_empty_stream_keeps_nothing)
 *     {
 *         ...
 *     }
 *
 * defines one Check test and enters it into the suite: no list to keep. Its name is a claim about
 * the answer. Groups are those of exercise.json and are shown in the order of their first test. */
#ifndef KATA_SUITE_H
#define KATA_SUITE_H

#include <check.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/ml.h"
#include "harness/chance.h"
#include "harness/expect.h"
#include "harness/given.h"
#include "harness/heap.h"
#include "harness/rng.h"
#include "harness/trial.h"

struct suite_test {
    const char *group, *name;
    const TTest **check;
    int line;
};

#define TEST(group_, claim)                                                                        \
    static const TTest *claim;                                                                     \
    static const struct suite_test claim##_entry = {#group_, #claim, &claim, __LINE__};            \
    static const struct suite_test *const claim##_in_suite                                         \
        __attribute__((used, section("suite_tests"))) = &claim##_entry;                            \
    START_TEST(claim)

/* This test's own generator: follows from the run's seed and the test's name. */
struct ml_rng *dice(void);

/* How often to repeat: n; far less in the sanitized runner, where all that counts is whether the
 * answer lives. */
size_t repeats(size_t n);

#endif
