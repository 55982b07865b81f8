#include "grader/workers.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grader/confine.h"
#include "grader/process.h"

enum { POLL_MS = 2, IN_ORDER_MS = 3000 };

void workers_init(struct workers *w, size_t most, struct arena *a)
{
    if (most > WORKERS_MOST) most = WORKERS_MOST;
    *w = (struct workers){.most = most, .worker = arena_take(a, most, sizeof *w->worker)};
}

static void be_quiet(void)
{
    int null = open("/dev/null", O_RDWR);
    for (int fd = 0; fd <= STDERR_FILENO && null >= 0; fd++) dup2(null, fd);
    if (null > STDERR_FILENO) close(null);
}

const char *workers_start(struct workers *w, worker_function work, const void *what, size_t piece,
                          unsigned deadline_ms)
{
    pid_t parent = getpid();
    fflush(NULL); /* or what is buffered would be said twice */
    pid_t pid = fork();
    if (pid < 0) return strerror(errno);
    if (pid == 0) {
        setpgid(0, 0);
        confine_to_parent(parent, SIGTERM);
        alarm((deadline_ms + IN_ORDER_MS) / 1000 + 1); /* then nobody is there to end it */
        be_quiet();
        _exit(work(what, piece));
    }
    setpgid(pid, pid); /* whoever comes first */
    w->worker[w->n++] = (struct worker){.pid = pid,
                                        .pidfd = confine_pidfd(pid),
                                        .piece = piece,
                                        .deadline_ms = clock_ms() + deadline_ms};
    return NULL;
}

/* One that has ended, if any; those that are late are killed. */
static bool reap(struct workers *w, struct worker_end *end)
{
    for (size_t i = 0; i < w->n; i++) {
        struct worker *x = &w->worker[i];
        int status = 0;
        if (clock_ms() > x->deadline_ms && !x->overran) {
            x->overran = true;
            kill(x->pid, SIGKILL);
        }
        pid_t got = waitpid(x->pid, &status, WNOHANG);
        if (got == 0 || (got < 0 && errno == EINTR)) continue;
        *end = (struct worker_end){x->piece, got < 0 ? -1 : status, x->overran};
        if (x->pidfd >= 0) close(x->pidfd);
        *x = w->worker[--w->n];
        return true;
    }
    return false;
}

bool workers_wait(struct workers *w, int ms, struct worker_end *end)
{
    if (reap(w, end)) return true;
    struct pollfd fd[WORKERS_MOST];
    bool told = true;
    for (size_t i = 0; i < w->n; i++) {
        fd[i] = (struct pollfd){.fd = w->worker[i].pidfd, .events = POLLIN};
        if (fd[i].fd < 0) told = false;
    }
    poll(fd, (nfds_t)w->n, told || ms < POLL_MS ? ms : POLL_MS);
    return reap(w, end);
}

void workers_stop(struct workers *w)
{
    struct worker_end end;
    double until = clock_ms() + IN_ORDER_MS;
    for (size_t i = 0; i < w->n; i++) kill(w->worker[i].pid, SIGTERM);
    while (w->n) {
        if (clock_ms() > until)
            for (size_t i = 0; i < w->n; i++) kill(w->worker[i].pid, SIGKILL);
        workers_wait(w, 50, &end);
    }
}
