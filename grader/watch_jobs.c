#include "grader/watch_jobs.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "grader/term.h"

enum {
    LONGEST_MS = 15 * 60000, /* what a grading waits for is bounded by itself */
    END_MS = 1000,           /* to end in order */
    MOST_BYTES = 4 << 20,
    ARGUMENTS = 40,
    OWN_ARGUMENTS = 12
};

static const struct {
    const char *command, *more, *going_on;
    bool page, grades;
} jobs[] = {
    [JOB_GRADE] = {"grade", "--no-bench", "grading", false, true},
    [JOB_SPEED] = {"grade", NULL, "all tests pass; measuring its speed", false, true},
    [JOB_AGAIN] = {"grade", "--no-bench", "grading", false, true},
    [JOB_BENCH] = {"bench", NULL, "measuring its speed at every size", true, true},
    [JOB_HINT] = {"hint", NULL, "looking for a hint", true, false},
    [JOB_NEXT] = {"next", NULL, "looking for what is next", true, false},
};

const char *watch_job_going_on(enum job job)
{
    return jobs[job].going_on;
}

bool watch_job_is_page(enum job job)
{
    return jobs[job].page;
}

/* What came along with the exercise is for gradings: a hint has no use for it. */
static void make_argv(const char **argv, const struct watch_child *c, enum job job,
                      const struct watch *o, bool verbose, const char *screen)
{
    size_t n = 0;
    argv[n++] = c->program;
    argv[n++] = jobs[job].command;
    if (job == JOB_HINT) argv[n++] = o->exercise;
    for (size_t i = 0; jobs[job].grades && o->said[i] && n < ARGUMENTS - OWN_ARGUMENTS; i++)
        argv[n++] = o->said[i];
    if (jobs[job].grades && c->file) {
        argv[n++] = "--submission";
        argv[n++] = c->file;
    }
    if (jobs[job].more) argv[n++] = jobs[job].more;
    if (job == JOB_AGAIN) argv[n++] = "--no-history";
    if (verbose && jobs[job].grades) argv[n++] = "--verbose";
    argv[n++] = "--format";
    argv[n++] = "term";
    argv[n++] = "--screen";
    argv[n++] = screen;
}

const char *watch_job_begin(struct watch_child *c, enum job job, const struct watch *o,
                            bool verbose, size_t columns)
{
    const char *argv[ARGUMENTS] = {0};
    struct arena a = {0};
    struct term_style style = o->style;
    style.width = columns < 40 ? 40 : columns > 1000 ? 1000 : (int)columns;
    make_argv(argv, c, job, o, verbose, term_style_words(&style, &a));
    struct launch l = {.argv = argv, .deadline_ms = LONGEST_MS, .err_limit = MOST_BYTES, .cpu = -1};
    const char *error = process_start(&c->process, &l);
    c->job = error ? JOB_NONE : job;
    c->cancelled = false;
    arena_free(&a);
    return error;
}

void watch_job_cancel(struct watch_child *c)
{
    if (!c->job || c->cancelled || process_ended(&c->process)) return;
    c->cancelled = true;
    kill(c->process.pid, SIGTERM);
    c->process.deadline_ms = clock_ms() + END_MS;
}

bool watch_job_said(const struct watch_child *c, struct text *to)
{
    const struct process *p = &c->process;
    const char *error = process_error(p);
    text_put(to, p->err.bytes ? p->err.bytes : "", p->err.n);
    if (error)
        text_add(to, "mlkata: it cannot be started: %s\n", error);
    else if (p->overran)
        text_add(to, "mlkata: it was ended after %d minutes\n", LONGEST_MS / 60000);
    else if (WIFSIGNALED(p->status))
        text_add(to, "mlkata: it was ended by signal %d (%s)\n", WTERMSIG(p->status),
                 strsignal(WTERMSIG(p->status)));
    else if (process_unread(p))
        text_add(to, "mlkata: what it said is not known: %s\n", process_unread(p));
    else if (!p->err.n)
        text_add(to, "mlkata: it said nothing (status %d)\n", WEXITSTATUS(p->status));
    return process_succeeded(p);
}

void watch_job_end(struct watch_child *c)
{
    process_free(&c->process);
    c->job = JOB_NONE;
}
