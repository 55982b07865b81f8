#include "grader/class_options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "grader/seed.h"
#include "grader/workers.h"

static const char usage[] =
    "usage: kata class DIR [--exercise EX] [--jobs N] [--out OUT] [--seed N] [--no-bench] "
    "[--regrade] [--trusted] [--engine local|slurm [--slurm OPTIONS]] [--make MAKE]";

static const char *take_jobs(struct class_options *o, const char *words)
{
    char *end;
    unsigned long n = strtoul(words, &end, 10);
    o->jobs = n;
    if (*words >= '0' && *words <= '9' && !*end && n >= 1 && n <= WORKERS_MOST) return NULL;
    return "JOBS (--jobs) is how many gradings go on at once, from 1 to 1024";
}

static const char *take_engine(struct class_options *o, const char *words)
{
    o->slurm = strcmp(words, "slurm") == 0;
    return o->slurm || strcmp(words, "local") == 0 ? NULL : "ENGINE (--engine) is local or slurm";
}

static const char *take_value(struct class_options *o, const char *key, const char *value)
{
    if (!value) return usage;
    if (strcmp(key, "--jobs") == 0) return take_jobs(o, value);
    if (strcmp(key, "--engine") == 0) return take_engine(o, value);
    if (strcmp(key, "--exercise") == 0)
        o->exercise = value;
    else if (strcmp(key, "--out") == 0)
        o->out = value;
    else if (strcmp(key, "--seed") == 0)
        return o->seeded = true, seed_read(&o->seed, value);
    else if (strcmp(key, "--slurm") == 0)
        o->slurm_options = value;
    else if (strcmp(key, "--make") == 0)
        o->make = value;
    else if (strcmp(key, "--task") == 0)
        o->task = value;
    else
        return usage;
    return NULL;
}

static const char *take_all(struct class_options *o, char *const *said)
{
    *o = (struct class_options){.bench = true, .slurm_options = ""};
    for (; *said; said++) {
        const char *error = NULL;
        if (strcmp(*said, "--no-bench") == 0)
            o->bench = false;
        else if (strcmp(*said, "--regrade") == 0)
            o->regrade = true;
        else if (strcmp(*said, "--trusted") == 0)
            o->trusted = true;
        else if (strncmp(*said, "--", 2) != 0 && !o->dir)
            o->dir = *said;
        else if (strncmp(*said, "--", 2) == 0)
            error = take_value(o, said[0], said[1]), said += said[1] != NULL;
        else
            error = usage;
        if (error) return error;
    }
    return NULL;
}

/* Without the slashes at its end. */
static const char *bare(const char *path, struct arena *a)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') n--;
    return arena_printf(a, "%.*s", (int)n, path);
}

/* Beside DIR, which may be ".". */
static const char *beside(const char *dir, const char *real, struct arena *a)
{
    const char *path = bare(dir, a), *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    bool names_itself = *name && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
    return arena_printf(a, "%s-results", names_itself ? path : real);
}

/* Of a path whose last part need not be there yet. */
static char *real_path(const char *path, struct arena *a)
{
    char *real = realpath(path, NULL), *copy = real ? arena_copy(a, real) : NULL;
    free(real);
    if (copy) return copy;
    char *folder = arena_copy(a, bare(path, a)), *slash = strrchr(folder, '/');
    const char *name = arena_copy(a, slash ? slash + 1 : folder);
    if (slash) slash[slash == folder] = '\0';
    real = realpath(slash ? folder : ".", NULL);
    copy = real ? arena_printf(a, "%s/%s", real, name) : NULL;
    free(real);
    return copy;
}

const char *class_options_read(struct class_options *o, char *const *said, struct arena *a)
{
    struct stat st;
    const char *error = take_all(o, said);
    if (error) return error;
    if (!o->dir || !*o->dir) return "which folder? say DIR=…, one with a folder a learner in it";
    if (stat(o->dir, &st) != 0) return arena_printf(a, "%s: %s", o->dir, strerror(errno));
    if (!S_ISDIR(st.st_mode)) return arena_printf(a, "%s: %s", o->dir, strerror(ENOTDIR));
    const char *dir = real_path(o->dir, a);
    if (!dir) return arena_printf(a, "%s: %s", o->dir, strerror(errno));
    if (o->task) return o->out = o->dir, NULL;
    if (!o->out) o->out = beside(o->dir, dir, a);
    o->out = bare(o->out, a);
    const char *out = real_path(o->out, a);
    size_t n = strlen(dir);
    if (out && strcmp(out, dir) == 0)
        return "OUT is DIR, which holds no class's results: name another";
    if (out && strncmp(out, dir, n) == 0 && out[n] == '/')
        return arena_printf(a, "OUT (%s) lies in DIR, where answers are looked for: name another",
                            o->out);
    return NULL;
}
