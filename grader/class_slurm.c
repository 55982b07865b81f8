#include "grader/class_slurm.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/class_keep.h"
#include "grader/class_progress.h"
#include "grader/class_slurm_array.h"
#include "grader/process.h"
#include "grader/scratch.h"
#include "grader/text.h"
#include "grader/whole.h"

enum {
    LOOK_MS = 1000,       /* between two looks into the folder */
    FIRST_ASK_MS = 1000,  /* squeue is asked then, */
    ASK_MS = 15000,       /* and less and less often */
    LATE_MS = 65000,      /* a file that was written shows up: NFS's longest cache, and a little */
    SILENT_MS = 5 * 60000 /* without slurmctld */
};

/* Of the gradings, how many a task does at least: a task costs a second or so of Slurm's. */
enum { LEAST_CORRECT = 8, LEAST_SPEED = 20, MOST_PARTS = 200 };

const char *class_slurm_ready(struct arena *a)
{
    return slurm_answers(a);
}

static const char *name_of(enum class_phase phase)
{
    return phase == CLASS_SPEED ? "speed" : "correct";
}

/* ---- the job ---- */

static size_t parts_of(enum class_phase phase, size_t n, size_t at_once)
{
    size_t least = phase == CLASS_SPEED ? LEAST_SPEED : LEAST_CORRECT * at_once;
    size_t parts = (n + least - 1) / least;
    return parts < MOST_PARTS ? parts : MOST_PARTS;
}

static const char job_name[] = "mlkata";

struct words {
    const char **word;
    size_t n, room;
};

static void say(struct words *w, const char *word)
{
    if (w->n + 1 < w->room) w->word[w->n++] = word;
}

static void say_each(struct words *w, const char *options, struct arena *a)
{
    while (*(options += strspn(options, " \t\n"))) {
        size_t n = strcspn(options, " \t\n");
        say(w, arena_printf(a, "%.*s", (int)n, options));
        options += n;
    }
}

/* What the organiser says comes last and so has the last word. */
static const char *submit(struct slurm_array *r, const struct class_slurm *s,
                          enum class_phase phase, size_t at_once)
{
    struct arena *a = r->a;
    struct words w = {.room = 40 + strlen(s->options)};
    w.word = arena_take(a, w.room, sizeof *w.word);
    char *out = realpath(r->c->out, NULL);
    if (!out) return arena_printf(a, "%s: %s", r->c->out, strerror(errno));
    say(&w, "sbatch");
    say(&w, "--parsable");
    say(&w, "--job-name");
    say(&w, job_name);
    say(&w, arena_printf(a, "--array=0-%zu", r->parts - 1));
    say(&w, "--nodes=1");
    say(&w, "--ntasks=1");
    say(&w, arena_printf(a, "--cpus-per-task=%zu", at_once));
    say(&w, "--requeue");
    say(&w, "--output=/dev/null");
    say(&w, "--chdir=/");
    if (phase == CLASS_SPEED) say(&w, "--exclusive");
    if (s->after) say(&w, arena_printf(a, "--dependency=afterany:%s", s->after));
    say_each(&w, s->options, a);
    say(&w, arena_printf(a, "%s/grader/class_slurm.sh", r->c->k->root));
    say(&w, arena_printf(a, "%s/kata", r->c->k->build));
    say(&w, arena_copy(a, out));
    say(&w, r->phase);
    say(&w, "class");
    say(&w, arena_copy(a, out));
    say(&w, "--task");
    say(&w, arena_printf(a, "%s:%zu", r->phase, r->n));
    if (!r->c->jailed) say(&w, "--trusted");
    free(out);
    return slurm_submit(&r->id, w.word, a);
}

/* What an earlier array of this phase left; and the array itself, where its head has gone: it would
 * do what this one does. */
static const char *take_over(struct slurm_array *r)
{
    char *id;
    size_t n;
    struct dirent *entry;
    if (mkdir(r->folder, 0777) != 0 && errno != EEXIST)
        return arena_printf(r->a, "%s: %s", r->folder, strerror(errno));
    if (!scratch_read(arena_printf(r->a, "%s/job", r->folder), 100, r->a, &id, &n))
        slurm_cancel(id, job_name);
    DIR *folder = opendir(r->folder);
    while (folder && (entry = readdir(folder)))
        if (strncmp(entry->d_name, r->phase, strlen(r->phase)) == 0)
            unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder) closedir(folder);
    return NULL;
}

