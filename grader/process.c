#include "grader/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "grader/confine.h"
#include "grader/jail.h"
#include "harness/wire.h"

extern char **environ;

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
    interrupted = number;
}

void process_catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL); /* where the caller ignores it, no child's status is to be had */
}

int process_interrupted(void)
{
    return interrupted;
}

/* ---- the clock ---- */

double awake_ms(struct awake *c, double read_ms)
{
    enum { SLACK_MS = 1000 };
    double passed = read_ms - c->read_ms;
    if (!c->started || passed < 0)
        c->lost_ms += passed;
    else if (passed > c->waiting_ms + SLACK_MS)
        c->lost_ms += passed - c->waiting_ms;
    c->started = true;
    c->read_ms = read_ms;
    c->waiting_ms = 0;
    return read_ms - c->lost_ms;
}

static struct awake awake;

double clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return awake_ms(&awake, (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6);
}

/* ---- the child, between fork and exec ---- */

struct pipes {
    int in[2], err[2], wire[2], broken[2]; /* broken: closed by exec, or says why there was none */
};

static bool limit(int what, rlim_t value)
{
    return !value || setrlimit(what, &(struct rlimit){value, value}) == 0;
}

/* A second before the last one comes SIGXCPU, which is nobody else's. */
static bool limit_cpu(unsigned seconds)
{
    return !seconds || setrlimit(RLIMIT_CPU, &(struct rlimit){seconds, seconds + 1}) == 0;
}

static bool keep_to_limits(const struct launch *l)
{
    return limit(RLIMIT_AS, (rlim_t)l->memory_mb << 20) &&
           limit(RLIMIT_FSIZE, (rlim_t)l->file_mb << 20) && limit_cpu(l->cpu_seconds) &&
           setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}) == 0;
}

static void die(int broken, const char *step)
{
    char words[sizeof((struct process *)0)->error] = "";
    strncat(words, step, sizeof words - 110);
    strcat(words, ": ");
    strncat(words, strerror(errno), 100);
    if (write(broken, words, strlen(words)) < 0) _exit(126);
    _exit(127);
}

static bool wire_up(const struct launch *l, const struct pipes *pipe)
{
    int in = l->feeds ? pipe->in[0] : l->reads ? l->reads : open("/dev/null", O_RDONLY);
    if (dup2(in, STDIN_FILENO) < 0) return false;
    if (dup2(pipe->err[1], STDOUT_FILENO) < 0) return false;
    if (dup2(pipe->err[1], STDERR_FILENO) < 0) return false;
    if (!l->wire_limit) return true;
    /* dup2 drops close-on-exec; equal numbers keep it */
    if (pipe->wire[1] == WIRE_FD) return fcntl(WIRE_FD, F_SETFD, 0) == 0;
    return dup2(pipe->wire[1], WIRE_FD) == WIRE_FD;
}

/* A confined child learns nothing else of the grader's surroundings. */
static void keep_environment(void)
{
    static const char *const kept[] = {"PATH",
                                       "LC_ALL",
                                       "TMPDIR",
                                       "LD_LIBRARY_PATH",
                                       "LD_PRELOAD",
                                       "CPATH",
                                       "C_INCLUDE_PATH",
                                       "LIBRARY_PATH",
                                       "COMPILER_PATH",
                                       "ASAN_OPTIONS",
                                       "UBSAN_OPTIONS",
                                       "OPENBLAS_NUM_THREADS",
                                       "OPENBLAS_CORETYPE"};
    enum { KEPT = sizeof kept / sizeof *kept };
    const char *value[KEPT];
    for (size_t i = 0; i < KEPT; i++) value[i] = getenv(kept[i]);
    static char *none[] = {NULL};
    environ = none;
    for (size_t i = 0; i < KEPT; i++)
        if (value[i]) setenv(kept[i], value[i], 1);
}

static void child(const struct launch *l, pid_t parent, struct pipes *pipe)
{
    /* the descriptor that reports a failed exec must not be the one that the wire is about to take
     */
    int broken = fcntl(pipe->broken[1], F_DUPFD_CLOEXEC, 10);
    if (broken < 0) die(pipe->broken[1], l->argv[0]);
    setpgid(0, 0);
    signal(SIGPIPE, SIG_DFL);
    if (!wire_up(l, pipe)) die(broken, l->argv[0]);
    confine_to_parent(parent, SIGKILL);
    if (l->folder && chdir(l->folder) != 0) die(broken, l->folder);
    if (l->cpu >= 0) confine_to_cpu(l->cpu);
    if (l->same_addresses) confine_addresses();
    if (l->may_read) keep_environment();
    if (!keep_to_limits(l)) die(broken, "a child within its limits (ulimit -a shows yours)");
    if (l->may_read && jail_is_open()) {
        jail_exec(l->argv, l->may_read, l->folder);
        die(broken, "bwrap");
    }
    if (l->may_read && !confine_files(l->may_read, l->folder)) die(broken, "Landlock");
    execvp(l->argv[0], (char *const *)l->argv);
    die(broken, l->argv[0]);
}

