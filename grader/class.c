#include "grader/class.h"

#include <errno.h>
#ifdef __linux__
#include <malloc.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader/class_changes.h"
#include "grader/class_keep.h"
#include "grader/class_key.h"
#include "grader/class_options.h"
#include "grader/class_page.h"
#include "grader/class_results.h"
#include "grader/class_slurm.h"
#include "grader/class_verdict.h"
#include "grader/class_work.h"
#include "grader/jail.h"
#include "grader/machine.h"
#include "grader/process.h"
#include "grader/ready.h"
#include "grader/run.h"
#include "grader/scratch.h"
#include "grader/similar.h"
#include "grader/text.h"
#include "grader/whole.h"

enum { MOST_LINES = 20 };

struct running {
    struct class c;
    struct class_options o;
    struct class_keep keep;
    struct term term;
    struct arena *a;
    bool planned; /* there is something to go on with */
};

/* ---- reports ---- */

static const char *refused(struct report *r, const struct class *c, const struct roster_answer *w,
                           struct arena *a)
{
    struct manifest m;
    const char *path = kit_exercise_file(c->k, a, w->exercise, "exercise.json");
    const char *error = manifest_read(&m, w->exercise, path);
    if (error) return arena_copy(a, error);
    *r = (struct report){.verdict = VERDICT_REJECTED, .seed = c->seed, .minutes = m.minutes};
    r->exercise = arena_copy(a, w->exercise);
    r->title = arena_copy(a, m.title);
    r->track = arena_copy(a, m.track);
    r->level = arena_copy(a, m.level);
    r->reason = arena_copy(a, w->problem);
    r->compiler_log = arena_copy(a, "");
    return NULL;
}

/* With speed where that is to be had. */
static const char *kept(struct report *r, const struct class *c, const struct roster_answer *w,
                        struct arena *a)
{
    struct class_basis b;
    const char *error =
        c->bench ? class_basis_of(&b, c, w->sha256, w->exercise, CLASS_SPEED, a) : NULL;
    if (error) return error;
    if (c->bench && !class_verdict_read(r, c->out, "verdicts", b.key, a)) return NULL;
    error = class_basis_of(&b, c, w->sha256, w->exercise, CLASS_CORRECT, a);
    if (error || !class_verdict_read(r, c->out, "verdicts", b.key, a)) return error;
    return class_verdict_lost(c->out, b.key, a);
}

const char *class_report(const struct class *c, size_t i, struct report *r, struct arena *a)
{
    const struct roster_answer *w = &c->roster.answer[i];
    const char *error = w->problem ? refused(r, c, w, a) : kept(r, c, w, a);
    if (error) return error;
    r->submission = arena_copy(a, w->found);
    r->own = true;
    return NULL;
}

/* ---- what is said on the way ---- */

static void say(const char *words)
{
    struct text line = {0};
    text_put_visible(&line, words, strlen(words));
    fprintf(stderr, "mlkata: %s\n", text_of(&line));
    text_free(&line);
}

static void say_remarks(const struct running *x)
{
    const struct roster *r = &x->c.roster;
    for (size_t i = 0; i < r->n_remarks && i < MOST_LINES; i++) say(r->remark[i]);
    if (r->n_remarks > MOST_LINES)
        say(arena_printf(x->a, "and %zu more like that, all of them in %s/results.json",
                         r->n_remarks - MOST_LINES, x->c.out));
}

/* What an answer lacks, or NULL. */
static const char *lacks(const struct class *c, size_t i, struct arena *a)
{
    struct report r;
    const char *error = class_report(c, i, &r, a);
    if (error) return arena_printf(a, "has no verdict: %s", error);
    if (!c->bench || r.verdict != VERDICT_PASS || r.bench_asked) return NULL;
    struct class_basis b;
    const struct roster_answer *w = &c->roster.answer[i];
    error = class_basis_of(&b, c, w->sha256, w->exercise, CLASS_SPEED, a);
    if (!error) error = class_verdict_lost(c->out, b.key, a);
    return arena_printf(a, "has no speed: %s", error);
}

/* Answers that lack the same for the same reason. */
struct lacking {
    const char *what, *found;
    size_t n;
};

static void say_lacking(const struct lacking *l, struct arena *a)
{
    const char *who = l->found;
    if (l->n > 1) who = arena_printf(a, "%s and %zu more: each", who, l->n - 1);
    say(arena_printf(a, "%s %s", who, l->what));
}

