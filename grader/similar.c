/* Answers whose rest has one shape are one group, and one file for sim_c: it would find nothing but
 * 100 % between them, at a cost that grows with the square of their number. Groups that are alike
 * stay groups (bunches) until the end, when the first pairs of them are told one by one. */
#include "grader/similar.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "grader/process.h"
#include "grader/scratch.h"
#include "grader/similar_measure.h"
#include "grader/similar_rest.h"
#include "grader/text.h"

enum {
    MOST_BYTES = 1 << 20,
};

struct entry {
    size_t answer; /* of roster.answer */
    const char *sha256;
    struct similar_rest rest;
};

struct group {
    size_t from, to; /* of entries, which are sorted by shape and then by content */
};

/* Pairs of one likeness: each entry of a with each of b; where they are one group, any two. */
struct bunch {
    struct entry *entry;
    struct group a, b;
    double percent_a, percent_b;
    bool identical;
};

struct search {
    const struct class *c;
    struct arena *a;
    size_t n_bunches, room;
    struct bunch *bunch;
    size_t answers, too_short, too_large;
    bool cut;            /* not all pairs were compared */
    struct text trouble; /* of sim_c */
    const char *last_trouble;
};

/* ---- bunches ---- */

static void add_bunch(struct search *s, struct bunch b)
{
    if (s->n_bunches == s->room) {
        size_t room = s->room ? 2 * s->room : 256;
        struct bunch *more = arena_take(s->a, room, sizeof *more);
        if (s->n_bunches) memcpy(more, s->bunch, s->n_bunches * sizeof *more);
        s->bunch = more;
        s->room = room;
    }
    s->bunch[s->n_bunches++] = b;
}

static bool same_group(const struct bunch *b)
{
    return b->a.from == b->b.from;
}

/* In a group of one shape the contents differ: those that do not are a bunch of their own. */
static bool is_pair(const struct bunch *b, const struct entry *x, const struct entry *y)
{
    return !same_group(b) || b->identical || strcmp(x->sha256, y->sha256) != 0;
}

static double likeness(const struct bunch *b)
{
    return b->percent_a + b->percent_b + b->identical;
}

static int by_likeness(const void *x, const void *y)
{
    const struct bunch *p = x, *q = y;
    double left = likeness(p), right = likeness(q);
    if (left != right) return left < right ? 1 : -1;
    size_t first = p->entry[p->a.from].answer, second = q->entry[q->a.from].answer;
    return (first > second) - (first < second);
}

/* ---- groups ---- */

static int by_shape(const void *x, const void *y)
{
    const struct entry *p = x, *q = y;
    int order = strcmp(p->rest.shape, q->rest.shape);
    if (order == 0) order = strcmp(p->sha256, q->sha256);
    return order ? order : (p->answer > q->answer) - (p->answer < q->answer);
}

/* One that nobody else's name, number or string would make another. */
static size_t end_of(const struct entry *e, size_t from, size_t n, bool to_the_byte)
{
    size_t to = from + 1;
    while (to < n && strcmp(e[from].rest.shape, e[to].rest.shape) == 0 &&
           (!to_the_byte || strcmp(e[from].sha256, e[to].sha256) == 0))
        to++;
    return to;
}

static void add_identical(struct search *s, struct entry *e, size_t n)
{
    for (size_t from = 0, to; from < n; from = to) {
        to = end_of(e, from, n, true);
        struct group g = {from, to};
        if (to - from > 1 && e[from].rest.worded >= SIMILAR_LEAST_WORDED)
            add_bunch(s, (struct bunch){e, g, g, 100, 100, true});
    }
}

/* Those that have enough of their own; and within each the pairs of one shape. */
static size_t find_groups(struct search *s, struct group *group, struct entry *e, size_t n)
{
    size_t groups = 0;
    for (size_t from = 0, to; from < n; from = to) {
        to = end_of(e, from, n, false);
        struct group g = {from, to};
        bool too_short = e[from].rest.left < SIMILAR_LEAST;
        bool too_large = e[from].rest.left > SIMILAR_LARGEST;
        if (too_short) s->too_short += to - from;
        if (too_large) s->too_large += to - from;
        if (too_short || too_large) continue;
        if (end_of(e, from, n, true) < to) add_bunch(s, (struct bunch){e, g, g, 100, 100, false});
        group[groups++] = g;
    }
    return groups;
}

/* ---- files ---- */

