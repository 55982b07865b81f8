#include "harness/turn.h"

#include <errno.h>
#include <math.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <linux/futex.h>

void turn_give(struct turn *t, int whose)
{
    __atomic_store_n(&t->whose, whose, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, &t->whose, FUTEX_WAKE, 1, NULL, NULL, 0);
}

bool turn_await_end(struct turn *t, int whose, unsigned ms)
{
    struct timespec limit = {ms / 1000, (long)(ms % 1000) * 1000000};
    while (__atomic_load_n(&t->whose, __ATOMIC_SEQ_CST) == whose) {
        long woken = syscall(SYS_futex, &t->whose, FUTEX_WAIT, whose, ms ? &limit : NULL, NULL, 0);
        if (woken < 0 && errno == ETIMEDOUT) return false;
    }
    return true;
}

double turn_child_ns(pid_t child)
{
    clockid_t clock;
    struct timespec t;
    if (clock_getcpuclockid(child, &clock) != 0 || clock_gettime(clock, &t) != 0) return NAN;
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}
