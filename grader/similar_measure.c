#include "grader/similar_measure.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grader/process.h"
#include "grader/text.h"

enum {
    LINK_FROM = 20, /* percent, in the quick pass */
    MOST_LINES = 1 << 20,
    MEMORY_MB = 4096,
    FILE_MB = 256,
    PATIENCE_MS = 300000
};

/* `17 consists for 85 % of 3 material`: so much of 17 is in 3. */
struct share {
    size_t of, in;
    double percent;
};

struct batches {
    size_t *batch; /* of each file; a tree of those that are in one: its root is its own */
    size_t *size;  /* of a root's */
};

/* ---- sim_c ---- */

static const char *why_not(const struct process *p, struct arena *a)
{
    bool missing = process_error(p) || (WIFEXITED(p->status) && WEXITSTATUS(p->status) == 127);
    if (process_succeeded(p)) return NULL;
    if (missing) return "sim_c is not installed (apt install similarity-tester)";
    if (p->overran)
        return arena_printf(a, "sim_c did not come to its end in %d minutes", PATIENCE_MS / 60000);
    const char *said = p->err.bytes ? p->err.bytes : "";
    return arena_printf(a, "sim_c failed: %.*s", (int)strcspn(said, "\n"), said);
}

/* The text is the members': it is read by a process that can open nothing else. */
static const char *run(const char *folder, bool exact, struct arena *a)
{
    static const char *const may_read[] = {"/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache",
                                           NULL};
    const char *threshold = arena_printf(a, "%d", exact ? 1 : LINK_FROM);
    const char *argv[] = {
        "sim_c", exact ? "-pae" : "-p", "-T", "-t", threshold, "-i", "-o", "shares", NULL};
    struct process p = {0};
    int names = open(arena_printf(a, "%s/names", folder), O_RDONLY | O_CLOEXEC);
    if (names < 0) return strerror(errno);
    const char *error = process_start(&p, &(struct launch){.argv = argv,
                                                           .folder = folder,
                                                           .may_read = may_read,
                                                           .memory_mb = MEMORY_MB,
                                                           .file_mb = FILE_MB,
                                                           .deadline_ms = PATIENCE_MS,
                                                           .err_limit = 1000,
                                                           .reads = names,
                                                           .cpu = -1});
    close(names);
    if (error) return error;
    bool finished = process_finish(&p);
    error = finished ? why_not(&p, a) : "interrupted";
    process_free(&p);
    return error;
}

static bool read_share(struct share *s, const char *line, size_t files)
{
    bool fits = sscanf(line, "%zu consists for %lf %% of %zu", &s->of, &s->percent, &s->in) == 3;
    return fits && s->of < files && s->in < files && s->of != s->in;
}

static struct share *read_lines(size_t *n, FILE *in, size_t files)
{
    struct share *share = NULL, one;
    size_t room = 0, capacity = 0;
    char *line = NULL;
    *n = 0;
    while (*n < MOST_LINES && getline(&line, &capacity, in) > 0) {
        if (!read_share(&one, line, files)) continue;
        if (*n == room) {
            room = room ? 2 * room : 256;
            share = realloc(share, room * sizeof *share);
            if (!share) text_out_of_memory();
        }
        share[(*n)++] = one;
    }
    free(line);
    return share;
}

/* What it says of these n of so many files; the caller frees *share. */
static const char *compare(struct share **share, size_t *n_shares, const char *folder, bool exact,
                           const size_t *file, size_t n, size_t files, struct arena *a)
{
    FILE *names = fopen(arena_printf(a, "%s/names", folder), "we");
    if (!names) return strerror(errno);
    for (size_t i = 0; i < n; i++) fprintf(names, "%zu\n", file[i]);
    if (fclose(names) != 0) return strerror(errno);
    const char *error = run(folder, exact, a);
    FILE *said = error ? NULL : fopen(arena_printf(a, "%s/shares", folder), "re");
    if (!said) return error ? error : strerror(errno);
    *share = read_lines(n_shares, said, files);
    fclose(said);
    return NULL;
}

/* ---- batches ---- */

static size_t root_of(struct batches *b, size_t file)
{
    while (b->batch[file] != file) file = b->batch[file] = b->batch[b->batch[file]];
    return file;
}

/* False: together they would be too many. */
static bool join(struct batches *b, size_t one, size_t other)
{
    size_t to = root_of(b, one), from = root_of(b, other);
    if (to == from) return true;
    if (b->size[to] + b->size[from] > SIMILAR_BATCH) return false;
    b->batch[from] = to;
    b->size[to] += b->size[from];
    return true;
}

