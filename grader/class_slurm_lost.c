#include "grader/class_slurm_array.h"

#include <string.h>
#include <unistd.h>

#include "grader/class_keep.h"
#include "grader/class_verdict.h"
#include "grader/scratch.h"
#include "grader/text.h"

/* ---- why ---- */

static const char *in_words(const char *state)
{
    static const struct {
        const char *state, *words;
    } states[] = {
        {"NODE_FAIL", "the node died"},
        {"BOOT_FAIL", "the node did not come up"},
        {"TIMEOUT", "its time was over (SLURM=--time=MINUTES asks for more)"},
        {"DEADLINE", "its deadline was over"},
        {"OUT_OF_MEMORY", "its memory was full (SLURM=--mem-per-cpu=2G asks for more)"},
        {"PREEMPTED", "its node was taken for another job"},
        {"CANCELLED", "somebody cancelled it"},
    };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strncmp(state, states[i].state, strlen(states[i].state)) == 0) return states[i].words;
    return NULL;
}

/* The last that a task said of itself. */
static const char *said(const struct slurm_array *r, size_t task)
{
    static const char own[] = "mlkata: ";
    const char *file = arena_printf(r->a, "%s/%s.%zu", r->folder, r->phase, task), *words = NULL;
    char *all;
    size_t n;
    if (scratch_read(file, 1 << 20, r->a, &all, &n)) return NULL;
    for (const char *line = all; *line; line += line[strcspn(line, "\n")] == '\n') {
        size_t length = strcspn(line, "\n");
        if (length) words = arena_printf(r->a, "%.*s", (int)length, line);
        line += length;
    }
    return words && strncmp(words, own, strlen(own)) == 0 ? words + strlen(own) : words;
}

static const char *why(const struct slurm_array *r, size_t task)
{
    const struct slurm_task *t = &r->task[task];
    const char *words = in_words(t->state);
    if (t->fate == SLURM_DONE)
        return "graded there, and not to be seen here a minute later: is OUT one folder for all?";
    if (t->fate != SLURM_FAILED) return "Slurm does not know the job any more";
    if (words) return words;
    if (strcmp(t->state, "PENDING") == 0)
        return arena_printf(r->a, "Slurm does not start it: %s", t->reason);
    if (t->exit == CLASS_SLURM_NO_OUT)
        return arena_printf(r->a, "%s is not there: OUT must lie where all nodes see it",
                            r->c->out);
    if (t->exit == CLASS_SLURM_NO_KIT)
        return arena_printf(r->a, "%s/kata is not there: the kit must lie where all nodes see it",
                            r->c->k->build);
    if (t->signal) return arena_printf(r->a, "it was ended by signal %d", t->signal);
    words = said(r, task);
    return words ? words : arena_printf(r->a, "it ended with status %d", t->exit);
}

/* ---- in the same words for all that have the same reason ---- */

struct loss {
    const char *reason, *words; /* words: with the nodes */
    struct text nodes;
    bool again;
};

static void add_node(struct text *nodes, const char *node)
{
    const char *all = text_of(nodes), *at = all;
    size_t n = strlen(node);
    while (n && (at = strstr(at, node))) {
        bool begins = at == all || at[-1] == ' ', ends = !at[n] || at[n] == ',';
        if (begins && ends) return;
        at += n;
    }
    if (n) text_add(nodes, "%s%s", *all ? ", " : "", node);
}

static void put_into_words(struct loss *l, struct arena *a)
{
    const char *nodes = text_of(&l->nodes), *twice = l->again ? ", tried twice" : "";
    l->words = *nodes   ? arena_printf(a, "%s (on %s%s)", l->reason, nodes, twice)
               : *twice ? arena_printf(a, "%s (tried twice)", l->reason)
                        : l->reason;
    text_free(&l->nodes);
}

/* What was said of this grading alone, on its node, or else of its task. */
static const char *reason_of(const struct slurm_array *r, const struct array_job *job)
{
    char *words;
    size_t n;
    const char *path = class_keep_path(r->c->out, arena_printf(r->a, "lost/%s", job->key), r->a);
    return scratch_read(path, 64 << 10, r->a, &words, &n) ? why(r, job->task) : words;
}

void class_slurm_put_lost(const struct slurm_array *r)
{
    size_t n = 0, *of = arena_take(r->a, r->n, sizeof *of);
    struct loss *loss = arena_take(r->a, r->n, sizeof *loss);
    for (size_t i = 0; i < r->n; i++) {
        size_t task = r->job[i].task, at = 0;
        if (r->job[i].there) continue;
        const char *reason = reason_of(r, &r->job[i]);
        while (at < n && strcmp(loss[at].reason, reason) != 0) at++;
        if (at == n) loss[n++].reason = reason;
        loss[at].again |= r->again[task];
        add_node(&loss[at].nodes, r->task[task].node);
        of[i] = at;
    }
    for (size_t i = 0; i < n; i++) put_into_words(&loss[i], r->a);
    for (size_t i = 0; i < r->n; i++)
        if (!r->job[i].there) class_verdict_lose(r->c->out, r->job[i].key, loss[of[i]].words, r->a);
}

void class_slurm_forget(const struct slurm_array *r)
{
    for (size_t i = 0; i < r->n; i++) {
        struct arena passing = {0};
        const char *out = r->c->out, *key = r->job[i].key;
        unlink(class_keep_path(out, arena_printf(&passing, "lost/%s", key), &passing));
        unlink(class_keep_path(out, arena_printf(&passing, "verdicts/%s.json", key), &passing));
        arena_free(&passing);
    }
}