static const char *remember(const struct slurm_array *r)
{
    const char *file = arena_printf(r->a, "%s/job", r->folder);
    return whole_write(file, r->id, strlen(r->id), r->a);
}

static void forget(const struct slurm_array *r)
{
    unlink(arena_printf(r->a, "%s/job", r->folder));
}

/* ---- what is there ---- */

static int by_key(const void *one, const void *other)
{
    return strcmp(((const struct array_job *)one)->key, ((const struct array_job *)other)->key);
}

static void begin(struct slurm_array *r, const struct class_job *job, size_t n)
{
    r->n = n;
    r->job = arena_take(r->a, n, sizeof *r->job);
    for (size_t i = 0; i < n; i++)
        r->job[i] = (struct array_job){.key = job[i].key, .task = i % r->parts};
    qsort(r->job, n, sizeof *r->job, by_key);
    r->task = arena_take(r->a, r->parts, sizeof *r->task);
    r->again = arena_take(r->a, r->parts, sizeof *r->again);
    class_slurm_forget(r);
}

static void note_verdict(struct slurm_array *r, const char *file)
{
    char key[256];
    size_t n = strlen(file), tail = strlen(".json");
    if (n <= tail || n - tail >= sizeof key || strcmp(file + n - tail, ".json") != 0) return;
    snprintf(key, sizeof key, "%.*s", (int)(n - tail), file);
    struct array_job wanted = {.key = key};
    struct array_job *found = bsearch(&wanted, r->job, r->n, sizeof *r->job, by_key);
    if (!found || found->there) return;
    found->there = true;
    r->n_there++;
}

/* To open a folder is what makes NFS ask the server what is in it now; to ask for one file that was
 * not there a moment ago does not. */
static void look(struct slurm_array *r)
{
    DIR *folder = opendir(r->verdicts);
    struct dirent *entry;
    while (folder && (entry = readdir(folder))) note_verdict(r, entry->d_name);
    if (folder) closedir(folder);
}

/* ---- how the tasks are ---- */

/* A node that fails at once would else be free at once, and get every task there is. "": no other
 * node is known to do better. */
static const char *not_on(const struct slurm_array *r, size_t failed)
{
    const char *node = r->task[failed].node;
    for (size_t i = 0; i < r->parts; i++)
        if (r->task[i].fate == SLURM_DONE && strcmp(r->task[i].node, node) != 0) return node;
    return "";
}

static bool has_work_left(const struct slurm_array *r, size_t task)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->job[i].task == task && !r->job[i].there) return true;
    return false;
}

static bool some_are(const struct slurm_array *r, enum slurm_fate fate)
{
    for (size_t i = 0; i < r->parts; i++)
        if (r->task[i].fate == fate) return true;
    return false;
}

/* Once it is known where: while others run it may turn out that their nodes do better. */
static void try_again(struct slurm_array *r)
{
    for (size_t i = 0; i < r->parts; i++) {
        if (r->task[i].fate != SLURM_FAILED || r->again[i] || !has_work_left(r, i)) continue;
        const char *node = not_on(r, i);
        if (!*node && some_are(r, SLURM_RUNS)) continue;
        r->again[i] = true;
        if (slurm_again(r->id, i, node)) r->task[i].fate = SLURM_WAITS;
    }
}

static void hurry(struct slurm_array *r)
{
    for (size_t i = 0; i < r->parts; i++)
        if (r->task[i].fate == SLURM_WAITS && *r->task[i].node &&
            strcmp(r->task[i].reason, "BeginTime") == 0)
            slurm_hurry(r->id, i);
}

/* Whether more verdicts may come: a task is not over, or was well over a moment ago. */
static bool may_come(struct slurm_array *r, bool forgotten)
{
    if (!forgotten &&
        (some_are(r, SLURM_WAITS) || some_are(r, SLURM_RUNS) || some_are(r, SLURM_UNKNOWN))) {
        r->over_since_ms = 0;
        return true;
    }
    if (!r->over_since_ms) r->over_since_ms = clock_ms();
    if (clock_ms() - r->over_since_ms > LATE_MS) return false;
    for (size_t i = 0; i < r->n; i++)
        if (!r->job[i].there && r->task[r->job[i].task].fate != SLURM_FAILED) return true;
    return false;
}

/* ---- the wait ---- */

