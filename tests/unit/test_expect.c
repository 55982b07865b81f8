/* What a comparison accepts, and the words of what it does not. No trial runs: what matters is what
 * lies in the buffers. */
#include "harness/expect.h"

#include <math.h>
#include <string.h>

#include "harness/given.h"
#include "harness/trial.h"
#include "tests/unit/caught.h"

/* A place that holds `value`, known to the harness as x. */
static double *f64(double value)
{
    given_release();
    double *x = asked_f64("x", 1);
    *x = value;
    return x;
}

static const char *of_f64(double got, double want, double tol)
{
    double *x = f64(got);
    return SAID(expect_f64(x, want, tol));
}

START_TEST(a_real_passes_up_to_its_tolerance)
{
    ck_assert_str_eq(of_f64(1, 1, 0), "");
    ck_assert_str_eq(of_f64(1.25, 1, 0.25), "");
    ck_assert_str_eq(of_f64(-0.0, 0.0, 0), "");
    ck_assert_str_eq(of_f64(1.5, 1, 0.25),
                     "x   expected 1   got 1.5\ndifference 0.5, tolerance 0.25");
    ck_assert_str_eq(of_f64(1, 1 + 0x1p-52, 0),
                     "x   expected 1.0000000000000002   got 1\ndifference 2.22e-16, tolerance 0");
}
END_TEST

START_TEST(only_nan_is_nan)
{
    ck_assert_str_eq(of_f64(NAN, NAN, 0), "");
    ck_assert_str_eq(of_f64(-NAN, NAN, 0), "");
    ck_assert_str_eq(of_f64(0, NAN, INFINITY), "x   expected nan   got 0");
    ck_assert_str_eq(of_f64(INFINITY, NAN, 0), "x   expected nan   got inf");
    ck_assert_ptr_nonnull(strstr(of_f64(NAN, 0, INFINITY), "nan"));
    ck_assert_ptr_nonnull(strstr(of_f64(NAN, INFINITY, 1), "nan"));
}
END_TEST

START_TEST(infinities_must_be_equal)
{
    ck_assert_str_eq(of_f64(INFINITY, INFINITY, 0), "");
    ck_assert_str_eq(of_f64(-INFINITY, INFINITY, INFINITY), "x   expected inf   got -inf");
    ck_assert_str_eq(of_f64(INFINITY, 1, INFINITY), "x   expected 1   got inf");
    ck_assert_str_eq(of_f64(1, -INFINITY, INFINITY), "x   expected -inf   got 1");
}
END_TEST

START_TEST(what_was_never_written_is_called_so)
{
    given_release();
    double *loss = asked_f64("loss", 1);
    float *dz = asked_f32("dz", 3);
    int32_t *label = asked_i32("label", 2);
    int64_t *item = asked_i64("items", 2);
    uint64_t *seen = asked_u64("seen", 1);
    ck_assert_said("loss was never written", expect_f64(loss, 0, INFINITY));
    ck_assert_said("dz[2] was never written", expect_f32(&dz[2], 0, INFINITY));
    ck_assert_said("label[1] was never written", expect_i32(&label[1], 0));
    ck_assert_said("items[0] was never written", expect_i64(item, 0));
    ck_assert_said("seen was never written", expect_u64(seen, 0));
}
END_TEST

START_TEST(an_element_is_named_by_its_buffer_and_a_member_by_its_expression)
{
    given_release();
    struct pair {
        double mean;
        uint64_t n;
    } *s = asked_bytes("s", sizeof *s);
    float *rate = asked_f32("rate", 3);
    *s = (struct pair){2, 3};
    rate[1] = 0.1f;
    ck_assert_said("s->n   expected 4   got 3", expect_u64(&s->n, 4));
    ck_assert_said("s->mean   expected 1   got 2\ndifference 1, tolerance 0",
                   expect_f64(&s->mean, 1, 0));
    ck_assert_said("rate[1]   expected 0.5   got 0.100000001\ndifference 0.4, tolerance 0.1",
                   expect_f32(&rate[1], 0.5, 0.1));
}
END_TEST

