#include "grader/class_work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grader/class_keep.h"
#include "grader/class_key.h"
#include "grader/class_progress.h"
#include "grader/class_verdict.h"
#include "grader/grade.h"
#include "grader/process.h"
#include "grader/scratch.h"
#include "grader/seed.h"
#include "grader/text.h"
#include "grader/whole.h"
#include "grader/workers.h"

enum {
    LIST_LIMIT = 256 << 20,
    LONGEST_MS = 15 * 60000, /* what a grading waits for is bounded by itself */
    TICK_MS = 100
};

static const char *list_of(enum class_phase phase)
{
    return phase == CLASS_SPEED ? "speed" : "correct";
}

/* ---- the list ---- */

static int by_key(const void *one, const void *other)
{
    return strcmp(((const struct class_job *)one)->key, ((const struct class_job *)other)->key);
}

static size_t leave_out_the_same(struct class_job *job, size_t n)
{
    size_t kept = 0;
    qsort(job, n, sizeof *job, by_key);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || strcmp(job[kept - 1].key, job[i].key) != 0) job[kept++] = job[i];
    return kept;
}

/* Fisher and Yates. Nobody's place depends on a name, or on what was handed in when. */
static void shuffle(struct class_job *job, size_t n, uint64_t seed)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = (size_t)(seed_next(&seed) % i);
        struct class_job other = job[k];
        job[k] = job[i - 1], job[i - 1] = other;
    }
}

/* Is there work for this answer? *key: of its verdict, in the arena. */
static const char *look_at(const char **key, const struct class *c, const struct roster_answer *w,
                           enum class_phase phase, struct arena *a)
{
    struct class_basis b;
    struct report r;
    struct arena passing = {0};
    *key = NULL;
    const char *error = class_basis_of(&b, c, w->sha256, w->exercise, CLASS_CORRECT, &passing);
    bool there = !error && !class_verdict_read(&r, c->out, "verdicts", b.key, &passing);
    bool wanted = phase == CLASS_CORRECT ? !there : there && r.verdict == VERDICT_PASS;
    if (!error && wanted && phase == CLASS_SPEED) {
        error = class_basis_of(&b, c, w->sha256, w->exercise, phase, &passing);
        wanted = class_verdict_read(&r, c->out, "verdicts", b.key, &passing) != NULL;
    }
    if (!error && wanted) *key = arena_copy(a, b.key);
    if (error) error = arena_copy(a, error);
    arena_free(&passing);
    return error;
}

static const char *write_list(const struct class_job *job, size_t n, const struct class *c,
                              enum class_phase phase, struct arena *a)
{
    struct text all = {0};
    for (size_t i = 0; i < n; i++)
        text_add(&all, "%s %s %s\n", job[i].sha256, job[i].exercise, job[i].key);
    const char *error =
        whole_write(class_keep_path(c->out, list_of(phase), a), text_of(&all), all.length, a);
    text_free(&all);
    return error;
}

const char *class_work_plan(struct class_job **job, size_t *n, const struct class *c,
                            enum class_phase phase, struct arena *a)
{
    const struct roster *r = &c->roster;
    *n = 0;
    *job = arena_take(a, r->n_answers, sizeof **job);
    for (size_t i = 0; i < r->n_answers; i++) {
        const struct roster_answer *w = &r->answer[i];
        const char *key, *error = w->problem ? NULL : look_at(&key, c, w, phase, a);
        if (error) return error;
        if (!w->problem && key) (*job)[(*n)++] = (struct class_job){w->sha256, w->exercise, key};
    }
    *n = leave_out_the_same(*job, *n);
    if (phase == CLASS_SPEED) shuffle(*job, *n, c->seed);
    return write_list(*job, *n, c, phase, a);
}

/* "SHA256 EXERCISE KEY" */
static bool read_job(struct class_job *job, char *line)
{
    char *exercise = strchr(line, ' '), *key = exercise ? strchr(exercise + 1, ' ') : NULL;
    if (!key) return false;
    *exercise++ = '\0', *key++ = '\0';
    *job = (struct class_job){line, exercise, key};
    return strlen(line) == 64 && strlen(key) == 64;
}

const char *class_work_read(struct class_job **job, size_t *n, const struct class *c,
                            enum class_phase phase, struct arena *a)
{
    char *text;
    size_t length, lines = 0;
    const char *path = class_keep_path(c->out, list_of(phase), a);
    const char *error = scratch_read(path, LIST_LIMIT, a, &text, &length);
    *n = 0;
    if (error) return arena_printf(a, "%s: %s", path, error);
    for (size_t i = 0; i < length; i++) lines += text[i] == '\n';
    *job = arena_take(a, lines, sizeof **job);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        if (!read_job(&(*job)[(*n)++], line)) return arena_printf(a, "%s: is no work list", path);
    return NULL;
}

