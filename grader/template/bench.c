/* TODO(author): what the workload stands for, and how each call gets inputs of its own.
 *
 * Columns of n numbers. Each call gets a window, at an offset drawn for it, of a fresh pool of
 * random numbers twice as long; put copies it into place. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/given.h"
#include "harness/lap.h"
#include "harness/trial.h"

#include "@NAME@.h"

enum kind { ORDINARY, NO_ELEMENTS, NAN_IN_X };

struct one_call {
    size_t at, odd; /* where its window begins; the place of an odd element */
    enum kind kind;
};

static size_t n;
static double *pool, *x;
static struct one_call *asked;
static const struct one_call *now; /* the call that put prepared */
static int32_t *status;
static double *mean;

static void lay(size_t size, size_t calls)
{
    n = size;
    pool = lap_given(2 * n * sizeof *pool);
    x = lap_given(n * sizeof *x);
    asked = lap_given(calls * sizeof *asked);
    status = lap_asked(calls * sizeof *status);
    mean = lap_asked(calls * sizeof *mean);
}

/* TODO(author): about one call in 32 is an edge or invalid: laps look like the tests. */
static void fill(size_t size, size_t calls, struct ml_rng *r)
{
    for (size_t i = 0; i < 2 * size; i++) pool[i] = 2 * ml_rng_uniform(r) - 1;
    for (size_t i = 0; i < calls; i++) {
        asked[i] = (struct one_call){.at = ml_rng_below(r, size), .odd = ml_rng_below(r, size)};
        if (i % 32 == 31) asked[i].kind = ml_rng_below(r, 2) ? NO_ELEMENTS : NAN_IN_X;
    }
}

static void put(size_t i)
{
    now = &asked[i];
    memcpy(x, pool + now->at, n * sizeof *x);
    if (now->kind == NAN_IN_X) x[now->odd] = NAN;
}

static void call(size_t i)
{
    status[i] = @NAME@(x, now->kind == NO_ELEMENTS ? 0 : n, &mean[i]);
}

/* ---- the judge ---- */

JUDGE static bool is_untouched(const double *value)
{
    const unsigned char *byte = (const unsigned char *)value;
    for (size_t i = 0; i < sizeof *value; i++)
        if (byte[i] != GIVEN_POISON) return false;
    return true;
}

/* TODO(author): the oracle and the tolerance of test.c; look at lap_left and nothing else. */
JUDGE static const char *check_value(const double *from, double got)
{
    static char words[96];
    long double sum = 0, size = 0;
    for (size_t i = 0; i < n; i++) {
        sum += from[i];
        size += fabs(from[i]);
    }
    double want = (double)(sum / n), tol = ((double)n + 4) * DBL_EPSILON * (double)(size / n);
    if (fabs(got - want) <= tol) return NULL;
    snprintf(words, sizeof words, "mean: expected %.17g, got %.17g", want, got);
    return words;
}

JUDGE static const char *check(size_t i)
{
    const struct one_call *c = (const struct one_call *)lap_left(asked) + i;
    const double *got = (const double *)lap_left(mean) + i;
    enum ml_status want = c->kind == ORDINARY ? ML_OK : ML_EINVAL;
    if (((const int32_t *)lap_left(status))[i] != (int32_t)want)
        return want == ML_OK ? "the status should be ML_OK" : "bad input should get ML_EINVAL";
    if (want == ML_OK) return check_value((const double *)lap_left(pool) + c->at, *got);
    return is_untouched(got) ? NULL : "bad input should leave mean as it was";
}

/* TODO(author): the graded size lives in L1 or L2. */
const struct workload workload = {
    .sizes = {256, 2048, 32768, 1 << 20},
    .graded = 2048,
    .unit = "element",
    .bytes_per_n = sizeof(double),
    .flops_per_n = 1,
    .lay = lay,
    .fill = fill,
    .put = put,
    .call = call,
    .check = check,
};