START_TEST(integers_are_compared_whole)
{
    given_release();
    int32_t *a = asked_i32("a", 1);
    int64_t *b = asked_i64("b", 1);
    uint64_t *c = asked_u64("c", 1);
    *a = INT32_MIN, *b = INT64_MIN, *c = UINT64_MAX;
    ck_assert_fine(expect_i32(a, INT32_MIN); expect_i64(b, INT64_MIN); expect_u64(c, UINT64_MAX));
    ck_assert_said("a   expected 2147483647   got -2147483648", expect_i32(a, INT32_MAX));
    ck_assert_said("b   expected 0   got -9223372036854775808", expect_i64(b, 0));
    ck_assert_said("c   expected 0   got 18446744073709551615", expect_u64(c, 0));
}
END_TEST

START_TEST(a_status_has_its_name)
{
    int32_t status = 7, right = ML_EDOM;
    ck_assert_str_eq(status_name(ML_OK), "ML_OK");
    ck_assert_str_eq(status_name(ML_ENOCONV), "ML_ENOCONV");
    ck_assert_str_eq(status_name(-5), "-5, which is no ml_status");
    ck_assert_fine(expect_status_at(&right, ML_EDOM, "with one class"));
    ck_assert_said("with n = 0 it returned 7, which is no ml_status   expected ML_EINVAL",
                   expect_status_at(&status, ML_EINVAL, "with n = 0"));
    trial_status = &status;
    ck_assert_said("returned 7, which is no ml_status   expected ML_OK", expect_status(ML_OK));
    status = ML_OK;
    ck_assert_fine(expect_status(ML_OK));
    ck_assert_said("returned ML_OK   expected ML_ENOMEM", expect_status(ML_ENOMEM));
}
END_TEST

START_TEST(untouched_is_every_byte_as_it_was)
{
    given_release();
    double *rate = asked_f64("rate", 3);
    unsigned char *r = asked_bytes("r", 5);
    rate[0] = 1;
    given_before_trial();
    ck_assert_fine(expect_untouched(rate); expect_untouched(r));
    rate[2] = 0;
    r[4] ^= 1;
    ck_assert_said("rate[2] should have been left as it was, and was written",
                   expect_untouched(rate));
    ck_assert_said("*r should have been left as it was: byte 4 changed", expect_untouched(r));
}
END_TEST

START_TEST(other_claims_fail_with_their_own_words)
{
    ck_assert_fine(expect_that(true, "no %d", 1));
    ck_assert_said("no 1", expect_that(false, "no %d", 1));
    ck_assert_said("100 % of é", fail_test("100 %% of é"));
    ck_assert_int_eq(caught_kind, FAILURE_FAIL);
    char words[900];
    memset(words, 'x', sizeof words - 1);
    words[sizeof words - 1] = '\0';
    ck_assert_said(words, fail_test("%s", words));
}
END_TEST

START_TEST(tolerances_are_relative_and_in_units_of_the_last_place)
{
    ck_assert_double_eq(tol_rel(-200, 0.01), 2);
    ck_assert_double_eq(tol_rel(NAN, 1), 0);
    ck_assert_double_eq(tol_rel(INFINITY, 1), 0);
    ck_assert_double_eq(ulp_f64(1), 0x1p-52);
    ck_assert_double_eq(ulp_f64(-1.5), 0x1p-52);
    ck_assert_double_eq(ulp_f64(0), 0x1p-1074);
    ck_assert_double_eq(ulp_f32(1), 0x1p-23);
    ck_assert_double_eq(ulp_f32(0), 0x1p-149);
}
END_TEST

int main(void)
{
    return UNIT_RUN("expect", a_real_passes_up_to_its_tolerance, only_nan_is_nan,
                    infinities_must_be_equal, what_was_never_written_is_called_so,
                    an_element_is_named_by_its_buffer_and_a_member_by_its_expression,
                    integers_are_compared_whole, a_status_has_its_name,
                    untouched_is_every_byte_as_it_was, other_claims_fail_with_their_own_words,
                    tolerances_are_relative_and_in_units_of_the_last_place);
}
