#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/class_keep.h"
#include "grader/class_slurm.h"
#include "grader/machine.h"
#include "grader/process.h"
#include "grader/scratch.h"
#include "grader/whole.h"

enum { LATE_S = 60, MOST_BARREN = 3 };

static size_t told(const char *name, size_t otherwise)
{
    const char *words = getenv(name);
    return words && *words >= '0' && *words <= '9' ? strtoul(words, NULL, 10) : otherwise;
}

/* The list that the head wrote before it submitted us, which may be a minute late. */
static const char *read_list(struct class_job **job, const struct class *c, enum class_phase phase,
                             size_t n, struct arena *a)
{
    size_t there = 0;
    const char *error = NULL;
    for (int tries = 0; tries < LATE_S && !process_interrupted(); tries++) {
        error = class_work_read(job, &there, c, phase, a);
        if (!error && there == n) return NULL;
        process_wait_any(NULL, 0, 1000);
    }
    if (error) return error;
    return arena_printf(a,
                        "the work list holds %zu gradings, where %zu were submitted: another "
                        "run has written it since",
                        there, n);
}

static bool is_there(const struct class *c, const char *key, struct arena *a)
{
    const char *file = arena_printf(a, "verdicts/%s.json", key);
    return access(class_keep_path(c->out, file, a), F_OK) == 0;
}

static size_t without_verdict(struct class_job *job, size_t n, const struct class *c,
                              struct arena *a)
{
    size_t left = 0;
    for (size_t i = 0; i < n; i++)
        if (!is_there(c, job[i].key, a)) job[left++] = job[i];
    return left;
}

/* An answer that takes its node with it each time would be started for ever: Slurm counts the
 * starts and has no limit for them. Those that got something done do not count. */
static const char *barren_starts(const struct class *c, const char *phase, size_t part, size_t left,
                                 struct arena *a)
{
    char *before;
    size_t n, left_before = 0, barren = 0;
    const char *path =
        class_keep_path(c->out, arena_printf(a, "slurm/%s.%zu.left", phase, part), a);
    bool again = told("SLURM_RESTART_COUNT", 0) > 0 && !scratch_read(path, 100, a, &before, &n) &&
                 sscanf(before, "%zu %zu", &left_before, &barren) == 2;
    barren = again && left_before == left ? barren + 1 : 0;
    if (barren >= MOST_BARREN)
        return arena_printf(a,
                            "started %zu times over without a verdict: node after node died or "
                            "was taken away",
                            barren);
    const char *words = arena_printf(a, "%zu %zu", left, barren);
    return whole_write(path, words, strlen(words), a);
}

/* Speeds are compared, and so are of one kind of processor: the first task's. */
static const char *same_processor(const struct class *c, struct arena *a)
{
    struct machine m;
    char *first;
    size_t n;
    const char *path = class_keep_path(c->out, "processor", a);
    const char *fresh = arena_printf(a, "%s.%zu", path, told("SLURM_JOB_ID", 0));
    machine_look(&m, -1, a);
    const char *error = whole_write(fresh, m.name, strlen(m.name), a);
    if (!error && link(fresh, path) != 0 && errno != EEXIST)
        error = arena_printf(a, "%s: %s", path, strerror(errno));
    unlink(fresh);
    if (!error) error = scratch_read(path, 1000, a, &first, &n);
    if (error || strcmp(first, m.name) == 0) return error;
    return arena_printf(a,
                        "speeds in OUT are of another processor (%s) than this node's (%s): "
                        "SLURM=--constraint=... keeps to one kind, REGRADE=1 measures all anew",
                        first, m.name);
}

const char *class_slurm_task(const struct class *c, enum class_phase phase, size_t n,
                             struct arena *a)
{
    struct class_job *job, *own;
    const char *name = phase == CLASS_SPEED ? "speed" : "correct";
    size_t part = told("SLURM_ARRAY_TASK_ID", 0), parts = told("SLURM_ARRAY_TASK_COUNT", 1);
    size_t mine = 0, failed;
    const char *error = phase == CLASS_SPEED ? same_processor(c, a) : NULL;
    if (!error) error = read_list(&job, c, phase, n, a);
    if (error) return error;
    own = arena_take(a, n / parts + 1, sizeof *own);
    for (size_t i = part; i < n; i += parts) own[mine++] = job[i];
    size_t left = without_verdict(own, mine, c, a);
    error = barren_starts(c, name, part, left, a);
    if (error) return error;
    /* From the other end the second time: what lies behind a deadly answer is graded too. */
    for (size_t i = 0; told("SLURM_RESTART_COUNT", 0) % 2 && i < left / 2; i++) {
        struct class_job last = own[left - 1 - i];
        own[left - 1 - i] = own[i];
        own[i] = last;
    }
    error = class_work_do(&failed, c, phase, own, left, 0, 1, told("SLURM_CPUS_ON_NODE", 1), a);
    if (error) return error;
    if (process_interrupted()) return "it was told to end";
    left = without_verdict(own, left, c, a);
    return left ? arena_printf(a, "%zu of its %zu gradings failed", left, mine) : NULL;
}
