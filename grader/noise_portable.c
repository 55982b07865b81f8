#include "grader/noise.h"

#include <stddef.h>

struct noise noise_parse(const char *stat, int cpu)
{
    (void)stat, (void)cpu;
    return (struct noise){0};
}

struct noise noise_now(int cpu)
{
    return noise_parse("", cpu);
}

const char *noise_between(const struct noise *before, const struct noise *after, struct arena *a)
{
    (void)before, (void)after, (void)a;
    return NULL;
}
