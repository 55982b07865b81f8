#include "grader/machine.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "grader/sha256.h"
#include "grader/text.h"

/* ---- who it is: /proc/cpuinfo ---- */

/* What the kernel says of a processor, but for what differs from one to the next of the same
 * machine, or from one boot to the next. */
static bool tells_the_kind(const char *line)
{
    static const char *const passing[] = {"processor", "cpu MHz",  "bogomips",       "BogoMIPS",
                                          "core id",   "apicid",   "initial apicid", "physical id",
                                          "siblings",  "clock\t\t"};
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
        if (strncmp(line, passing[i], strlen(passing[i])) == 0) return false;
    return strchr(line, ':') != NULL;
}

/* The value of a line "key : value", if that is its key; else NULL. */
static const char *value_of(const char *line, const char *key)
{
    size_t n = strlen(key);
    if (strncmp(line, key, n) != 0 || !strchr("\t :", line[n])) return NULL;
    const char *colon = strchr(line, ':');
    return colon ? colon + 1 + strspn(colon + 1, " \t") : NULL;
}

/* The first block of the file: one processor. On ARM nothing has a name. */
static void read_kind(struct text *kind, struct text *name)
{
    char line[8192];
    FILE *f = fopen("/proc/cpuinfo", "re");
    while (f && fgets(line, sizeof line, f) && *line != '\n') {
        line[strcspn(line, "\n")] = '\0';
        if (!tells_the_kind(line)) continue;
        text_add(kind, "%s\n", line);
        const char *said = value_of(line, "model name");
        if (said && !name->length) text_put_visible(name, said, strlen(said));
    }
    if (f) fclose(f);
}

/* ---- its caches: /sys ---- */

static bool read_line(const char *path, char *line, size_t room)
{
    FILE *f = fopen(path, "re");
    bool ok = f && fgets(line, (int)room, f);
    if (f) fclose(f);
    return ok;
}

/* "48K", "30720K", "2M" */
static size_t bytes_of(const char *words)
{
    size_t n = 0;
    char unit = ' ';
    if (sscanf(words, "%zu%c", &n, &unit) < 1) return 0;
    return n << (unit == 'K' ? 10 : unit == 'M' ? 20 : 0);
}

static void read_caches(struct machine *m, int cpu, struct arena *a)
{
    for (int i = 0; i < 16; i++) {
        const char *folder =
            arena_printf(a, "/sys/devices/system/cpu/cpu%d/cache/index%d", cpu < 0 ? 0 : cpu, i);
        char level[32], type[32], size[32];
        if (!read_line(arena_printf(a, "%s/level", folder), level, sizeof level) ||
            !read_line(arena_printf(a, "%s/type", folder), type, sizeof type) ||
            !read_line(arena_printf(a, "%s/size", folder), size, sizeof size))
            continue;
        int number = *level - '0';
        if (number >= 1 && number <= MACHINE_CACHES && strncmp(type, "Instr", 5) != 0)
            m->cache[number - 1] = bytes_of(size);
    }
}

/* Where /sys is hidden, as in some containers: glibc asks the processor itself. */
static void ask_libc(struct machine *m)
{
#ifdef _SC_LEVEL1_DCACHE_SIZE
    static const int names[] = {_SC_LEVEL1_DCACHE_SIZE, _SC_LEVEL2_CACHE_SIZE,
                                _SC_LEVEL3_CACHE_SIZE};
    for (size_t i = 0; i < MACHINE_CACHES; i++) {
        long bytes = sysconf(names[i]);
        m->cache[i] = bytes > 0 ? (size_t)bytes : 0;
    }
#else
    (void)m;
#endif
}

static size_t free_bytes(void)
{
    char line[256];
    size_t kb = 0;
    FILE *f = fopen("/proc/meminfo", "re");
    while (f && !kb && fgets(line, sizeof line, f)) sscanf(line, "MemAvailable: %zu kB", &kb);
    if (f) fclose(f);
    return kb << 10;
}

void machine_look(struct machine *m, int cpu, struct arena *a)
{
    struct text kind = {0}, name = {0};
    struct utsname u = {0};
    char hex[65];
    *m = (struct machine){.free_bytes = free_bytes()};
    read_kind(&kind, &name);
    uname(&u);
    text_add(&kind, "%s", u.machine);
    sha256_hex(hex, text_of(&kind), kind.length);
    m->name = name.length ? arena_copy(a, text_of(&name)) : arena_copy(a, u.machine);
    m->identity = arena_printf(a, "%s, %.16s, processor %d of %ld", m->name, hex, cpu,
                               sysconf(_SC_NPROCESSORS_ONLN));
    read_caches(m, cpu, a);
    if (!m->cache[0]) ask_libc(m);
    text_free(&kind);
    text_free(&name);
}
