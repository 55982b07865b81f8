/* Comparison, and the words of a failure.
 *
 * Each takes a pointer into an asked_* buffer: the message finds the argument's name and index by
 * itself. A comparison accepts, it never rejects: |got - want| <= tol, so NaN fails unless NaN is
 * wanted (and then only a NaN passes; infinities must be equal). A value that still holds the
 * poison is called what it is: never written. The first failure ends the test.
 *
 * tol is absolute; write rtol as `tol_rel(want, 1e-12)`, n·eps bounds as an expression with its
 * reason beside it. */
#ifndef KATA_EXPECT_H
#define KATA_EXPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exercises/ml.h"

/* Of the last CALL, or of a TRIAL that set *trial_status. */
void expect_status(enum ml_status want);

/* One of many, kept in an asked_i32; `which` says of which call: "with n = 0". */
void expect_status_at(const int32_t *status, enum ml_status want, const char *which);

const char *status_name(int status); /* "ML_EDOM"; "7, which is no ml_status" */

#define expect_f64(got, want, tol) expect_f64_at(got, want, tol, #got)
#define expect_f32(got, want, tol) expect_f32_at(got, want, tol, #got)
#define expect_i32(got, want) expect_i32_at(got, want, #got)
#define expect_i64(got, want) expect_i64_at(got, want, #got)
#define expect_u64(got, want) expect_u64_at(got, want, #got)

/* The whole buffer that this points into is, byte for byte, as the last trial found it. */
void expect_untouched(const void *asked);

/* Anything else: what should have been, in the learner's words; format gives what was. */
void expect_that(bool ok, const char *format, ...) __attribute__((format(printf, 2, 3)));
void fail_test(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

double tol_rel(double want, double rtol); /* rtol * |want|; 0 for a want that is not finite */
double ulp_f64(double x);                 /* the spacing of doubles at x */
double ulp_f32(double x);                 /* the spacing of floats at x */

/* `expression` is what names a member of a struct ("&r->seen"); elements of arrays are named by
 * their buffer. */
void expect_f64_at(const double *got, double want, double tol, const char *expression);
void expect_f32_at(const float *got, double want, double tol, const char *expression);
void expect_i32_at(const int32_t *got, int32_t want, const char *expression);
void expect_i64_at(const int64_t *got, int64_t want, const char *expression);
void expect_u64_at(const uint64_t *got, uint64_t want, const char *expression);

#endif
