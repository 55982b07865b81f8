#include "grader/rungs.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "grader/confine.h"
#include "grader/run.h"
#include "harness/wire.h"

enum { DEADLINE_MS = 600000 }; /* of all laps; each has its own in harness/lap.c */

const char *const rung_name[RUNGS] = {"yours", "plain", "blas", "fast"};

bool rungs_well(const struct rungs *g)
{
    return !g->fault && !g->wrong && !process_interrupted();
}

/* ---- asking one ---- */

/* The rung's next line, without its newline; NULL: there is none. */
static char *next_line(struct rungs *g, struct rung *r)
{
    struct process *one = &r->process;
    for (;;) {
        struct stream *s = &r->process.wire;
        char *newline = s->n > r->read ? memchr(s->bytes + r->read, '\n', s->n - r->read) : NULL;
        if (newline) {
            size_t length = (size_t)(newline - (s->bytes + r->read));
            char *line = arena_printf(g->a, "%.*s", (int)length, s->bytes + r->read);
            r->read += length + 1;
            return line;
        }
        if (s->cut || process_ended(one) || !process_wait_any(&one, 1, -1)) return NULL;
    }
}

static const char *why_silent(struct rungs *g, size_t which)
{
    const struct process *one = &g->rung[which].process;
    const char *name = arena_printf(g->a, "speed runner of %s", rung_name[which]);
    const char *unread = process_unread(one), *error = process_error(one);
    if (error) return arena_printf(g->a, "cannot start %s", error);
    if (unread) return arena_printf(g->a, "what the %s said is lost: %s", name, unread);
    if (one->wire.cut) return arena_printf(g->a, "the %s says too much", name);
    return run_why_ended(name, one, g->a);
}

static void take_wrong(struct rungs *g, size_t which, const char *words)
{
    if (which == YOURS)
        g->wrong = arena_copy(g->a, words);
    else
        g->fault = arena_printf(g->a, "the reference reference/%s/%s.c failed a timed round: %s",
                                g->manifest->exercise, rung_name[which], words);
}

static void send(struct rungs *g, size_t which, const char *line)
{
    struct process *one = &g->rung[which].process;
    size_t n = strlen(line);
    if (write(one->feed, line, n) == (ssize_t)n) return;
    const char *error = strerror(errno);
    if (errno == EPIPE) process_wait_any(&one, 1, 100); /* it is about to end */
    g->fault = process_ended(one) ? why_silent(g, which)
                                  : arena_printf(g->a, "cannot ask the speed runner of %s: %s",
                                                 rung_name[which], error);
}

static void nonsense(struct rungs *g, size_t which, const char *said)
{
    g->fault = arena_printf(g->a, "the speed runner of %s answers nonsense: %.40s",
                            rung_name[which], said);
}

/* The fields of the rung's next line that begins with `word`, and how many; 0: there is none, and
 * why is noted. */
static size_t take_line(struct rungs *g, size_t which, const char *word, char **f)
{
    char *line = g->fault ? NULL : next_line(g, &g->rung[which]), *said = line;
    if (line) said = arena_copy(g->a, line);
    size_t n = line ? wire_split(line, f) : 0;
    if (n > 0 && strcmp(f[0], word) == 0) return n;
    if (n == 2 && strcmp(f[0], "wrong") == 0)
        take_wrong(g, which, f[1]);
    else if (n == 2 && *f[1] && (strcmp(f[0], "fault") == 0 || strcmp(f[0], "unloadable") == 0))
        g->fault = arena_copy(g->a, f[1]);
    else if (line)
        nonsense(g, which, said);
    else if (!g->fault)
        g->fault = why_silent(g, which);
    return 0;
}

void rungs_size(struct rungs *g, size_t which, size_t n, size_t calls)
{
    char *f[WIRE_MAX_FIELDS];
    if (!rungs_well(g)) return;
    send(g, which, arena_printf(g->a, "size %zu %zu\n", n, calls));
    take_line(g, which, "ready", f);
}

