#include "grader/probe.h"

static const char *none(struct arena *a)
{
    (void)a;
    return "only Linux has it";
}

const char *probe_kernel(struct arena *a)
{
    return none(a);
}

const char *probe_seccomp(struct arena *a)
{
    return none(a);
}

const char *probe_landlock(struct arena *a)
{
    return none(a);
}

const char *probe_namespaces(struct arena *a)
{
    return none(a);
}

const char *probe_addresses(struct arena *a)
{
    return none(a);
}

const char *probe_cgroups(struct arena *a)
{
    return none(a);
}
