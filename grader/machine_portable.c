#include "grader/machine.h"

#include <stdint.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__NetBSD__)
#include <sys/sysctl.h>
#else
/* a system without names for its settings tells nothing */
static int sysctlbyname(const char *name, void *old, size_t *n, void *new, size_t new_n)
{
    (void)name, (void)old, (void)n, (void)new, (void)new_n;
    return -1;
}
#endif

/* Of several names the first that the system knows; 0: none. */
static size_t number_of(const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t value = 0; /* some are of 4 bytes, and little-endian like all that have them */
        size_t bytes = sizeof value;
        if (sysctlbyname(names[i], &value, &bytes, NULL, 0) == 0 && value) return (size_t)value;
    }
    return 0;
}
#define NUMBER_OF(...)                                                                             \
    number_of((const char *const[]){__VA_ARGS__},                                                  \
              sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static char *name_of(struct arena *a)
{
    static const char *const names[] = {"machdep.cpu.brand_string", "hw.model"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char said[128] = "";
        size_t bytes = sizeof said - 1;
        if (sysctlbyname(names[i], said, &bytes, NULL, 0) == 0 && *said) return arena_copy(a, said);
    }
    struct utsname u = {0};
    uname(&u);
    return arena_copy(a, u.machine);
}

void machine_look(struct machine *m, int cpu, struct arena *a)
{
    *m = (struct machine){.name = name_of(a)};
    m->identity =
        arena_printf(a, "%s, processor %d of %ld", m->name, cpu, sysconf(_SC_NPROCESSORS_ONLN));
    m->cache[0] = NUMBER_OF("hw.perflevel0.l1dcachesize", "hw.l1dcachesize");
    m->cache[1] = NUMBER_OF("hw.perflevel0.l2cachesize", "hw.l2cachesize");
    m->cache[2] = NUMBER_OF("hw.perflevel0.l3cachesize", "hw.l3cachesize");
    m->free_bytes = NUMBER_OF("hw.memsize", "hw.physmem64", "hw.physmem") / 2;
}
