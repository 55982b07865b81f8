/* Each row is something tried, not something looked up: a filter asked for, a jail started, a file
 * written. */
#include "grader/doctor.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "grader/confine.h"
#include "grader/jail.h"
#include "grader/probe.h"
#include "grader/process.h"
#include "grader/scratch.h"
#include "grader/term.h"

/* whose answers a row is needed for */
enum need { NEED_ANY, NEED_STRANGERS, NEED_NONE };

struct row {
    enum need need;
    const char *name;
    const char *gives;   /* what it is good for */
    const char *missing; /* why it is not there; NULL: it is */
};

/* ---- what takes more than one call to find out ---- */

/* The first line that a program says of itself; NULL: it cannot be started. */
static const char *version_of(const char *program, struct arena *a)
{
    const char *argv[] = {program, "--version", NULL};
    struct process p;
    const char *error = process_start(
        &p, &(struct launch){.argv = argv, .deadline_ms = 5000, .err_limit = 400, .cpu = -1});
    if (!error) process_finish(&p);
    bool fine = !error && process_succeeded(&p) && p.err.n;
    const char *line =
        fine ? arena_printf(a, "%.*s", (int)strcspn(p.err.bytes, "\n"), p.err.bytes) : NULL;
    process_free(&p);
    return line;
}

static struct row program(enum need need, const char *name, const char *cure, struct arena *a)
{
    const char *version = version_of(name, a);
    return (struct row){need, name, version, version ? NULL : cure};
}

static struct row jail(const struct kit *k, struct arena *a)
{
    const char *missing = jail_open(k, a);
    return (struct row){NEED_STRANGERS, "jail",
                        "bubblewrap: no network, no other files, no other processes", missing};
}

static struct row processors(struct arena *a)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    int quiet = confine_quiet_cpu();
    const char *gives = arena_printf(a, "%ld; speed is measured on number %d", n, quiet);
    return (struct row){NEED_NONE, "processors", gives,
                        quiet < 0 ? "speed cannot be pinned to one of them" : NULL};
}

static struct row temporary_files(const struct kit *k, struct arena *a)
{
    struct statvfs v;
    const char *path = NULL, *missing = scratch_make(&path, k, a), *gives = NULL;
    if (!missing && statvfs(path, &v) == 0)
        gives = arena_printf(a, "%.*s, %.0f MB free", (int)(strrchr(path, '/') - path), path,
                             (double)v.f_bavail * (double)v.f_frsize / 1e6);
    if (path && !missing) scratch_remove(path);
    return (struct row){NEED_ANY, "temporary files", gives ? gives : "", missing};
}

/* ---- the screen ---- */

static void show(struct term *t, const struct row *r)
{
    term_put(t, TONE_PLAIN, "  ");
    if (!r->missing)
        term_put(t, TONE_GOOD, "✓");
    else
        term_put(t, r->need == NEED_NONE ? TONE_FAINT : TONE_BAD, r->need == NEED_NONE ? "–" : "✗");
    term_put(t, TONE_PLAIN, " ");
    term_put(t, TONE_PLAIN, r->name);
    term_pad(t, 22);
    term_clip(t, TONE_PLAIN, r->missing ? r->missing : r->gives);
    term_end(t);
}

static bool suffices(const struct row *row, size_t n, enum need most)
{
    for (size_t i = 0; i < n; i++)
        if (row[i].need <= most && row[i].missing) return false;
    return true;
}

static void conclude(struct term *t, const char *whose, bool yes, const char *how)
{
    term_put(t, TONE_PLAIN, "  ");
    term_put(t, TONE_PLAIN, whose);
    term_pad(t, 26);
    term_put(t, yes ? TONE_GOOD : TONE_BAD, yes ? "yes" : "no");
    term_put(t, TONE_PLAIN, yes ? how : ": see the rows marked ✗");
    term_end(t);
}

bool doctor(FILE *out, const struct term_style *style, const struct kit *k, struct arena *a)
{
    struct term t = {.out = out, .style = style};
    const struct row row[] = {
        program(NEED_ANY, "gcc", "not found (apt install gcc)", a),
        program(NEED_NONE, "clang", "not found (apt install clang): only for CC=clang", a),
        program(NEED_ANY, "ld", "not found (apt install binutils)", a),
        program(NEED_NONE, "addr2line",
                "not found (apt install binutils): no lines from sanitizers", a),
        program(NEED_NONE, "gdb", "not found (apt install gdb): only for make debug", a),
        temporary_files(k, a),
        processors(a),
        {NEED_ANY, "kernel", "pidfds, close_range", probe_kernel(a)},
        {NEED_ANY, "system calls",
         "seccomp: an answer computes, allocates, prints a little and ends", probe_seccomp(a)},
        {NEED_NONE, "files", "Landlock: compiler and runner open what they need and nothing else",
         probe_landlock(a)},
        {NEED_NONE, "addresses", "laid out at random", probe_addresses(a)},
        {NEED_NONE, "cgroups", "of this user's own (not used: limits are kept process by process)",
         probe_cgroups(a)},
        {NEED_STRANGERS, "namespaces", "of users, processes and networks", probe_namespaces(a)},
        jail(k, a),
    };
    size_t n = sizeof row / sizeof *row;
    for (size_t i = 0; i < n; i++) show(&t, &row[i]);
    term_end(&t);
    bool own = suffices(row, n, NEED_ANY), others = suffices(row, n, NEED_STRANGERS);
    conclude(&t, "your own answers", own, "");
    conclude(&t, "other people's answers", others, ", in the jail: JAIL=1");
    return own && others;
}