static bool is_complete(const struct running *x)
{
    struct lacking all[MOST_LINES];
    size_t n = 0, lacking = 0, unsaid = 0;
    for (size_t i = 0; i < x->c.roster.n_answers; i++) {
        struct arena passing = {0};
        const char *what = lacks(&x->c, i, &passing), *found = x->c.roster.answer[i].found;
        size_t at = 0;
        while (what && at < n && strcmp(all[at].what, what) != 0) at++;
        if (what && at < n)
            all[at].n++;
        else if (what && n < MOST_LINES)
            all[n++] = (struct lacking){arena_copy(x->a, what), found, 1};
        else if (what)
            unsaid++;
        lacking += what != NULL;
        arena_free(&passing);
    }
    for (size_t i = 0; i < n; i++) say_lacking(&all[i], x->a);
    if (unsaid) say(arena_printf(x->a, "and %zu more", unsaid));
    if (lacking) say("the same command tries these again");
    return lacking == 0;
}

/* ---- the gradings ---- */

/* Of a cluster it is the nodes that have one, all or none. */
static const char *open_jail(struct running *x)
{
    x->c.jailed = !x->o.trusted;
    if (x->o.slurm || (x->o.task && x->o.trusted)) return NULL;
    const char *why = jail_open(x->c.k, x->a);
    x->c.jailed = !why;
    if (!why) return NULL;
    if (!x->o.trusted)
        return arena_printf(x->a,
                            "no jail to be had: %s (build/kata doctor tells more; TRUSTED=1, "
                            "--trusted, grades without one)",
                            why);
    say(arena_printf(x->a, "no jail to be had, grading without one: %s", why));
    return NULL;
}

/* Speed keeps to one kind of machine: this one's, or the one that Slurm's options name. A task is
 * told which, for the key's sake. */
static const char *look_at_machine(struct running *x)
{
    struct arena *a = x->a;
    const char *path = class_keep_path(x->c.out, "machine", a);
    struct machine m;
    char *told;
    size_t n;
    if (x->o.task && !scratch_read(path, 64 << 10, a, &told, &n)) return x->c.machine = told, NULL;
    machine_look(&m, -1, a);
    x->c.machine = x->o.slurm ? arena_printf(a, "Slurm's: %s", x->o.slurm_options) : m.identity;
    return whole_write(path, x->c.machine, strlen(x->c.machine), a);
}

static const char *plan_and_do(struct running *x, enum class_phase phase, struct class_slurm *s,
                               struct arena *a)
{
    struct class_job *job;
    size_t n, without;
    const char *error = class_work_plan(&job, &n, &x->c, phase, a);
    x->planned = true;
    if (error || n == 0 || process_interrupted()) return error;
    if (x->o.slurm) {
        error = class_slurm_do(&x->c, s, phase, job, n, a);
        if (s->after) s->after = arena_copy(x->a, s->after);
        return error;
    }
    size_t jobs = x->o.jobs ? x->o.jobs : (size_t)run_processors();
    return class_work_do(&without, &x->c, phase, job, n, 0, 1, jobs, a);
}

/* What of a step outlives it: its words. */
static const char *end_step(struct arena *step, const char *words, struct arena *a)
{
    if (words) words = arena_copy(a, words);
    arena_free(step);
    return words;
}

static const char *do_phase(struct running *x, enum class_phase phase, struct class_slurm *s)
{
    struct arena step = {0};
    return end_step(&step, plan_and_do(x, phase, s, &step), x->a);
}

static const char *do_all(struct running *x)
{
    struct class_slurm s = {
        .options = x->o.slurm_options, .at_once = x->o.jobs, .anew = x->o.regrade};
    const char *error = x->o.regrade ? class_changes_begin(&x->c, x->a) : NULL;
    if (!error) error = do_phase(x, CLASS_CORRECT, &s);
    if (!error && x->c.bench && !process_interrupted()) error = do_phase(x, CLASS_SPEED, &s);
    return error;
}

/* Of everything that was handed in. */
static const char *make_ready(const struct running *x)
{
    const struct roster *r = &x->c.roster;
    const char **exercise = arena_take(x->a, r->n_answers, sizeof *exercise);
    size_t n = 0;
    for (size_t i = 0; i < r->n_answers; i++) {
        size_t at = 0;
        while (at < n && strcmp(exercise[at], r->answer[i].exercise) != 0) at++;
        if (at == n && !r->answer[i].problem) exercise[n++] = r->answer[i].exercise;
    }
    return ready_make(x->o.make, exercise, n, x->c.k, x->a);
}

/* ---- what they come to ---- */

