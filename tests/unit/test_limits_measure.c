/* The machine at its limits: what is certain of any. */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "grader/limits.h"
#include "tests/unit/unit.h"

static struct arena arena;

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct limits measured(int cpu)
{
    struct machine m;
    struct limits l = {0};
    machine_look(&m, cpu, &arena);
    limits_plan(&l, &m, false);
    const char *error = limits_measure(&l, cpu, &arena);
    ck_assert_msg(!error, "%s", error);
    return l;
}

START_TEST(nearer_caches_are_faster_and_floats_go_twice_into_a_vector)
{
    struct limits l = measured(-1);
    for (size_t i = 0; i < l.n_levels; i++)
        ck_assert(l.level[i].read_gb_s > 0.5 && l.level[i].read_gb_s < 5000);
    ck_assert(l.level[0].read_gb_s > 1.2 * l.level[l.n_levels - 1].read_gb_s);
    ck_assert(l.fma_gflops_f32 > 1 && l.fma_gflops_f32 < 5000);
    ck_assert(l.fma_gflops_f32 > 1.3 * l.fma_gflops_f64);
    ck_assert(l.fma_gflops_f32 < 3 * l.fma_gflops_f64);
}
END_TEST

/* Half a second where the machine has nothing else to do. */
START_TEST(the_first_grading_does_not_wait_long)
{
    double from = seconds(), best = 1e9;
    for (int i = 0; i < 3; i++, from = seconds()) {
        measured(-1);
        if (seconds() - from < best) best = seconds() - from;
    }
    ck_assert_msg(best < 1, "%g s", best);
}
END_TEST

/* Each look at the clock may find that others had the processor since the last. */
static int looks_disturbed;

int clock_gettime(clockid_t clock, struct timespec *t)
{
    static long lost_ms;
    if (looks_disturbed > 0) looks_disturbed--, lost_ms += 10;
    int status = (int)syscall(SYS_clock_gettime, clock, t);
    long ns = t->tv_nsec + lost_ms % 1000 * 1000000;
    t->tv_sec += lost_ms / 1000 + ns / 1000000000;
    t->tv_nsec = ns % 1000000000;
    return status;
}

/* What is kept only rises: a figure that is too high by a disturbance would stay for good. */
START_TEST(time_that_others_had_makes_nothing_look_faster)
{
    struct limits alone = measured(-1);
    looks_disturbed = 12;
    struct limits beside = measured(-1);
    for (size_t i = 0; i < alone.n_levels; i++) {
        double faster = beside.level[i].read_gb_s / alone.level[i].read_gb_s;
        ck_assert_msg(faster > 0.2 && faster < 1.6, "%s: %g times", alone.level[i].name, faster);
    }
    ck_assert(beside.fma_gflops_f32 < 1.6 * alone.fma_gflops_f32);
    ck_assert(beside.fma_gflops_f64 > 0.2 * alone.fma_gflops_f64);
}
END_TEST

START_TEST(a_machine_is_the_same_whenever_it_is_asked)
{
    struct machine m, again;
    machine_look(&m, 0, &arena);
    machine_look(&again, 0, &arena);
    ck_assert_str_eq(m.identity, again.identity);
    ck_assert(*m.name && m.free_bytes > 0);
    machine_look(&again, 1, &arena);
    ck_assert_str_ne(m.identity, again.identity);
}
END_TEST

int main(void)
{
    return UNIT_RUN("limits_measure", nearer_caches_are_faster_and_floats_go_twice_into_a_vector,
                    the_first_grading_does_not_wait_long,
                    time_that_others_had_makes_nothing_look_faster,
                    a_machine_is_the_same_whenever_it_is_asked);
}
