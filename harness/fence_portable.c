/* The fence where there is no seccomp (macOS, BSD): resource limits and the deadline. Enough to
 * practise alone; not to run other people's code. */
#include "harness/fence.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

const char *fence_setup(enum fence_kind kind)
{
    (void)kind;
    return NULL;
}

static void limit(int what, rlim_t value)
{
    struct rlimit r = {value, value};
    setrlimit(what, &r);
}

void fence_enter(const struct fence_limits *limits)
{
    for (int fd = 3; fd < 64; fd++) close(fd);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_STACK, FENCE_STACK_BYTES);
    limit(RLIMIT_FSIZE, limits->output_bytes);
    if (limits->cpu_seconds) limit(RLIMIT_CPU, limits->cpu_seconds);
}

/* Polls: a millisecond late is no harm where this is used. */
bool fence_wait(pid_t child, unsigned ms, int *status, size_t *resident)
{
    *resident = 0;
    for (unsigned waited_us = 0; waited_us / 1000 < ms; waited_us += 200) {
        pid_t ended = waitpid(child, status, WNOHANG);
        if (ended == child) return true;
        nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
    }
    kill(child, SIGKILL);
    while (waitpid(child, status, 0) < 0 && errno == EINTR) continue;
    return false;
}

/* Without a fence around signals an answer can send them to itself. */
bool fence_broken_into(int status)
{
    (void)status;
    return false;
}

int fence_scratch_file(void)
{
    char path[] = "/tmp/mlkata-output-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0) return -1;
    unlink(path);
    return fcntl(fd, F_SETFL, O_APPEND) == 0 ? fd : -1;
}

const char *fence_gives(void)
{
    return "resource limits only";
}

void fence_broken(void)
{
    signal(FENCE_BROKEN, SIG_DFL);
    raise(FENCE_BROKEN);
    _exit(1);
}

bool fence_is_native(unsigned architecture, int number)
{
    (void)architecture, (void)number;
    return true;
}

bool fence_in_library(const void *code)
{
    (void)code;
    return true;
}

const char *fence_call_name(int number)
{
    (void)number;
    return NULL;
}