/* ---- the grader ---- */

static void close_pair(int pair[2])
{
    for (int i = 0; i < 2; i++)
        if (pair[i] >= 0) close(pair[i]);
}

static void close_pipes(struct pipes *p)
{
    close_pair(p->in);
    close_pair(p->err);
    close_pair(p->wire);
    close_pair(p->broken);
}

/* stderr is no pipe but a socket: whoever opens /dev/stderr to read from it, as an #include can, is
 * refused, where he would wait for ever for his own words. */
static bool open_pipes(const struct launch *l, struct pipes *p)
{
    *p = (struct pipes){{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
    bool ok = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, p->err) == 0 &&
              pipe2(p->broken, O_CLOEXEC) == 0;
    if (ok && l->feeds) ok = pipe2(p->in, O_CLOEXEC) == 0;
    if (ok && l->wire_limit) ok = pipe2(p->wire, O_CLOEXEC) == 0;
    if (!ok) close_pipes(p);
    return ok;
}

static int keep(int pair[2], int which)
{
    int fd = pair[which];
    pair[which] = -1;
    if (fd >= 0 && which == 0) fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

static struct stream listen_to(int fd, size_t limit, bool last)
{
    return (struct stream){.fd = fd, .limit = limit, .last = last};
}

static const char *none_to_be_had(const char *what)
{
    static char words[160];
    snprintf(words, sizeof words, "no more %s to be had: %s", what, strerror(errno));
    return words;
}

const char *process_start(struct process *p, const struct launch *l)
{
    struct pipes pipe;
    pid_t parent = getpid();
    *p = (struct process){.feed = -1, .pidfd = -1, .broken = -1, .err.fd = -1, .wire.fd = -1};
    if (!open_pipes(l, &pipe)) return none_to_be_had("pipes");
    p->jailed = l->may_read && jail_is_open();
    p->started_ms = clock_ms();
    p->deadline_ms = p->started_ms + l->deadline_ms;
    p->pid = fork();
    if (p->pid == 0) child(l, parent, &pipe);
    if (p->pid < 0) {
        const char *words = none_to_be_had("processes");
        p->pid = 0;
        close_pipes(&pipe);
        return words;
    }
    p->err = listen_to(keep(pipe.err, 0), l->err_limit, l->last_words);
    p->wire = listen_to(keep(pipe.wire, 0), l->wire_limit, false);
    p->feed = keep(pipe.in, 1);
    p->broken = keep(pipe.broken, 0);
    p->pidfd = confine_pidfd(p->pid);
    setpgid(p->pid, p->pid); /* the child does the same: whoever comes first */
    close_pipes(&pipe);
    return NULL;
}

static void drop(int *fd)
{
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

/* Forgets the older half of what was said (so that a byte is moved once at most), and of what is
 * said now all that then does not fit. */
static void forget(struct stream *s, const char **bytes, size_t *n)
{
    size_t kept = s->n < s->limit / 2 ? s->n : s->limit / 2, room = s->limit - kept;
    if (kept) memmove(s->bytes, s->bytes + s->n - kept, kept);
    s->n = kept;
    s->cut = true;
    if (*n > room) *bytes += *n - room, *n = room;
}

static void append(struct stream *s, const char *bytes, size_t n)
{
    if (s->last && s->limit - s->n < n) forget(s, &bytes, &n);
    size_t fits = s->limit - s->n < n ? s->limit - s->n : n;
    if (fits < n) s->cut = true;
    if (s->n + fits + 1 > s->room) {
        size_t room = (s->n + fits + 1) * 2;
        char *grown = realloc(s->bytes, room);
        if (!grown) {
            s->error = ENOMEM;
            return;
        }
        s->bytes = grown;
        s->room = room;
    }
    for (size_t i = 0; i < fits; i++) s->bytes[s->n++] = bytes[i] ? bytes[i] : NUL_SAID;
    s->bytes[s->n] = '\0';
}

static void read_all(struct stream *s)
{
    char bytes[16384];
    s->lively = false;
    while (s->fd >= 0) {
        ssize_t n = read(s->fd, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n < 0) s->error = errno;
        if (n <= 0) {
            drop(&s->fd);
            return;
        }
        append(s, bytes, (size_t)n);
        s->lively = true;
    }
}

/* Exec closed this pipe, or the child said in it why there was none. */
static void read_exec_error(struct process *p)
{
    ssize_t n;
    do n = p->broken < 0 ? 0 : read(p->broken, p->error, sizeof p->error - 1);
    while (n < 0 && errno == EINTR);
    if (n < 0 && !p->err.error) p->err.error = errno;
    p->error[n > 0 ? n : 0] = '\0';
    drop(&p->broken);
}

/* What a killed group still held in its pipes is read; a descriptor that a grandchild holds open is
 * not waited for. */
static void reap(struct process *p)
{
    kill(-p->pid, SIGKILL);
    read_all(&p->err);
    read_all(&p->wire);
    read_exec_error(p);
    drop(&p->err.fd);
    drop(&p->wire.fd);
    drop(&p->feed);
    drop(&p->pidfd);
    p->ended_ms = clock_ms();
    p->pid = 0;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static bool try_reap(struct process *p, int how)
{
    struct rusage used = {0};
    pid_t got;
    do got = wait4(p->pid, &p->status, how, &used);
    while (got < 0 && errno == EINTR);
    if (got == 0) return false;
    if (got < 0) p->err.error = errno; /* how it ended is not known */
    p->peak_mb = (size_t)used.ru_maxrss >> 10;
    p->cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
    /* bubblewrap, like a shell, says 128 + n where what it ran was ended by signal n */
    if (p->jailed && WIFEXITED(p->status) && WEXITSTATUS(p->status) > 128)
        p->status = W_EXITCODE(0, WEXITSTATUS(p->status) - 128);
    reap(p);
    return true;
}

static void end_one(struct process *p)
{
    if (!p->pid) return;
    kill(-p->pid, SIGKILL);
    kill(p->pid, SIGKILL);
    try_reap(p, 0);
}

void process_free(struct process *p)
{
    end_one(p);
    free(p->err.bytes);
    free(p->wire.bytes);
    p->err.bytes = p->wire.bytes = NULL;
}

const char *process_error(const struct process *p)
{
    return p->pid == 0 && *p->error ? p->error : NULL;
}

const char *process_unread(const struct process *p)
{
    int error = p->err.error ? p->err.error : p->wire.error;
    return error ? strerror(error) : NULL;
}

bool process_killed(const struct process *p)
{
    int number = WIFSIGNALED(p->status) ? WTERMSIG(p->status) : 0;
    return !p->overran &&
           (number == SIGKILL || number == SIGTERM || number == SIGINT || number == SIGHUP);
}

bool process_ended(const struct process *p)
{
    return p->pid == 0;
}

bool process_succeeded(const struct process *p)
{
    return p->pid == 0 && !p->overran && p->status == 0 && !process_unread(p);
}

static void end_all(struct process *const *p, size_t n)
{
    for (size_t i = 0; i < n; i++) end_one(p[i]);
}

/* A child that is not in conversation is listened to every 10 ms and when it ends: waking at each
 * of its lines would take the processor from it. But one whose stderr had something may have much
 * more, and waits to be rid of it. Without pidfds the end is looked for every millisecond. */
static double patience(const struct process *p)
{
    return p->pidfd < 0 || p->err.lively ? 1 : p->feed < 0 ? 10 : 1e12;
}

/* At most a second, so that the clock is read often enough to notice what it skips. */
static int until_due(struct process *const *p, size_t n, int ms)
{
    double now = clock_ms(), first = ms < 0 || ms > 1000 ? 1000 : ms;
    for (size_t i = 0; i < n; i++) {
        if (!p[i]->pid) continue;
        if (p[i]->deadline_ms - now < first) first = p[i]->deadline_ms - now;
        if (patience(p[i]) < first) first = patience(p[i]);
    }
    return first < 0 ? 0 : (int)first + 1;
}

static void attend(struct process *p)
{
    read_all(&p->err);
    read_all(&p->wire);
    if (try_reap(p, WNOHANG)) return;
    if (clock_ms() < p->deadline_ms) return;
    p->overran = true;
    end_one(p);
}

static nfds_t watch(struct pollfd *fd, struct process *const *p, size_t n)
{
    nfds_t used = 0;
    for (size_t i = 0; i < n; i++) {
        if (!p[i]->pid) continue;
        if (p[i]->pidfd >= 0) fd[used++] = (struct pollfd){.fd = p[i]->pidfd, .events = POLLIN};
        if (p[i]->feed >= 0) fd[used++] = (struct pollfd){.fd = p[i]->wire.fd, .events = POLLIN};
        if (p[i]->err.lively) fd[used++] = (struct pollfd){.fd = p[i]->err.fd, .events = POLLIN};
    }
    return used;
}

bool process_wait_any(struct process *const *p, size_t n, int ms)
{
    struct pollfd fd[3 * PROCESS_MOST];
    if (n > PROCESS_MOST) n = PROCESS_MOST;
    awake.waiting_ms = until_due(p, n, ms);
    if (!interrupted) poll(fd, watch(fd, p, n), (int)awake.waiting_ms);
    if (interrupted) {
        end_all(p, n);
        return false;
    }
    for (size_t i = 0; i < n; i++)
        if (p[i]->pid) attend(p[i]);
    return true;
}

bool process_finish(struct process *p)
{
    while (!process_ended(p))
        if (!process_wait_any(&p, 1, -1)) return false;
    return true;
}