static const char *write_page(const struct running *x, struct arena *a)
{
    struct similar_pair *pair = NULL;
    size_t n_pairs = 0;
    const char *remark = NULL, *unknown = similar_find(&pair, &n_pairs, &remark, &x->c, a);
    if (unknown) remark = arena_printf(a, "answers were not compared: %s", unknown);
    if (remark) say(remark);
    return class_page_write(&x->c, pair, n_pairs, remark, a);
}

static const char *write_all(const struct running *x)
{
    struct arena results = {0}, page = {0};
    const char *error = end_step(&results, class_results_write(&x->c, &results), x->a);
    return error ? error : end_step(&page, write_page(x, &page), x->a);
}

static const char *tell(struct running *x)
{
    const struct class *c = &x->c;
    struct term *t = &x->term;
    const char *error = class_results_show(t, c, x->a);
    if (error) return error;
    class_changes_tell(t, c, x->a);
    term_end(t);
    term_line(t, TONE_PLAIN, 0, arena_printf(x->a, "all of it    %s/index.html", c->out));
    term_line(t, TONE_PLAIN, 0, arena_printf(x->a, "to each      %s/feedback", c->out));
    term_line(t, TONE_PLAIN, 0,
              arena_printf(x->a, "the seed     SEED=%llu", (unsigned long long)c->seed));
    if (fflush(stdout) != 0)
        return arena_printf(x->a, "the table could not be written: %s", strerror(errno));
    return class_changes_note(c, x->a);
}

static const char *run(bool *complete, struct running *x)
{
    struct class *c = &x->c;
    const char *error = class_keep_seed(&c->seed, x->o.seeded ? &x->o.seed : NULL, c->out, x->a);
    if (!error)
        error = roster_read(&c->roster, c->dir, c->exercise,
                            class_keep_path(c->out, "answers", x->a), c->k, x->a);
    if (error) return error;
    say_remarks(x);
    error = make_ready(x);
    if (error || process_interrupted()) return error;
    error = look_at_machine(x);
    c->parts = class_parts_of(c->k, x->a);
    if (!error) error = do_all(x);
    if (!error && process_interrupted() && !x->o.slurm)
        say("interrupted; what is graded is kept, and the same command goes on from there");
    if (error || process_interrupted()) return error;
    error = write_all(x);
    if (!error) error = tell(x);
    if (!error) *complete = is_complete(x);
    return error;
}

/* A node's part: all that it needs lies in OUT. */
static const char *run_task(bool *complete, struct running *x)
{
    struct class *c = &x->c;
    const char *number = strchr(x->o.task, ':');
    enum class_phase phase = strncmp(x->o.task, "speed:", 6) == 0 ? CLASS_SPEED : CLASS_CORRECT;
    const char *error = open_jail(x);
    if (!error) error = class_keep_seed(&c->seed, NULL, c->out, x->a);
    if (!error) error = look_at_machine(x);
    c->parts = class_parts_of(c->k, x->a);
    if (!error)
        error = class_slurm_task(c, phase, strtoul(number ? number + 1 : "", NULL, 10), x->a);
    *complete = !error;
    return error;
}

static const char *begin(bool *complete, struct running *x)
{
    struct class *c = &x->c;
    if (x->o.task) return run_task(complete, x);
    const char *error = c->exercise ? kit_lacks(c->k, c->exercise, x->a) : NULL;
    if (!error && x->o.slurm) error = class_slurm_ready(x->a);
    if (!error) error = open_jail(x);
    if (!error) error = class_keep_open(&x->keep, c->out, x->a);
    if (error) return error;
    error = run(complete, x);
    class_keep_close(&x->keep, error && !x->planned, x->a);
    return error;
}

/* In one line: folders may be called anything. */
static const char *visible(const char *words, struct arena *a)
{
    struct text line = {0};
    if (!words) return NULL;
    text_put_visible(&line, words, strlen(words));
    words = arena_copy(a, text_of(&line));
    text_free(&line);
    return words;
}

/* One large report that is freed would otherwise raise glibc's bound for what goes back to the
 * system, and the heap would keep room for many. */
static void give_memory_back(void)
{
#ifdef M_MMAP_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, 128 << 10);
#endif
}

const char *class_run(bool *complete, char *const *said, const struct term_style *style,
                      const struct kit *k, struct arena *a)
{
    struct running x = {.term = {.out = stdout, .style = style}, .a = a};
    const char *error = class_options_read(&x.o, said, a);
    *complete = false;
    give_memory_back();
    x.c = (struct class){
        .dir = x.o.dir, .out = x.o.out, .exercise = x.o.exercise, .k = k, .bench = x.o.bench};
    return visible(error ? error : begin(complete, &x), a);
}
