#include "grader/class_wrong.h"

#include <stdlib.h>
#include <string.h>

#include "grader/text.h"

enum { MOST_WORDS = 300 }; /* bytes of what is kept of someone's words */

/* ---- lists that grow ---- */

/* One more element, zeroed; doubled at powers of two. */
static void *grown(void *list, size_t n, size_t size)
{
    if (n & (n - 1)) return list;
    char *longer = reallocarray(list, n ? 2 * n : 1, size);
    if (!longer) text_out_of_memory();
    return longer;
}

/* Bytes of it that are kept: not the first few of a character. */
static size_t kept_length(const char *words)
{
    size_t n = strnlen(words, MOST_WORDS + 1);
    if (n <= MOST_WORDS) return n;
    for (n = MOST_WORDS; n > 0 && ((unsigned char)words[n] & 0xC0) == 0x80; n--) {
    }
    return n;
}

static char *kept(const char *words)
{
    char *copy = strndup(words, kept_length(words));
    if (!copy) text_out_of_memory();
    return copy;
}

/* False: it lies there already. */
static bool put_in(struct class_wrong_heap *h, size_t answer)
{
    if (h->n && h->answer[h->n - 1] == answer) return false;
    h->answer = grown(h->answer, h->n, sizeof *h->answer);
    h->answer[h->n++] = answer;
    return true;
}

/* ---- heaps ---- */

/* Heaps that did not run are told apart by their words, the others by their names. */
static bool is_same(const struct class_wrong_heap *h, enum class_wrong_kind kind, const char *name,
                    const char *words)
{
    if (h->kind != kind || strcmp(h->name, name) != 0) return false;
    if (kind != WRONG_NOT_RUN) return true;
    size_t n = kept_length(words);
    return strlen(h->words) == n && strncmp(h->words, words, n) == 0;
}

static struct class_wrong_heap *heap_of(struct class_wrong_exercise *e, size_t exercise,
                                        enum class_wrong_kind kind, const char *name,
                                        const char *words)
{
    for (size_t i = 0; i < e->n_heaps; i++)
        if (is_same(&e->heap[i], kind, name, words)) return &e->heap[i];
    e->heap = grown(e->heap, e->n_heaps, sizeof *e->heap);
    struct class_wrong_heap *h = &e->heap[e->n_heaps];
    *h = (struct class_wrong_heap){.kind = kind,
                                   .exercise = exercise,
                                   .name = kept(name),
                                   .words = kept(words),
                                   .first = e->n_heaps++};
    return h;
}

/* ---- one report ---- */

static const char *or_none(const char *words)
{
    return words ? words : "";
}

/* What it comes to in a line: without the end of a message that has several. */
static void put_line(struct text *line, const struct report_test *t)
{
    const char *words = t->summary && *t->summary ? t->summary : or_none(t->message);
    text_clear(line);
    text_put(line, words, strcspn(words, "\n"));
}

static void add_tests(struct class_wrong_exercise *e, size_t exercise, size_t answer,
                      const struct report *r)
{
    struct text name = {0}, line = {0};
    for (size_t i = 0; i < r->n_tests; i++) {
        const struct report_test *t = &r->test[i];
        if (t->status == TEST_PASS || t->status == TEST_SKIPPED) continue;
        text_clear(&name);
        text_add(&name, "%s/%s", or_none(t->group), or_none(t->name));
        put_line(&line, t);
        struct class_wrong_heap *h =
            heap_of(e, exercise, WRONG_TEST, text_of(&name), text_of(&line));
        if (!put_in(h, answer)) continue;
        h->n_crashed += t->status == TEST_CRASH;
        h->n_late += t->status == TEST_TIMEOUT;
    }
    text_free(&line);
    text_free(&name);
}

static bool was_run(const struct report *r)
{
    return r->verdict == VERDICT_PASS || r->verdict == VERDICT_FAIL;
}

/* Why it was not run; of what does not compile, what the compiler named first. */
static const char *why_not_run(const struct report *r)
{
    bool named = r->verdict == VERDICT_NO_COMPILE && r->n_findings && r->finding[0].words;
    return named ? r->finding[0].words : or_none(r->reason);
}

void class_wrong_add(struct class_wrong *w, size_t answer, size_t exercise, const struct report *r)
{
    struct class_wrong_exercise *e = &w->exercise[exercise];
    if (r->verdict == VERDICT_FAULT) return;
    e->n++;
    e->n_run += was_run(r);
    if (!was_run(r)) {
        put_in(heap_of(e, exercise, WRONG_NOT_RUN, verdict_name(r->verdict), why_not_run(r)),
               answer);
        return;
    }
    for (size_t i = 0; i < r->n_diagnoses; i++)
        put_in(heap_of(e, exercise, WRONG_MISTAKE, or_none(r->diagnosis[i].mistake),
                       or_none(r->diagnosis[i].says)),
               answer);
    add_tests(e, exercise, answer, r);
}

/* ---- all of them ---- */

static int most_first(const void *a, const void *b)
{
    const struct class_wrong_heap *x = a, *y = b;
    if (x->n != y->n) return x->n > y->n ? -1 : 1;
    if (x->of != y->of) return x->of < y->of ? -1 : 1;
    if (x->exercise != y->exercise) return x->exercise < y->exercise ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

void class_wrong_sort(struct class_wrong *w)
{
    free(w->heap);
    w->heap = NULL, w->n_heaps = 0;
    for (size_t i = 0; i < w->n_exercises; i++)
        for (size_t j = 0; j < w->exercise[i].n_heaps; j++) {
            struct class_wrong_heap h = w->exercise[i].heap[j];
            h.of = h.kind == WRONG_NOT_RUN ? w->exercise[i].n : w->exercise[i].n_run;
            w->heap = grown(w->heap, w->n_heaps, sizeof *w->heap);
            w->heap[w->n_heaps++] = h;
        }
    if (w->n_heaps) qsort(w->heap, w->n_heaps, sizeof *w->heap, most_first);
}

void class_wrong_init(struct class_wrong *w, size_t n_exercises)
{
    *w = (struct class_wrong){.n_exercises = n_exercises};
    w->exercise = calloc(n_exercises + 1, sizeof *w->exercise);
    if (!w->exercise) text_out_of_memory();
}

static void free_heap(struct class_wrong_heap *h)
{
    free(h->name);
    free(h->words);
    free(h->answer);
}

void class_wrong_free(struct class_wrong *w)
{
    for (size_t i = 0; i < w->n_exercises; i++) {
        for (size_t j = 0; j < w->exercise[i].n_heaps; j++) free_heap(&w->exercise[i].heap[j]);
        free(w->exercise[i].heap);
    }
    free(w->exercise);
    free(w->heap);
    *w = (struct class_wrong){0};
}