/* "tasks: 2 running, 3 waiting (Resources)" */
static void note_how(struct slurm_array *r)
{
    size_t run = 0, wait = 0;
    const char *reason = "";
    for (size_t i = 0; i < r->parts; i++) {
        run += r->task[i].fate == SLURM_RUNS;
        wait += r->task[i].fate == SLURM_WAITS;
        if (r->task[i].fate == SLURM_WAITS) reason = r->task[i].reason;
    }
    int n = snprintf(r->how, sizeof r->how, "tasks: %zu running", run);
    if (wait) snprintf(r->how + n, sizeof r->how - (size_t)n, ", %zu waiting (%s)", wait, reason);
}

/* *forgotten: Slurm does not know the job any more. False: nobody has answered for too long. */
static bool ask(struct slurm_array *r, bool *forgotten)
{
    double now = clock_ms();
    if (now < r->next_ms) return true;
    enum slurm_answer answer = slurm_look(r->task, r->parts, r->id);
    if (answer == SLURM_TOLD) {
        try_again(r);
        hurry(r);
    }
    if (answer != SLURM_SILENT) r->heard_ms = now;
    *forgotten = answer == SLURM_FORGOTTEN;
    note_how(r);
    r->pause_ms = r->pause_ms * 1.5 < ASK_MS ? r->pause_ms * 1.5 : ASK_MS;
    r->next_ms = clock_ms() + r->pause_ms;
    return now - r->heard_ms < SILENT_MS;
}

static const char *wait_for(struct slurm_array *r, struct class_progress *p)
{
    bool forgotten = false;
    r->heard_ms = clock_ms();
    r->pause_ms = FIRST_ASK_MS;
    r->next_ms = r->heard_ms + r->pause_ms;
    for (;; process_wait_any(NULL, 0, LOOK_MS)) {
        look(r);
        p->done = r->n_there;
        p->more = r->how;
        class_progress_show(p);
        if (r->n_there == r->n || process_interrupted()) return NULL;
        if (!ask(r, &forgotten))
            return arena_printf(r->a,
                                "Slurm's controller has been silent for 5 minutes; job %s may go "
                                "on without us, and the same command takes up what it leaves",
                                r->id);
        if (!may_come(r, forgotten)) return NULL;
    }
}

/* Who presses Ctrl-C wants an end of it, also of what runs elsewhere at his expense. Who loses his
 * terminal does not. */
static void end_early(const struct slurm_array *r)
{
    if (process_interrupted() == SIGHUP) return;
    bool gone = slurm_cancel(r->id, NULL);
    if (gone) forget(r);
    fprintf(stderr,
            "mlkata: Slurm's job %s %s; what is graded is kept, and the same command goes on from "
            "there\n",
            r->id, gone ? "is cancelled" : "could not be cancelled (scancel says why)");
}

/* A task that waits for a node again may have nothing left to do. */
static void end(struct slurm_array *r)
{
    if (some_are(r, SLURM_WAITS) || some_are(r, SLURM_FAILED)) slurm_cancel(r->id, NULL);
    forget(r);
    if (r->n_there < r->n) class_slurm_put_lost(r);
}

static const char *go_through(struct slurm_array *r, enum class_phase phase)
{
    struct class_progress p;
    class_progress_begin(&p, phase == CLASS_SPEED ? "timed" : "tested", r->n);
    const char *error = wait_for(r, &p);
    p.done = r->n;
    p.without = r->n - r->n_there;
    class_progress_end(&p, !error && !process_interrupted());
    if (!error && process_interrupted())
        end_early(r);
    else if (!error)
        end(r);
    return error;
}

const char *class_slurm_do(const struct class *c, struct class_slurm *s, enum class_phase phase,
                           const struct class_job *job, size_t n, struct arena *a)
{
    size_t at_once = s->at_once && phase != CLASS_SPEED ? s->at_once : 1;
    struct slurm_array r = {.c = c, .phase = name_of(phase), .a = a};
    r.folder = class_keep_path(c->out, "slurm", a);
    r.verdicts = class_keep_path(c->out, "verdicts", a);
    r.parts = parts_of(phase, n, at_once);
    begin(&r, job, n);
    if (s->anew && phase == CLASS_SPEED) unlink(class_keep_path(c->out, "processor", a));
    const char *error = take_over(&r);
    if (!error) error = submit(&r, s, phase, at_once);
    if (!error) error = remember(&r);
    s->after = r.id;
    return error ? error : go_through(&r, phase);
}