static int strongest_first(const void *x, const void *y)
{
    const struct share *p = x, *q = y;
    if (p->percent != q->percent) return p->percent < q->percent ? 1 : -1;
    if (p->of != q->of) return p->of < q->of ? -1 : 1;
    return (p->in > q->in) - (p->in < q->in);
}

/* Relatives into one. */
static const char *fill(struct batches *b, bool *cut, const char *folder, const size_t *file,
                        size_t files, struct arena *a)
{
    struct share *share;
    size_t n;
    const char *error = compare(&share, &n, folder, false, file, files, files, a);
    if (error) return error;
    if (n) qsort(share, n, sizeof *share, strongest_first);
    for (size_t i = 0; i < n; i++) *cut |= !join(b, share[i].of, share[i].in);
    free(share);
    return NULL;
}

/* ---- exact shares ---- */

struct likenesses {
    struct likeness *likeness;
    size_t n, room;
    struct arena *a;
};

static void add(struct likenesses *l, struct likeness one)
{
    if (fmax(one.percent_a, one.percent_b) < SIMILAR_FROM) return;
    if (fmin(one.percent_a, one.percent_b) < SIMILAR_AND) return;
    if (l->n == l->room) {
        l->room = l->room ? 2 * l->room : 64;
        struct likeness *more = arena_take(l->a, l->room, sizeof *more);
        if (l->n) memcpy(more, l->likeness, l->n * sizeof *more);
        l->likeness = more;
    }
    l->likeness[l->n++] = one;
}

static size_t lesser(const struct share *s)
{
    return s->of < s->in ? s->of : s->in;
}

static size_t greater(const struct share *s)
{
    return s->of < s->in ? s->in : s->of;
}

static int by_pair(const void *x, const void *y)
{
    const struct share *p = x, *q = y;
    if (lesser(p) != lesser(q)) return lesser(p) < lesser(q) ? -1 : 1;
    if (greater(p) != greater(q)) return greater(p) < greater(q) ? -1 : 1;
    return (p->of > q->of) - (p->of < q->of);
}

/* Both ways of a pair stand side by side then; where one is missing it is 0 %. */
static void take(struct likenesses *l, struct share *share, size_t n)
{
    if (n) qsort(share, n, sizeof *share, by_pair);
    for (size_t i = 0; i < n;) {
        struct likeness one = {.a = lesser(&share[i]), .b = greater(&share[i])};
        for (; i < n && lesser(&share[i]) == one.a && greater(&share[i]) == one.b; i++)
            *(share[i].of == one.a ? &one.percent_a : &one.percent_b) = share[i].percent;
        add(l, one);
    }
}

static const char *measure_batch(struct likenesses *l, const char *folder, const size_t *file,
                                 size_t n, size_t files)
{
    struct share *share;
    size_t n_shares;
    const char *error = compare(&share, &n_shares, folder, true, file, n, files, l->a);
    if (error) return error;
    take(l, share, n_shares);
    free(share);
    return NULL;
}

/* Those of each root, in order. */
static const char *measure_batches(struct likenesses *l, struct batches *b, const char *folder,
                                   size_t files)
{
    size_t batch[SIMILAR_BATCH];
    const char *error = NULL;
    size_t *next = arena_take(l->a, files, sizeof *next), /* in the same batch; files: none */
        *last = arena_take(l->a, files, sizeof *last);
    for (size_t i = 0; i < files; i++) last[i] = i, next[i] = files;
    for (size_t i = 0; i < files; i++) {
        size_t root = root_of(b, i);
        if (root == i) continue;
        next[last[root]] = i;
        last[root] = i;
    }
    for (size_t i = 0; i < files && !error; i++) {
        size_t n = 0;
        if (b->batch[i] != i || b->size[i] == 1) continue;
        for (size_t at = i; at < files; at = next[at]) batch[n++] = at;
        error = measure_batch(l, folder, batch, n, files);
    }
    return error;
}

const char *similar_measure(struct likeness **likeness, size_t *n_likenesses, bool *cut,
                            const char *folder, size_t n, struct arena *a)
{
    struct likenesses l = {.a = a};
    size_t *file = arena_take(a, n, sizeof *file);
    struct batches b = {arena_take(a, n, sizeof *b.batch), arena_take(a, n, sizeof *b.size)};
    const char *error = NULL;
    for (size_t i = 0; i < n; i++) file[i] = b.batch[i] = i, b.size[i] = 1;
    if (n > SIMILAR_BATCH)
        error = fill(&b, cut, folder, file, n, a);
    else
        for (size_t i = 1; i < n; i++) join(&b, 0, i);
    if (!error) error = measure_batches(&l, &b, folder, n);
    *likeness = l.likeness;
    *n_likenesses = l.n;
    return error;
}
