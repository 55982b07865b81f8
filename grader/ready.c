#include "grader/ready.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grader/process.h"
#include "grader/run.h"

/* Of the make above, what was said on its command line; its pipe of jobs is not to be had. */
static void keep_variables(void)
{
    const char *flags = getenv("MAKEFLAGS"), *variables = flags ? strstr(flags, "-- ") : NULL;
    setenv("MAKEFLAGS", variables ? variables : "", 1);
}

/* Not one of process.h's: it is no answer's, and shares this terminal and Ctrl-C. */
static const char *run(const char *const *argv, struct arena *a)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        int nothing = open("/dev/null", O_RDWR);
        if (nothing >= 0) dup2(nothing, STDIN_FILENO), dup2(nothing, STDOUT_FILENO);
        keep_variables();
        execvp(argv[0], (char *const *)argv);
        _exit(127);
    }
    if (child < 0) return arena_printf(a, "no process for make: %s", strerror(errno));
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return arena_printf(a, "make is lost: %s", strerror(errno));
    if (status == 0 || process_interrupted()) return NULL;
    return "what is graded could not be built: see above";
}

const char *ready_make(const char *make, const char *const *exercise, size_t n, const struct kit *k,
                       struct arena *a)
{
    char *names = arena_copy(a, "EX=");
    if (!make || !*make || n == 0) return NULL;
    for (size_t i = 0; i < n; i++)
        names = arena_printf(a, "%s%s%s", names, i ? " " : "", exercise[i]);
    const char *argv[] = {make,
                          "--no-print-directory",
                          arena_printf(a, "-j%ld", run_processors()),
                          "-C",
                          k->root,
                          "ready",
                          names,
                          NULL};
    return run(argv, a);
}