double rungs_lap(struct rungs *g, size_t which, uint64_t seed, enum lap_kind kind)
{
    char *f[WIRE_MAX_FIELDS];
    size_t ns;
    if (!rungs_well(g)) return 0;
    send(g, which,
         arena_printf(g->a, "lap %llu %s\n", (unsigned long long)seed,
                      kind == LAP_PUT ? "put" : "call"));
    size_t n = take_line(g, which, "lap", f);
    if (n == 2 && wire_count(f[1], &ns) && ns > 0) return (double)ns;
    if (n > 0) nonsense(g, which, arena_printf(g->a, "a lap of %.20s ns", n == 2 ? f[1] : "no"));
    return 0;
}

void rungs_end(struct rungs *g)
{
    char *f[WIRE_MAX_FIELDS];
    if (!rungs_well(g)) return;
    send(g, YOURS, "end\n");
    take_line(g, YOURS, "ready", f);
}

/* ---- all of them ---- */

static const char *answer_of(const struct rungs *g, size_t which)
{
    if (which == YOURS) return g->answer;
    return run_reference(g->kit, g->manifest->exercise, rung_name[which], g->a);
}

static void start(struct rungs *g, size_t which)
{
    const struct manifest *m = g->manifest;
    bool with_blas = which == YOURS ? g->with_blas : which == BLAS;
    const char *answer = answer_of(g, which);
    if (access(answer, R_OK) != 0) return; /* an exercise without this reference */
    const char *runner = run_runner(g->kit, m->exercise, with_blas ? ".blas" : "", g->a);
    const char *argv[] = {runner,        "bench",
                          "--answer",    answer,
                          "--time-ms",   arena_printf(g->a, "%d", m->limits.time_ms),
                          "--memory-mb", arena_printf(g->a, "%d", m->limits.memory_mb),
                          "--output-kb", arena_printf(g->a, "%d", m->limits.output_kb),
                          NULL};
    g->rung[which].exists = true;
    g->fault = process_start(&g->rung[which].process,
                             &(struct launch){.argv = argv,
                                              .may_read = run_may_read(runner, answer, g->a),
                                              .deadline_ms = DEADLINE_MS,
                                              .err_limit = 4096,
                                              .wire_limit = 1 << 20,
                                              .feeds = true,
                                              .cpu = confine_quiet_cpu(),
                                              .same_addresses = true});
}

/* workload <graded> <unit> <bytes> <flops> <single precision> <size>… */
static bool read_workload(struct rungs_workload *w, size_t n, char **f, struct arena *a)
{
    size_t single;
    bool graded_is_there = false;
    *w = (struct rungs_workload){.n_sizes = n - 6, .unit = arena_copy(a, f[2])};
    if (w->n_sizes > RUNGS_MOST_SIZES) return false;
    if (!wire_count(f[1], &w->graded) || !wire_count(f[5], &single)) return false;
    if (!wire_number(f[3], &w->bytes_per_n) || !wire_number(f[4], &w->flops_per_n)) return false;
    w->single_precision = single;
    for (size_t i = 0; i < w->n_sizes; i++) {
        if (!wire_count(f[6 + i], &w->size[i])) return false;
        if (w->size[i] <= (i > 0 ? w->size[i - 1] : 0)) return false;
        graded_is_there |= w->size[i] == w->graded;
    }
    return graded_is_there;
}

static void greet(struct rungs *g, size_t which)
{
    char *f[WIRE_MAX_FIELDS];
    size_t n = take_line(g, which, "hello", f);
    if (n > 0) g->fault = run_version(n > 1 ? f[1] : "", g->a);
    n = n ? take_line(g, which, "workload", f) : 0;
    if (g->fault || n == 0) return;
    if (n < 7 || !read_workload(&g->workload, n, f, g->a))
        g->fault = arena_printf(g->a, "the speed runner of %s does not say what it measures",
                                rung_name[which]);
}

void rungs_start(struct rungs *g)
{
    for (size_t i = 0; i < RUNGS && rungs_well(g); i++) start(g, i);
    for (size_t i = 0; i < RUNGS && rungs_well(g); i++)
        if (g->rung[i].exists) greet(g, i);
    if (rungs_well(g) && !g->rung[PLAIN].exists)
        g->fault = arena_printf(g->a, "reference/%s/plain.c is not built: run make",
                                g->manifest->exercise);
}

void rungs_stop(struct rungs *g)
{
    for (size_t i = 0; i < RUNGS; i++)
        if (g->rung[i].exists) process_free(&g->rung[i].process);
}
