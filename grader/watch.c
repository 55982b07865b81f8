#include "grader/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "grader/own.h"
#include "grader/process.h"
#include "grader/saves.h"
#include "grader/watch_jobs.h"
#include "grader/watch_screen.h"
#include "grader/window.h"

enum {
    IDLE_MS = 1000, /* after the last save, before speed is measured */
    STILL_MS = 300, /* without another change of the window's size */
};

struct watcher {
    const struct watch *o;
    const char *name; /* of the file, as it is shown */
    struct window *w;
    int guard; /* a descriptor that hangs up when there is none any more */
    struct saves saves;
    struct watch_child child;
    enum job wanted;
    struct text verdict, page, graded, state, printed;
    enum job shown; /* what the verdict came from */
    bool on_page, verbose, bad, gone;
    bool making; /* the first grading makes the file from the stub: that is no save */
    double saved_ms, speed_ms, again_ms; /* when those two are due; 0: never */
    size_t top;
};

static struct text *body_of(struct watcher *x)
{
    return x->on_page ? &x->page : &x->verdict;
}

static void begin(struct watcher *x, enum job job)
{
    const char *error = watch_job_begin(&x->child, job, x->o, x->verbose, x->w->columns);
    x->speed_ms = x->again_ms = 0;
    x->on_page = watch_job_is_page(job);
    if (!error) return;
    text_clear(body_of(x));
    text_add(body_of(x), "mlkata: %s\n", error);
}

/* A verdict is never given up for less than a save. */
static void want(struct watcher *x, enum job job)
{
    if (x->child.job != JOB_GRADE || job == JOB_GRADE) watch_job_cancel(&x->child);
    x->wanted = job;
    x->speed_ms = x->again_ms = 0;
}

