#include "harness/turn.h"

#include <time.h>

void turn_give(struct turn *t, int whose)
{
    __atomic_store_n(&t->whose, whose, __ATOMIC_SEQ_CST);
}

bool turn_await_end(struct turn *t, int whose, unsigned ms)
{
    for (unsigned long waited_us = 0; __atomic_load_n(&t->whose, __ATOMIC_SEQ_CST) == whose;) {
        if (ms && waited_us >= ms * 1000ul) return false;
        nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
        waited_us += 20;
    }
    return true;
}

/* No other clock of a child is portable: what the machine does beside it counts as well. */
double turn_child_ns(pid_t child)
{
    struct timespec t;
    (void)child;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}
