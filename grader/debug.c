#include "grader/debug.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grader/build.h"
#include "grader/manifest.h"
#include "grader/process.h"
#include "grader/run.h"
#include "grader/scratch.h"

/* Ctrl-C is gdb's while it runs. */
static const char *hand_over(const char *const *argv)
{
    pid_t pid = fork();
    if (pid == 0) {
        signal(SIGINT, SIG_DFL);
        execvp(argv[0], (char *const *)argv);
        _exit(127);
    }
    signal(SIGINT, SIG_IGN);
    int status = 0;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    if (pid < 0) return "fork: no more processes to be had";
    return WIFEXITED(status) && WEXITSTATUS(status) == 127
               ? "gdb cannot be started: is it installed? (apt install gdb)"
               : NULL;
}

/* On a terminal gdb waits for the learner; in a pipe it runs the test and prints where it stopped.
 */
static const char *start_gdb(const struct grade_options *o, const struct manifest *m,
                             const struct build *b, const struct kit *k, struct arena *a)
{
    const char *runner = run_runner(k, m->exercise, "", a);
    const char *seed = arena_printf(a, "%llu", (unsigned long long)o->seed);
    const char *stop = arena_printf(a, "break %s", m->function[m->n_functions - 1]);
    const char *answer = build_answer(b, BUILD_DEBUG, a);
    const char *const on_terminal[] = {"gdb",    "-q",     "-ex",   "set breakpoint pending on",
                                       "-ex",    stop,     "-ex",   "run",
                                       "--args", runner,   "debug", "--answer",
                                       answer,   "--seed", seed,    "--only",
                                       o->only,  NULL};
    const char *const in_pipe[] = {"gdb",       "-q",     "-batch", "-ex",   "run",      "-ex",
                                   "backtrace", "--args", runner,   "debug", "--answer", answer,
                                   "--seed",    seed,     "--only", o->only, NULL};
    return hand_over(isatty(STDIN_FILENO) ? on_terminal : in_pipe);
}

static const char *must_succeed(struct process *p, const char *error, const char *what,
                                struct arena *a)
{
    if (error) return error;
    process_finish(p);
    return process_succeeded(p)
               ? NULL
               : arena_printf(a, "%s:\n%s", what, p->err.bytes ? p->err.bytes : "");
}

static const char *debug_in(const struct grade_options *o, const struct manifest *m,
                            const char *scratch, const struct kit *k, struct arena *a)
{
    struct build b;
    struct process p = {0};
    const char *own = kit_exercise_file(k, a, m->exercise, arena_printf(a, "%s.c", m->exercise));
    const char *error =
        build_prepare(&b, scratch, o->submission ? o->submission : own, NULL, m->exercise, k, a);
    if (!error)
        error = must_succeed(&p, build_compile(&p, &b, BUILD_DEBUG, a), "it does not compile", a);
    if (!error)
        error = must_succeed(&p, build_link(&p, &b, BUILD_DEBUG, a), "it cannot be linked", a);
    return error ? error : start_gdb(o, m, &b, k, a);
}

const char *debug(const struct grade_options *o, const struct kit *k, struct arena *a)
{
    struct manifest m;
    const char *scratch;
    if (!o->only) return "which test? say TEST=name, one that make grade shows";
    const char *error =
        manifest_read(&m, o->exercise, kit_exercise_file(k, a, o->exercise, "exercise.json"));
    if (error) return arena_copy(a, error);
    error = scratch_make(&scratch, k, a);
    if (error) return error;
    error = debug_in(o, &m, scratch, k, a);
    scratch_remove(scratch);
    return error;
}