/* ---- one of them, in a child ---- */

struct work {
    const struct class *c;
    const struct class_job *job;
    enum class_phase phase;
};

enum { DONE, GIVEN_UP, WITHOUT, NO_ROOM }; /* the child's exit status */

static const char *grade_it(struct report *r, const struct work *w, const struct class_job *job,
                            struct arena *a)
{
    const struct class *c = w->c;
    struct grade_options o = {
        .exercise = job->exercise,
        .submission = class_keep_path(c->out, arena_printf(a, "answers/%s.c", job->sha256), a),
        .name = arena_printf(a, "%s.c", job->exercise),
        .seed = c->seed,
        .lap_seed = c->seed,
        .shared = w->phase == CLASS_CORRECT,
        .budget_ms = PAIR_BUDGET_MS};
    if (w->phase == CLASS_CORRECT) return grade(r, &o, c->k, a);
    struct class_basis b;
    const char *error = class_basis_of(&b, c, job->sha256, job->exercise, CLASS_CORRECT, a);
    if (!error) error = class_verdict_read(r, c->out, "verdicts", b.key, a);
    return error ? error : grade_speed(r, &o, c->k, a);
}

/* Where a list was made elsewhere, the key says whether it would have been made so here. */
static const char *is_as_planned(struct class_basis *b, const struct work *w,
                                 const struct class_job *job, struct arena *a)
{
    const char *error = class_basis_of(b, w->c, job->sha256, job->exercise, w->phase, a);
    if (error || strcmp(b->key, job->key) == 0) return error;
    return "the kit, its compiler or the jail is another here than where the run was begun";
}

static int work_on(const void *what, size_t i)
{
    const struct work *w = what;
    const struct class_job *job = &w->job[i];
    struct arena a = {0};
    struct class_basis b;
    struct report r;
    const char *error = is_as_planned(&b, w, job, &a);
    if (!error) error = grade_it(&r, w, job, &a);
    if (process_interrupted()) return GIVEN_UP;
    if (error) class_verdict_lose(w->c->out, job->key, error, &a);
    if (error) return WITHOUT;
    return class_verdict_keep(&r, &b, w->c->out, job->key, &a) ? NO_ROOM : DONE;
}

/* ---- all of them ---- */

static const char *why_ended(const struct worker_end *e, struct arena *a)
{
    if (e->overran)
        return arena_printf(a, "its grading was ended after %d minutes", LONGEST_MS / 60000);
    if (e->status != -1 && WIFSIGNALED(e->status))
        return arena_printf(a, "its grading was ended by signal %d (is the machine out of memory?)",
                            WTERMSIG(e->status));
    return "its grading ended early (is the machine out of memory?)";
}

/* What a child could not write, this process may be able to say why. */
static const char *probe(const struct class *c, struct arena *a)
{
    const char *path = class_keep_path(c->out, "room", a);
    const char *error = whole_write(path, "1\n", 2, a);
    unlink(path);
    return error;
}

static const char *note(const struct work *w, struct class_progress *p, const struct worker_end *e,
                        struct arena *a)
{
    bool exited = e->status != -1 && WIFEXITED(e->status) && !e->overran;
    int how = exited ? WEXITSTATUS(e->status) : -1;
    p->done += how != GIVEN_UP;
    p->without += how != GIVEN_UP && how != DONE;
    if (how == NO_ROOM) return probe(w->c, a);
    if (how > NO_ROOM || how < 0)
        class_verdict_lose(w->c->out, w->job[e->piece].key, why_ended(e, a), a);
    return NULL;
}

const char *class_work_do(size_t *without, const struct class *c, enum class_phase phase,
                          const struct class_job *job, size_t n, size_t part, size_t parts,
                          size_t at_once, struct arena *a)
{
    if (phase == CLASS_SPEED || at_once == 0) at_once = 1;
    struct work w = {c, job, phase};
    struct class_progress p;
    struct workers pool;
    struct worker_end end;
    const char *error = NULL;
    workers_init(&pool, at_once, a);
    class_progress_begin(&p, phase == CLASS_SPEED ? "timed" : "tested",
                         part < n ? (n - part - 1) / parts + 1 : 0);
    for (size_t i = part; !error && !process_interrupted() && (i < n || pool.n);) {
        for (; !error && i < n && pool.n < pool.most; i += parts)
            error = workers_start(&pool, work_on, &w, i, LONGEST_MS);
        class_progress_show(&p);
        if (!error && workers_wait(&pool, TICK_MS, &end)) error = note(&w, &p, &end, a);
    }
    workers_stop(&pool);
    class_progress_end(&p, !error && !process_interrupted());
    *without = p.without;
    return error;
}
