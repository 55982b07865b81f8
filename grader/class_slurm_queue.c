#include "grader/class_slurm_queue.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grader/process.h"
#include "grader/text.h"

enum { PATIENCE_MS = 60000, MOST_BYTES = 4 << 20 };

/* Runs it to its end; what it said, on both streams. NULL, or why there is nothing to read. */
static const char *ask(const char *const *argv, bool *fine, const char **said, struct arena *a)
{
    struct process p;
    const char *error = process_start(
        &p, &(struct launch){
                .argv = argv, .deadline_ms = PATIENCE_MS, .err_limit = MOST_BYTES, .cpu = -1});
    *fine = false;
    *said = "";
    if (error) return error;
    if (!process_finish(&p))
        error = "interrupted";
    else if (process_error(&p))
        error = arena_copy(a, process_error(&p));
    else if (p.overran)
        error = arena_printf(a, "%s has not answered for a minute", argv[0]);
    *fine = !error && process_succeeded(&p);
    *said = arena_copy(a, p.err.bytes ? p.err.bytes : "");
    process_free(&p);
    return error;
}

/* The last line with these words in it, or else the last of all. */
static const char *line_with(const char *words, const char *said, struct arena *a)
{
    const char *found = NULL, *last = "it says nothing";
    while (*said) {
        size_t n = strcspn(said, "\n");
        if (n) last = arena_printf(a, "%.*s", (int)n, said);
        if (n && strstr(last, words)) found = last;
        said += n + (said[n] == '\n');
    }
    return found ? found : last;
}

/* ---- is it there ---- */

static bool in_path(const char *program)
{
    const char *path = getenv("PATH");
    for (; path && *path; path += *path == ':') {
        char file[4096];
        size_t n = strcspn(path, ":");
        snprintf(file, sizeof file, "%.*s/%s", (int)n, path, program);
        if (access(file, X_OK) == 0) return true;
        path += n;
    }
    return false;
}

const char *slurm_answers(struct arena *a)
{
    static const char *const programs[] = {"sbatch", "squeue", "scontrol", "scancel"};
    const char *said;
    bool fine;
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (!in_path(programs[i]))
            return arena_printf(a, "ENGINE=slurm needs Slurm, and there is no %s here",
                                programs[i]);
    const char *error = ask((const char *const[]){"scontrol", "ping", NULL}, &fine, &said, a);
    if (error || strstr(said, " UP")) return error;
    return arena_printf(a, "Slurm's controller does not answer: %s",
                        line_with("Slurmctld", said, a));
}

/* ---- submitting ---- */

/* A line of digits, with ;CLUSTER behind it or not: sites have sbatch say other things besides. */
static const char *job_id(const char *said, struct arena *a)
{
    while (*said) {
        size_t line = strcspn(said, "\n"), digits = strspn(said, "0123456789");
        if (digits && (digits == line || said[digits] == ';'))
            return arena_printf(a, "%.*s", (int)digits, said);
        said += line + (said[line] == '\n');
    }
    return NULL;
}

const char *slurm_submit(const char **id, const char *const *words, struct arena *a)
{
    const char *said;
    bool fine;
    const char *error = ask(words, &fine, &said, a);
    if (error) return error;
    *id = fine ? job_id(said, a) : NULL;
    return *id ? NULL : arena_printf(a, "Slurm does not take the job: %s", line_with("", said, a));
}

/* ---- how it goes ---- */

#define FIELDS "ArrayTaskID:20|,State:23|,BatchHost:60|,exit_code:20|,Reason:60"
enum { TASK, STATE, NODE, EXIT, REASON, N_FIELDS };

/* Such a task waits for an administrator, or for ever. */
static bool will_never_start(const char *reason)
{
    static const char *const reasons[] = {"launch_failed_requeued_held", "JobHeldAdmin",
                                          "JobHeldUser", "BadConstraints",
                                          "DependencyNeverSatisfied"};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(reason, reasons[i]) == 0) return true;
    return false;
}