static const char *read_answer(const struct search *s, const char *sha256, struct arena *a,
                               char **text, size_t *n)
{
    const char *path = arena_printf(a, "%s/.mlkata/answers/%s.c", s->c->out, sha256);
    return scratch_read(path, MOST_BYTES, a, text, n);
}

static void know_file(struct similar_known *known, const char *path, struct arena *a)
{
    char *text;
    size_t n;
    if (!scratch_read(path, MOST_BYTES, a, &text, &n)) similar_know(known, text, n, a);
}

/* What every member was given, or may have found. */
static void know_exercise(struct similar_known *known, const struct kit *k, const char *exercise,
                          struct arena *a)
{
    static const char *const rungs[] = {"plain", "blas", "fast"};
    know_file(known, kit_exercise_file(k, a, exercise, "stub.c"), a);
    know_file(known, kit_exercise_file(k, a, exercise, arena_printf(a, "%s.h", exercise)), a);
    know_file(known, arena_printf(a, "%s/exercises/ml.h", k->root), a);
    for (size_t i = 0; i < sizeof rungs / sizeof *rungs; i++)
        know_file(known, arena_printf(a, "%s/reference/%s/%s.c", k->root, exercise, rungs[i]), a);
}

/* To a file of that name, or only counted. An answer that cannot be read any more has nothing
 * left. */
static const char *write_rest(const struct search *s, struct entry *e, const char *path,
                              const struct similar_known *known)
{
    struct arena a = {0};
    char *text;
    size_t n;
    FILE *out = fopen(path, "we");
    const char *error = out ? read_answer(s, e->sha256, &a, &text, &n) : strerror(errno);
    if (!error) similar_rest(out, &e->rest, known, text, n);
    bool full = out && fclose(out) != 0;
    arena_free(&a);
    return error ? error : full ? strerror(errno) : NULL;
}

/* ---- one exercise ---- */

static const char *compare_groups(struct search *s, const char *folder, struct entry *e,
                                  const struct group *group, size_t groups,
                                  const struct similar_known *known, struct arena *a)
{
    const char *error = NULL;
    struct likeness *l;
    size_t n = 0;
    for (size_t i = 0; i < groups && !error; i++) {
        const char *path = arena_printf(a, "%s/%zu", folder, i);
        error = write_rest(s, &e[group[i].from], path, known);
    }
    if (!error) error = similar_measure(&l, &n, &s->cut, folder, groups, a);
    for (size_t i = 0; i < n && !error; i++)
        add_bunch(s, (struct bunch){e, group[l[i].a], group[l[i].b], l[i].percent_a, l[i].percent_b,
                                    false});
    return error;
}

static bool is_entry(const struct roster_answer *w, const char *exercise)
{
    return !w->problem && strcmp(w->exercise, exercise) == 0;
}

/* What bunches point to, and so is kept: *n of them. */
static struct entry *entries_of(size_t *n, const struct search *s, const char *exercise)
{
    const struct roster *r = &s->c->roster;
    *n = 0;
    for (size_t i = 0; i < r->n_answers; i++) *n += is_entry(&r->answer[i], exercise);
    struct entry *e = arena_take(s->a, *n, sizeof *e), *next = e;
    for (size_t i = 0; i < r->n_answers; i++)
        if (is_entry(&r->answer[i], exercise))
            *next++ = (struct entry){.answer = i, .sha256 = r->answer[i].sha256};
    return e;
}

static const char *search_exercise(struct search *s, const char *exercise, struct arena *a)
{
    size_t n;
    struct similar_known known = {0};
    struct entry *e = entries_of(&n, s, exercise);
    const char *folder, *error;
    if (n < 2) return NULL;
    s->answers += n;
    know_exercise(&known, s->c->k, exercise, a);
    for (size_t i = 0; i < n; i++)
        if (write_rest(s, &e[i], "/dev/null", &known)) e[i].rest = (struct similar_rest){0};
    qsort(e, n, sizeof *e, by_shape);
    add_identical(s, e, n);
    struct group *group = arena_take(a, n, sizeof *group);
    size_t groups = find_groups(s, group, e, n);
    if (groups < 2) return NULL;
    if ((error = scratch_make(&folder, s->c->k, a))) return error;
    error = compare_groups(s, folder, e, group, groups, &known, a);
    scratch_remove(folder);
    return error;
}

/* ---- pairs ---- */

static size_t size_of(const struct group *g)
{
    return g->to - g->from;
}

