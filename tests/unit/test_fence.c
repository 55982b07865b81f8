/* How long the judge waits for the child of a trial. */
#include "harness/fence.h"

#include <math.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/unit.h"

static void nap(unsigned ms)
{
    nanosleep(&(struct timespec){ms / 1000, (long)(ms % 1000) * 1000000}, NULL);
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool waited(void (*work)(void), unsigned ms, int *status, double *took_ms)
{
    size_t resident;
    double from = now_ms();
    pid_t child = fork();
    if (child == 0) {
        work();
        _exit(7);
    }
    bool by_itself = fence_wait(child, ms, status, &resident);
    *took_ms = now_ms() - from;
    return by_itself;
}

static void at_once(void)
{
}

static void without_a_processor(void)
{
    nap(300);
}

static void for_ever(void)
{
    for (volatile unsigned i = 0;; i++) continue;
}

static void asleep_for_ever(void)
{
    for (;;) nap(1000);
}

START_TEST(who_ends_by_itself_is_told_with_its_status)
{
    int status;
    double took;
    ck_assert(waited(at_once, 1000, &status, &took));
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}
END_TEST

START_TEST(time_without_a_processor_is_not_counted)
{
    int status;
    double took;
    ck_assert(waited(without_a_processor, 100, &status, &took));
    ck_assert(WIFEXITED(status));
}
END_TEST

START_TEST(who_computes_too_long_is_killed)
{
    int status;
    double took;
    ck_assert(!waited(for_ever, 100, &status, &took));
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    ck_assert_double_ge(took, 98);
}
END_TEST

START_TEST(who_waits_for_ever_is_killed_at_last)
{
    int status;
    double took;
    ck_assert(!waited(asleep_for_ever, 50, &status, &took));
    ck_assert(WIFSIGNALED(status));
    ck_assert_double_ge(took, 50 * FENCE_PATIENCE - 10);
}
END_TEST

int main(void)
{
    return UNIT_RUN("fence", who_ends_by_itself_is_told_with_its_status,
                    time_without_a_processor_is_not_counted, who_computes_too_long_is_killed,
                    who_waits_for_ever_is_killed_at_last);
}
