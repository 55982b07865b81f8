#include "grader/ready.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Not one of process.h's: it is no answer's, shares this terminal and Ctrl-C, and takes from its
 * parent make's pipe of jobs. */
static const char *run(const char *const *argv, struct arena *a)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        int nothing = open("/dev/null", O_RDWR);
        if (nothing >= 0) dup2(nothing, STDIN_FILENO), dup2(nothing, STDOUT_FILENO);
        execvp(argv[0], (char *const *)argv);
        _exit(127);
    }
    if (child < 0) return arena_printf(a, "no process for make: %s", strerror(errno));
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return arena_printf(a, "make is lost: %s", strerror(errno));
    return status == 0 ? NULL : "what is graded could not be built: see above";
}

const char *ready_make(const char *make, const char *const *exercise, size_t n, const struct kit *k,
                       struct arena *a)
{
    char *names = arena_copy(a, "EX=");
    if (!make || !*make || n == 0) return NULL;
    for (size_t i = 0; i < n; i++)
        names = arena_printf(a, "%s%s%s", names, i ? " " : "", exercise[i]);
    const char *argv[] = {make, "--no-print-directory", "-C", k->root, "ready", names, NULL};
    return run(argv, a);
}
