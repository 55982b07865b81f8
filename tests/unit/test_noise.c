/* What is said of a busy machine, on made-up readings of /proc/stat. */
#include "grader/noise.h"

#include "tests/unit/unit.h"

/* user nice system idle iowait irq softirq steal guest guest_nice; the first line sums all */
static const char before[] = "cpu  300 0 60 1000 0 0 0 0 0 0\n"
                             "cpu0 100 0 20 500 0 0 0 0 0 0\n"
                             "cpu1 200 0 40 500 0 0 0 0 0 0\n"
                             "intr 1 2 3\n"
                             "procs_running 1\n";

static const char *said(const char *after, int cpu)
{
    static struct arena arena;
    arena_free(&arena);
    arena = (struct arena){0};
    struct noise a = noise_parse(before, cpu), b = noise_parse(after, cpu);
    return noise_between(&a, &b, &arena);
}

START_TEST(a_quiet_machine_explains_nothing)
{
    ck_assert_ptr_null(said("cpu0 101 0 20 519 0 0 0 0\ncpu1 220 0 40 500 0 0 0 0\n"
                            "procs_running 2\n",
                            1));
    ck_assert_ptr_null(said(before, 1));
    ck_assert_ptr_null(said("", 1));
    ck_assert_ptr_null(said("cpu0 1\ncpu1\nprocs_running", 1));
}
END_TEST

START_TEST(the_other_processor_is_named_when_it_works)
{
    ck_assert_str_eq(said("cpu0 115 0 23 502 0 0 0 0\ncpu1 220 0 40 500 0 0 0 0\n", 1),
                     "the other processor was 90 % busy");
    ck_assert_str_eq(said("cpu0 100 0 20 500 20 0 0 0\ncpu1 200 0 40 505 0 0 0 0\n"
                          "cpu2 30 0 5 5 0 0 0 0\n",
                          0),
                     "the other processors were 78 % busy");
}
END_TEST

START_TEST(time_that_the_host_took_comes_first)
{
    ck_assert_str_eq(said("cpu0 120 0 20 500 0 0 0 0\ncpu1 215 0 40 500 0 0 0 5\n"
                          "procs_running 9\n",
                          1),
                     "the host of this machine took 25 % of the processor's time");
}
END_TEST

START_TEST(more_programs_than_processors_are_counted)
{
    ck_assert_str_eq(said("cpu0 120 0 20 500 0 0 0 0\ncpu1 220 0 40 500 0 0 0 0\n"
                          "procs_running 4\n",
                          1),
                     "4 programs wanted 2 processors");
}
END_TEST

int main(void)
{
    return UNIT_RUN("noise", a_quiet_machine_explains_nothing,
                    the_other_processor_is_named_when_it_works, time_that_the_host_took_comes_first,
                    more_programs_than_processors_are_counted);
}