static enum slurm_fate fate_of(const char *state, const char *reason)
{
    static const struct {
        const char *state;
        enum slurm_fate fate;
    } states[] = {
        {"PENDING", SLURM_WAITS},       {"REQUEUED", SLURM_WAITS},   {"REQUEUE_FED", SLURM_WAITS},
        {"RESV_DEL_HOLD", SLURM_WAITS}, {"CONFIGURING", SLURM_RUNS}, {"RUNNING", SLURM_RUNS},
        {"COMPLETING", SLURM_RUNS},     {"SUSPENDED", SLURM_RUNS},   {"STOPPED", SLURM_RUNS},
        {"SIGNALING", SLURM_RUNS},      {"RESIZING", SLURM_RUNS},    {"STAGE_OUT", SLURM_RUNS},
        {"COMPLETED", SLURM_DONE}};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(state, states[i].state) == 0)
            return states[i].fate == SLURM_WAITS && will_never_start(reason) ? SLURM_FAILED
                                                                             : states[i].fate;
    return SLURM_FAILED;
}

/* The next field without the blanks that fill it up. */
static const char *take_field(char *out, size_t room, const char *line)
{
    size_t n = strcspn(line, "|\n"), end = n;
    while (end && line[end - 1] == ' ') end--;
    snprintf(out, room, "%.*s", (int)end, line);
    return line + n + (line[n] == '|');
}

bool slurm_read(struct slurm_task *task, size_t n, const char *line)
{
    char field[N_FIELDS][64];
    char *end;
    if (!isdigit((unsigned char)*line)) return false;
    for (size_t i = 0; i < N_FIELDS; i++) line = take_field(field[i], sizeof field[i], line);
    unsigned long number = strtoul(field[TASK], &end, 10);
    if (*end || number >= n || !*field[STATE]) return false;
    struct slurm_task *t = &task[number];
    t->fate = fate_of(field[STATE], field[REASON]);
    snprintf(t->state, sizeof t->state, "%.23s", field[STATE]);
    snprintf(t->reason, sizeof t->reason, "%.63s", field[REASON]);
    if (*field[NODE] && strcmp(field[NODE], "n/a") != 0)
        snprintf(t->node, sizeof t->node, "%.63s", field[NODE]);
    if (sscanf(field[EXIT], "%d:%d", &t->exit, &t->signal) == 2) return true;
    int status = atoi(field[EXIT]); /* in other versions as from wait */
    t->exit = status >> 8 & 0xff;
    t->signal = status & 0x7f;
    return true;
}

enum slurm_answer slurm_look(struct slurm_task *task, size_t n, const char *id)
{
    struct arena a = {0};
    const char *said;
    bool fine;
    const char *const argv[] = {"squeue",   "--noheader", "--array", "--states=all", "--jobs", id,
                                "--Format", FIELDS,       NULL};
    const char *error = ask(argv, &fine, &said, &a);
    enum slurm_answer answer = error ? SLURM_SILENT : fine ? SLURM_FORGOTTEN : SLURM_SILENT;
    if (!fine && strstr(said, "Invalid job id")) answer = SLURM_FORGOTTEN;
    for (; fine && *said; said += *said == '\n') {
        if (slurm_read(task, n, said)) answer = SLURM_TOLD;
        said += strcspn(said, "\n");
    }
    arena_free(&a);
    return answer;
}

/* ---- once more, and no more ---- */

static bool tell(const char *const *argv)
{
    struct arena a = {0};
    const char *said;
    bool fine;
    const char *error = ask(argv, &fine, &said, &a);
    arena_free(&a);
    return !error && fine;
}

bool slurm_again(const char *id, size_t task, const char *not_on)
{
    struct arena a = {0};
    const char *one = arena_printf(&a, "%s_%zu", id, task);
    const char *excluded = arena_printf(&a, "ExcNodeList=%s", not_on);
    bool again = tell((const char *const[]){"scontrol", "requeue", one, NULL});
    if (again && *not_on)
        tell((const char *const[]){"scontrol", "update", "job", one, excluded, NULL});
    arena_free(&a);
    return again;
}

bool slurm_hurry(const char *id, size_t task)
{
    struct arena a = {0};
    const char *one = arena_printf(&a, "%s_%zu", id, task);
    bool done =
        tell((const char *const[]){"scontrol", "update", "job", one, "StartTime=now", NULL});
    arena_free(&a);
    return done;
}

/* Not through process.h, which starts nothing more once Ctrl-C has come. A second one ends the wait
 * for it. */
bool slurm_cancel(const char *id, const char *name)
{
    int status = 0;
    const char *named = name ? "--name" : NULL;
    if (!*id || id[strspn(id, "0123456789")]) return false;
    pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        execlp("scancel", "scancel", "--quiet", id, named, name, (char *)NULL);
        _exit(127);
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}