static size_t pairs_in(const struct bunch *b)
{
    size_t n = size_of(&b->a), alike = 0;
    if (!same_group(b)) return n * size_of(&b->b);
    if (b->identical) return n * (n - 1) / 2;
    for (size_t from = b->a.from, to; from < b->a.to; from = to) {
        to = end_of(b->entry, from, b->a.to, true);
        alike += (to - from) * (to - from - 1) / 2;
    }
    return n * (n - 1) / 2 - alike;
}

static struct similar_pair pair_of(const struct bunch *b, const struct entry *x,
                                   const struct entry *y)
{
    bool swapped = x->answer > y->answer;
    const struct entry *p = swapped ? y : x, *q = swapped ? x : y;
    return (struct similar_pair){
        .a = p->answer,
        .b = q->answer,
        .percent_a = swapped ? b->percent_b : b->percent_a,
        .percent_b = swapped ? b->percent_a : b->percent_b,
        .own_a = b->identical ? p->rest.worded : p->rest.left,
        .own_b = b->identical ? q->rest.worded : q->rest.left,
        .identical = b->identical,
    };
}

static size_t tell(struct similar_pair *pair, size_t most, const struct bunch *b)
{
    size_t n = 0;
    for (size_t i = b->a.from; i < b->a.to; i++)
        for (size_t j = same_group(b) ? i + 1 : b->b.from; j < b->b.to && n < most; j++)
            if (is_pair(b, &b->entry[i], &b->entry[j]))
                pair[n++] = pair_of(b, &b->entry[i], &b->entry[j]);
    return n;
}

static void add_piece(struct text *t, const char *piece)
{
    text_add(t, "%s%s", t->length ? "; " : "", piece);
}

/* Once, with the exercises that it befell. */
static void add_trouble(struct search *s, const char *words, const char *exercise)
{
    if (!words) return;
    if (s->last_trouble && strcmp(words, s->last_trouble) == 0)
        text_add(&s->trouble, ", %s", exercise);
    else
        add_piece(&s->trouble, arena_printf(s->a, "%s: %s", words, exercise));
    s->last_trouble = arena_copy(s->a, words);
}

/* What is compared byte by byte alone. */
static void add_uncompared(struct text *line, const struct search *s, size_t n, const char *what)
{
    char some[32], all[32];
    if (n == 0) return;
    add_piece(line,
              arena_printf(s->a, "%s of %s answers are %s: only exact copies of them are told",
                           text_count(some, n), text_count(all, s->answers), what));
}

static const char *remark_of(const struct search *s, size_t told, size_t found)
{
    char some[32], all[32];
    struct text line = {0};
    add_uncompared(&line, s, s->too_short,
                   arena_printf(s->a,
                                "too short to tell a copy from chance (under %d tokens that are "
                                "not the stub's, the contract's or a reference's)",
                                SIMILAR_LEAST));
    add_uncompared(&line, s, s->too_large,
                   arena_printf(s->a, "too long to compare (over %d tokens)", SIMILAR_LARGEST));
    if (s->cut)
        add_piece(&line,
                  arena_printf(s->a,
                               "where more than %d are alike, not every pair of them was compared",
                               SIMILAR_BATCH));
    if (told < found)
        add_piece(&line, arena_printf(s->a, "the %s most alike of %s pairs are told",
                                      text_count(some, told), text_count(all, found)));
    const char *remark = line.length ? arena_copy(s->a, text_of(&line)) : NULL;
    text_free(&line);
    return remark;
}

const char *similar_find(struct similar_pair **pair, size_t *n, const char **remark,
                         const struct class *c, struct arena *a)
{
    struct search s = {.c = c, .a = a};
    const char *const *exercise = kit_exercises(c->k, a);
    size_t found = 0;
    for (; exercise && *exercise && !process_interrupted(); exercise++) {
        struct arena one = {0};
        add_trouble(&s, search_exercise(&s, *exercise, &one), *exercise);
        arena_free(&one);
    }
    if (s.n_bunches) qsort(s.bunch, s.n_bunches, sizeof *s.bunch, by_likeness);
    *n = 0;
    *pair = arena_take(a, SIMILAR_MOST, sizeof **pair);
    for (size_t i = 0; i < s.n_bunches; i++) {
        found += pairs_in(&s.bunch[i]);
        *n += tell(*pair + *n, SIMILAR_MOST - *n, &s.bunch[i]);
    }
    *remark = remark_of(&s, *n, found);
    const char *error = s.trouble.length ? arena_copy(a, text_of(&s.trouble)) : NULL;
    text_free(&s.trouble);
    return error;
}