static void say(struct watcher *x, bool bad, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void say(struct watcher *x, bool bad, const char *format, ...)
{
    char words[500];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    text_clear(&x->state);
    text_add(&x->state, "%s", words);
    x->bad = bad;
}

/* "graded at 14:03:22, 0.12 s after the save" */
static void note_graded(struct watcher *x)
{
    char when[16] = "";
    struct tm t;
    time_t now = time(NULL);
    if (localtime_r(&now, &t)) strftime(when, sizeof when, "%H:%M:%S", &t);
    text_clear(&x->graded);
    text_add(&x->graded, "graded at %s, %.2f s after the save", when,
             (x->child.process.ended_ms - x->saved_ms) / 1000);
}

static void finish(struct watcher *x)
{
    struct watch_child *c = &x->child;
    enum job job = c->job;
    bool passed;
    if (x->making) c->file = x->saves.path, x->making = false;
    if (!c->cancelled) {
        text_clear(body_of(x));
        passed = watch_job_said(c, body_of(x));
        x->top = 0;
        if (!x->on_page) x->shown = job;
        if (job == JOB_GRADE) note_graded(x);
        if (job == JOB_GRADE && passed && x->o->speed) x->speed_ms = clock_ms() + IDLE_MS;
    }
    watch_job_end(c);
}

static bool is_due(double ms)
{
    return ms > 0 && clock_ms() >= ms;
}

static void go_on(struct watcher *x)
{
    if (x->child.job && process_ended(&x->child.process)) finish(x);
    if (x->child.job) return;
    if (!x->wanted && is_due(x->speed_ms)) x->wanted = JOB_SPEED;
    if (!x->wanted && is_due(x->again_ms)) x->wanted = JOB_AGAIN;
    if (!x->wanted) return;
    enum job job = x->wanted;
    x->wanted = JOB_NONE;
    begin(x, job);
}

/* ---- what is seen ---- */

static void say_going_on(struct watcher *x)
{
    double took = (clock_ms() - x->child.process.started_ms) / 1000;
    const char *what =
        x->child.cancelled ? "ending what goes on" : watch_job_going_on(x->child.job);
    if (took < 1)
        say(x, false, "%s · %s ...", x->name, what);
    else
        say(x, false, "%s · %s ... %.0f s", x->name, what, took);
}

/* Without notices it is looked at all the time: a person may want to know. */
static void say_waiting(struct watcher *x)
{
    struct text polled = {0};
    if (x->saves.fd < 0) text_add(&polled, " · polled (%s)", strerror(x->saves.error));
    say(x, false, "%s%s · %s%s", x->name, text_of(&polled), text_of(&x->graded),
        x->on_page ? " · Esc goes back to it" : "");
    text_free(&polled);
}

/* Where the folder is gone with the file, the folder is what is missed. */
static void say_gone(struct watcher *x)
{
    bool folder = access(x->saves.folder, F_OK) == 0;
    say(x, true, "%s is gone%s: waiting for it to be there again", x->name,
        folder ? "" : ", and its folder");
}

/* Without a cursor to move: each report once, behind the last one. */
static bool print(struct watcher *x)
{
    const struct text *body = body_of(x);
    if (!x->child.job && body->length && strcmp(text_of(body), text_of(&x->printed)) != 0) {
        text_clear(&x->printed);
        text_put(&x->printed, text_of(body), body->length);
        printf("\n%s%s\n", text_of(body), text_of(&x->state));
    }
    return fflush(stdout) == 0;
}

static bool draw(struct watcher *x)
{
    if (x->child.job)
        say_going_on(x);
    else if (x->gone)
        say_gone(x);
    else
        say_waiting(x);
    if (!x->w->in_place) return print(x);
    struct text picture = {0};
    struct watch_screen s = {.body = text_of(body_of(x)),
                             .state = text_of(&x->state),
                             .bad = x->bad,
                             .top = x->top,
                             .style = &x->o->style};
    watch_picture(&s, x->w, &picture);
    x->top = s.top;
    bool there = window_draw(x->w, text_of(&picture));
    text_free(&picture);
    return there;
}

/* ---- what happens ---- */

static void look(struct watcher *x)
{
    enum saves_news news = saves_look(&x->saves);
    if (news == SAVES_SAVED && x->making) return;
    if (news == SAVES_SAVED) {
        x->gone = false;
        x->saved_ms = clock_ms();
        want(x, JOB_GRADE);
    } else if (news == SAVES_GONE) {
        x->gone = true;
        x->wanted = JOB_NONE;
        watch_job_cancel(&x->child);
    }
}

/* What was rendered for another width is broken where it has to be at once, and rendered again when
 * the window keeps still; but nothing is timed, or hinted at, for that. */
static void measure(struct watcher *x)
{
    if (!window_measure(x->w)) return;
    if (x->shown == JOB_GRADE || x->shown == JOB_AGAIN) x->again_ms = clock_ms() + STILL_MS;
}

/* Ctrl-Z: as any other program would. */
static void stop_for_now(struct watcher *x)
{
    window_close(x->w);
    kill(0, SIGTSTP);
    window_open(x->w);
    window_measure(x->w);
}

static void turn(struct watcher *x, int key)
{
    size_t page = x->w->rows > 4 ? x->w->rows - 4 : 1;
    if (key == KEY_UP && x->top) x->top--;
    if (key == KEY_DOWN) x->top++;
    if (key == KEY_PAGE_UP) x->top = x->top > page ? x->top - page : 0;
    if (key == KEY_PAGE_DOWN || key == ' ') x->top += page;
}

/* False: that was the last one. */
static bool obey(struct watcher *x, int key)
{
    switch (key) {
    case 'q':
    case KEY_INTERRUPT:
    case KEY_EOF: return false;
    case KEY_SUSPEND: stop_for_now(x); break;
    case KEY_ESCAPE:
        if (!x->child.job) x->on_page = false, x->top = 0;
        break;
    case 'h': want(x, JOB_HINT); break;
    case 'n': want(x, JOB_NEXT); break;
    case 'b':
        if (!x->gone) want(x, JOB_BENCH);
        break;
    case 'g':
        if (!x->gone) x->saved_ms = clock_ms(), want(x, JOB_GRADE);
        break;
    case 'f':
        x->verbose = !x->verbose;
        if (!x->gone) want(x, JOB_AGAIN);
        break;
    default: turn(x, key);
    }
    return true;
}

static bool read_keys(struct watcher *x)
{
    char bytes[64];
    size_t n, took;
    if (!window_read(x->w, bytes, sizeof bytes, &n)) return false;
    for (size_t at = 0; at < n; at += took)
        if (!obey(x, window_key(bytes + at, n - at, &took))) return false;
    return true;
}

/* No more than until then. */
static int sooner(int ms, double due_ms)
{
    double left = due_ms - clock_ms();
    if (due_ms <= 0 || left >= ms) return ms;
    return left > 0 ? (int)left + 1 : 0;
}

/* Until something happens, or may have: a job listens 10 ms at a time (process.h). */
static bool wait_a_little(struct watcher *x)
{
    enum { JOB_MS = 10 };
    struct pollfd fd[] = {{.fd = x->w->in, .events = POLLIN},
                          {.fd = x->saves.fd, .events = POLLIN},
                          {.fd = x->child.job ? x->child.process.pidfd : -1, .events = POLLIN},
                          {.fd = x->guard}};
    int ms = saves_wait_ms(&x->saves);
    if (x->child.job && ms > JOB_MS) ms = JOB_MS;
    if (!x->child.job) ms = sooner(ms, x->speed_ms), ms = sooner(ms, x->again_ms);
    poll(fd, sizeof fd / sizeof *fd, ms);
    struct process *child = &x->child.process;
    if (x->child.job && !process_ended(child)) process_wait_any(&child, 1, 0);
    return !fd[3].revents && (!fd[0].revents || read_keys(x));
}

static void run(struct watcher *x)
{
    window_open(x->w);
    if (!x->w->in_place) printf("%s\n", watch_keys);
    x->saved_ms = clock_ms();
    want(x, JOB_GRADE);
    do {
        look(x);
        go_on(x);
        measure(x);
    } while (draw(x) && wait_a_little(x) && !process_interrupted());
    watch_job_cancel(&x->child);
    struct process *child = &x->child.process;
    while (x->child.job && !process_ended(child) && process_wait_any(&child, 1, -1)) continue;
    window_close(x->w);
    if (x->w->in_place) fputs(text_of(&x->verdict), stdout);
}

/* ---- the guard ---- */

static void work(struct window *w, const struct watch *o, const struct kit *k, int guard)
{
    struct arena a = {0};
    struct watcher x = {.o = o, .w = w, .guard = guard};
    x.child.program = arena_printf(&a, "%s/kata", k->build);
    const char *path = o->submission ? o->submission : own_path(o->exercise, k, &a);
    saves_begin(&x.saves, path, &a);
    x.name = x.saves.name;
    x.making = !x.saves.seen.there && !o->submission;
    x.child.file = x.making || o->submission ? NULL : path;
    run(&x);
    int number = process_interrupted();
    if (number) signal(number, SIG_DFL), raise(number);
    exit(0);
}

/* A signal to one is a signal to both. */
static int wait_for(pid_t worker)
{
    int status, told = 0;
    while (waitpid(worker, &status, 0) < 0) {
        if (errno != EINTR) return 0;
        if (process_interrupted() != told) kill(worker, told = process_interrupted());
    }
    return status;
}

const char *watch(const struct watch *o, const struct kit *k, struct arena *a)
{
    struct window here, *w;
    int life[2];
    const char *error = window_of(&here);
    if (error) return error;
    w = mmap(NULL, sizeof *w, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (w == MAP_FAILED || pipe2(life, O_CLOEXEC) != 0) return strerror(errno);
    *w = here;
    pid_t worker = fork();
    if (worker < 0) return strerror(errno);
    if (worker == 0) {
        close(life[1]);
        work(w, o, k, life[0]);
    }
    close(life[0]);
    int status = wait_for(worker);
    window_close(w);
    if (!WIFSIGNALED(status) || process_interrupted()) return NULL;
    return arena_printf(a, "the watcher was ended by signal %d (%s): make watch EX=%s begins again",
                        WTERMSIG(status), strsignal(WTERMSIG(status)), o->exercise);
}
