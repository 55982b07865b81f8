/* Each touch happens in a child, whose handler says what given_words makes of the address. */
#include "harness/given.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include "tests/unit/unit.h"

static char *fault; /* shared with the child */

static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)number;
    bool write = false;
#if defined(__x86_64__)
    write = ((ucontext_t *)context)->uc_mcontext.gregs[REG_ERR] & 2;
#else
    (void)context;
#endif
    const char *words = given_words(info->si_addr, write);
    strcpy(fault, words ? words : "in no buffer");
    _exit(1);
}

static void catch_faults(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
}

/* What happens at these statements; "" where nothing does. */
#define FAULT(...)                                                                                 \
    __extension__({                                                                                \
        if (!fault)                                                                                \
            fault = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);   \
        *fault = '\0';                                                                             \
        pid_t child = fork();                                                                      \
        if (child == 0) {                                                                          \
            catch_faults();                                                                        \
            __VA_ARGS__;                                                                           \
            _exit(0);                                                                              \
        }                                                                                          \
        waitpid(child, NULL, 0);                                                                   \
        fault;                                                                                     \
    })

static volatile double sink;

START_TEST(the_first_element_past_the_end_faults_on_the_right)
{
    given_begin(false);
    const float *a = given_f32("a", 3, (float[]){1, 2, 3});
    ck_assert_str_eq(FAULT(sink = (double)a[2]), "");
    ck_assert_str_eq(FAULT(sink = (double)a[3]), "read a[3]; a has 3 elements");
    ck_assert_str_eq(FAULT(sink = (double)a[40]), "read a[40]; a has 3 elements");
    given_release();
}
END_TEST

START_TEST(the_element_before_the_first_faults_on_the_left)
{
    given_begin(true);
    const double *a = given_f64("a", 3, (double[]){1, 2, 3});
    ck_assert_str_eq(FAULT(sink = a[0]), "");
    ck_assert_str_eq(FAULT(sink = a[-1]), "read a[-1]; a has 3 elements");
    ck_assert_str_eq(FAULT(sink = a[-9]), "read a[-9]; a has 3 elements");
    given_release();
}
END_TEST

START_TEST(one_side_follows_the_other)
{
    given_begin(false);
    const int32_t *a = given_i32("a", 1, (int32_t[]){7}), *b = given_i32("b", 1, (int32_t[]){7});
    ck_assert_str_eq(FAULT(sink = a[1]), "read a[1]; a has 1 element");
    ck_assert_str_eq(FAULT(sink = b[-1]), "read b[-1]; b has 1 element");
    given_release();
}
END_TEST

START_TEST(an_input_holds_its_values_and_cannot_be_written)
{
    given_begin(false);
    int64_t src[] = {5, -6, 7};
    const int64_t *y = given_i64("y", 3, src);
    src[1] = 0;
    ck_assert_int_eq(y[1], -6);
    ck_assert_str_eq(FAULT(((int64_t *)y)[1] = 0), "wrote to y[1], but y is an input (const)");
    given_release();
}
END_TEST

START_TEST(not_one_byte_of_an_empty_buffer_can_be_touched)
{
    for (int left = 0; left < 2; left++) {
        given_begin(left);
        const float *a = given_f32("a", 0, NULL);
        double *out = asked_f64("out", 0);
        ck_assert(a && out);
        ck_assert_str_eq(FAULT(sink = (double)a[0]), "read a[0]; a has 0 elements");
        ck_assert_str_eq(FAULT(out[0] = 1), "wrote out[0]; out has 0 elements");
        given_release();
    }
}
END_TEST

START_TEST(an_output_is_poison_and_shared_with_the_trial)
{
    uint64_t poison;
    memset(&poison, GIVEN_POISON, sizeof poison);
    uint64_t *out = asked_u64("out", 2);
    ck_assert_uint_eq(out[0], poison);
    ck_assert_str_eq(FAULT(out[1] = 9), "");
    ck_assert_uint_eq(out[1], 9);
    asked_again(out);
    ck_assert_uint_eq(out[1], poison);
    given_release();
}
END_TEST

START_TEST(poison_is_large_and_finite)
{
    float *f = asked_f32("f", 1);
    double *d = asked_f64("d", 1);
    int32_t *i = asked_i32("i", 1);
    ck_assert(*f > 1e30f && *f < 1e38f);
    ck_assert(*d > 1e200 && *d < 1e300);
    ck_assert_int_gt(*i, 2000000000);
    given_release();
}
END_TEST

/* What lies between a buffer and the guard that is not flush with it is looked at afterwards. */
START_TEST(a_write_into_the_slack_is_found)
{
    for (int left = 0; left < 2; left++) {
        given_begin(left);
        double *out = asked_f64("out", 3);
        ck_assert_ptr_null(given_spilled());
        out[left ? 3 : -1] = 0;
        ck_assert_str_eq(given_spilled(), left ? "wrote out[3]; out has 3 elements"
                                               : "wrote out[-1]; out has 3 elements");
        given_release();
    }
    given_begin(true);
    unsigned char *r = asked_bytes("r", 40);
    r[43] = 0;
    ck_assert_str_eq(given_spilled(), "wrote 4 bytes past *r, which has 40");
    given_release();
}
END_TEST

START_TEST(one_byte_that_is_no_poison_is_seen_wherever_it_is)
{
    unsigned char bytes[20];
    for (size_t n = 1; n <= sizeof bytes; n++) {
        for (size_t i = 0; i < n; i++) {
            memset(bytes, GIVEN_POISON, sizeof bytes);
            ck_assert(given_is_poison(bytes, n));
            bytes[i] = 0;
            ck_assert(!given_is_poison(bytes, n));
        }
    }
    memset(bytes, 0, sizeof bytes); /* all alike */
    ck_assert(!given_is_poison(bytes, sizeof bytes));
}
END_TEST

START_TEST(buffers_are_found_by_any_address_in_them)
{
    const float *a = given_f32("a", 3, (float[]){1, 2, 3});
    double *b = asked_f64("b", 2000);
    ck_assert_str_eq(given_at(&a[2])->name, "a");
    ck_assert_str_eq(given_at(&b[1999])->name, "b");
    ck_assert_ptr_eq(given_nth(0), given_at(a));
    ck_assert_ptr_null(given_nth(2));
    ck_assert_ptr_null(given_at("elsewhere"));
    ck_assert_ptr_null(given_words(NULL, true));
    ck_assert_uint_ge(given_mapped_bytes(), 16000);
    given_release();
    ck_assert_ptr_null(given_nth(0));
    ck_assert_uint_eq(given_mapped_bytes(), 0);
}
END_TEST

int main(void)
{
    return UNIT_RUN("given", the_first_element_past_the_end_faults_on_the_right,
                    the_element_before_the_first_faults_on_the_left, one_side_follows_the_other,
                    an_input_holds_its_values_and_cannot_be_written,
                    not_one_byte_of_an_empty_buffer_can_be_touched,
                    an_output_is_poison_and_shared_with_the_trial, poison_is_large_and_finite,
                    a_write_into_the_slack_is_found,
                    one_byte_that_is_no_poison_is_seen_wherever_it_is,
                    buffers_are_found_by_any_address_in_them);
}
