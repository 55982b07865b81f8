#include "harness/expect.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/failure.h"
#include "harness/given.h"
#include "harness/trial.h"

/* "rate[3]", "auc" for a scalar, "r->seen" for a member of a struct. */
static const char *name_of(const void *got, const char *expression)
{
    static char name[96];
    const struct given *g = given_at(got);
    size_t index = g ? (size_t)((const unsigned char *)got - g->data) / g->size : 0;
    if (!g || g->type == GIVEN_BYTES)
        snprintf(name, sizeof name, "%s", expression + strspn(expression, "&*("));
    else if (g->n == 1)
        snprintf(name, sizeof name, "%s", g->name);
    else
        snprintf(name, sizeof name, "%s[%zu]", g->name, index);
    return name;
}

static void expect_written(const void *got, size_t size, const char *expression)
{
    if (given_is_poison(got, size))
        failure_now(FAILURE_FAIL, "%s was never written", name_of(got, expression));
}

static bool agrees(double got, double want, double tol)
{
    if (isnan(want)) return isnan(got);
    if (isinf(want) || isinf(got)) return got == want;
    return fabs(got - want) <= tol;
}

/* digits: enough to tell two neighbours of the type apart. */
static void fail_real(double got, double want, double tol, int digits, const char *name)
{
    if (isfinite(got) && isfinite(want))
        failure_now(FAILURE_FAIL, "%s   expected %.*g   got %.*g\ndifference %.3g, tolerance %.3g",
                    name, digits, want, digits, got, fabs(got - want), tol);
    failure_now(FAILURE_FAIL, "%s   expected %.*g   got %.*g", name, digits, want, digits, got);
}

void expect_f64_at(const double *got, double want, double tol, const char *expression)
{
    expect_written(got, sizeof *got, expression);
    if (!agrees(*got, want, tol)) fail_real(*got, want, tol, 17, name_of(got, expression));
}

void expect_f32_at(const float *got, double want, double tol, const char *expression)
{
    expect_written(got, sizeof *got, expression);
    double x = (double)*got;
    if (!agrees(x, want, tol)) fail_real(x, want, tol, 9, name_of(got, expression));
}

static void fail_integer(int64_t got, int64_t want, const char *name)
{
    failure_now(FAILURE_FAIL, "%s   expected %" PRId64 "   got %" PRId64, name, want, got);
}

void expect_i32_at(const int32_t *got, int32_t want, const char *expression)
{
    expect_written(got, sizeof *got, expression);
    if (*got != want) fail_integer(*got, want, name_of(got, expression));
}

void expect_i64_at(const int64_t *got, int64_t want, const char *expression)
{
    expect_written(got, sizeof *got, expression);
    if (*got != want) fail_integer(*got, want, name_of(got, expression));
}

void expect_u64_at(const uint64_t *got, uint64_t want, const char *expression)
{
    expect_written(got, sizeof *got, expression);
    if (*got != want)
        failure_now(FAILURE_FAIL, "%s   expected %" PRIu64 "   got %" PRIu64,
                    name_of(got, expression), want, *got);
}

const char *status_name(int status)
{
    static char number[2][40];
    static int turn;
    switch (status) {
    case ML_OK: return "ML_OK";
    case ML_EINVAL: return "ML_EINVAL";
    case ML_EDOM: return "ML_EDOM";
    case ML_ENOMEM: return "ML_ENOMEM";
    case ML_ENOCONV: return "ML_ENOCONV";
    }
    turn = !turn;
    snprintf(number[turn], sizeof number[turn], "%d, which is no ml_status", status);
    return number[turn];
}

void expect_status(enum ml_status want)
{
    if (*trial_status != (int)want)
        failure_now(FAILURE_FAIL, "returned %s   expected %s", status_name(*trial_status),
                    status_name(want));
}

void expect_status_at(const int32_t *status, enum ml_status want, const char *which)
{
    expect_written(status, sizeof *status, "status");
    if (*status != (int)want)
        failure_now(FAILURE_FAIL, "%s it returned %s   expected %s", which, status_name(*status),
                    status_name(want));
}

void expect_untouched(const void *asked)
{
    const struct given *g = given_at(asked);
    if (!g || !g->writable || !g->before) return;
    for (size_t i = 0; i < g->n * g->size; i++) {
        if (g->data[i] == g->before[i]) continue;
        if (g->type == GIVEN_BYTES)
            failure_now(FAILURE_FAIL, "*%s should have been left as it was: byte %zu changed",
                        g->name, i);
        failure_now(FAILURE_FAIL, "%s should have been left as it was, and was written",
                    name_of(g->data + i, ""));
    }
}

void fail_test(const char *format, ...)
{
    char words[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    failure_now(FAILURE_FAIL, "%s", words);
}

void expect_that(bool ok, const char *format, ...)
{
    if (ok) return;
    char words[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    failure_now(FAILURE_FAIL, "%s", words);
}

double tol_rel(double want, double rtol)
{
    return isfinite(want) ? rtol * fabs(want) : 0;
}

double ulp_f64(double x)
{
    x = fabs(x);
    return nextafter(x, INFINITY) - x;
}

double ulp_f32(double x)
{
    float f = fabsf((float)x);
    return (double)(nextafterf(f, INFINITY) - f);
}
