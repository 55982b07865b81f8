/* What is kept of a trial's outputs. */
#include "harness/trace.h"

#include <string.h>

#include "harness/given.h"
#include "harness/wire.h"
#include "tests/unit/unit.h"

/* In the place of the wire's. */
static double told[2000];
static size_t n_told;
void wire_left(size_t i, const double *value, size_t n)
{
    (void)i;
    n_told = n;
    memcpy(told, value, n * sizeof *value);
}

static void begin(void)
{
    given_release();
    given_begin(true);
    trace_begin();
}

START_TEST(status_and_outputs_are_kept_and_inputs_are_not)
{
    begin();
    given_f64("x", 2, (const double[]){7, 8});
    asked_f32("loss", 1)[0] = 0.5f;
    int32_t *rank = asked_i32("rank", 2);
    rank[0] = -3, rank[1] = 4;
    asked_i64("at", 1)[0] = -5;
    asked_u64("seen", 1)[0] = 6;
    asked_bytes("state", 16);
    trace_trial(-1);
    trace_tell(0);
    const double want[] = {-1, 0.5, -3, 4, -5, 6};
    ck_assert_uint_eq(n_told, 6);
    ck_assert_mem_eq(told, want, sizeof want);
}
END_TEST

START_TEST(a_long_buffer_is_kept_in_part_and_evenly)
{
    begin();
    double *x = asked_f64("x", 100);
    for (int i = 0; i < 100; i++) x[i] = i;
    trace_trial(0);
    trace_tell(0);
    ck_assert_uint_eq(n_told, 1 + 25);
    ck_assert_double_eq(told[1], 0);
    ck_assert_double_eq(told[2], 4);
    ck_assert_double_eq(told[25], 96);
}
END_TEST

START_TEST(of_a_test_with_many_trials_the_first_numbers_are_kept)
{
    begin();
    for (int i = 0; i < 3000; i++) trace_trial(i);
    trace_tell(0);
    ck_assert_uint_eq(n_told, 1024);
    ck_assert_double_eq(told[1023], 1023);
    begin();
    trace_tell(0);
    ck_assert_uint_eq(n_told, 0);
}
END_TEST

int main(void)
{
    return UNIT_RUN("trace", status_and_outputs_are_kept_and_inputs_are_not,
                    a_long_buffer_is_kept_in_part_and_evenly,
                    of_a_test_with_many_trials_the_first_numbers_are_kept);
}
