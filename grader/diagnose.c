#include "grader/diagnose.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grader/scratch.h"
#include "grader/text.h"

/* A record, a line each; none of the names holds a space:
 *
 *   mistake <name>
 *   says <words to the learner>
 *   test <name> <status> [<place>:<mistake's>:<plain's> ...]
 *   words <what was wrong>          of a test that crashed, or whose outputs were right */
enum { MOST_CELLS = 64, MOST_DIAGNOSES = 2 };
static const double enough = 0.95, nearer = 0.1, same = 1e-12;

static bool has_failed(const struct report_test *t)
{
    bool ended = t->status != TEST_PASS && t->status != TEST_SKIPPED;
    return ended && strcmp(t->group, "sanitizers") != 0;
}

static const struct report_test *find(const struct report *r, const char *name, size_t length)
{
    for (size_t i = 0; i < r->n_tests; i++)
        if (strlen(r->test[i].name) == length && strncmp(r->test[i].name, name, length) == 0)
            return &r->test[i];
    return NULL;
}

/* ---- writing ---- */

static bool alike(double x, double y)
{
    if (isnan(x) || isnan(y)) return isnan(x) && isnan(y);
    if (!isfinite(x) || !isfinite(y)) return x == y;
    return fabs(x - y) <= same * fmax(fabs(x), fabs(y));
}

static size_t add_cells(struct text *out, const struct report_test *m, const struct report_test *p)
{
    size_t n = m->n_left < p->n_left ? m->n_left : p->n_left, differ = 0, seen = 0;
    for (size_t i = 0; i < n; i++) differ += !alike(m->left[i], p->left[i]);
    size_t step = differ / MOST_CELLS + 1;
    for (size_t i = 0; i < n; i++)
        if (!alike(m->left[i], p->left[i]) && seen++ % step == 0)
            text_add(out, " %zu:%.9g:%.9g", i, m->left[i], p->left[i]);
    return differ;
}

/* Line 2 of the source: `// says: ...` */
static const char *says(const char *text, struct arena *a)
{
    static const char mark[] = "// says: ";
    const char *line = strchr(text, '\n');
    if (!line || strncmp(line + 1, mark, sizeof mark - 1) != 0) return NULL;
    line += sizeof mark;
    return arena_printf(a, "%.*s", (int)strcspn(line, "\n"), line);
}

char *diagnose_describe(const char *name, const char *text, const struct report *mistake,
                        const struct report *plain, struct arena *a)
{
    struct text out = {0};
    const char *words = says(text, a);
    text_add(&out, "mistake %s\nsays %s\n", name, words ? words : "");
    for (size_t i = 0; i < mistake->n_tests && words; i++) {
        const struct report_test *t = &mistake->test[i];
        const struct report_test *p = find(plain, t->name, strlen(t->name));
        if (!has_failed(t) || !p) continue;
        text_add(&out, "test %s %s", t->name, test_status_name(t->status));
        size_t cells = add_cells(&out, t, p);
        text_add(&out, "\n");
        if (t->summary && *t->summary &&
            (t->status == TEST_CRASH || (t->status == TEST_FAIL && cells == 0)))
            text_add(&out, "words %.*s\n", (int)strcspn(t->summary, "\n"), t->summary);
    }
    char *described = arena_copy(a, words ? text_of(&out) : "");
    text_free(&out);
    return described;
}

/* ---- reading ---- */

struct match {
    const char *name, *says;
    size_t tests, cells, alike; /* of the mistake */
    bool possible;              /* no test of it ended otherwise for the answer */
    const struct report_test *test;
};

/* Where neither number is finite, being the same is what counts. */
static bool is_the_mistakes(double got, double mistake, double plain)
{
    if (isnan(mistake)) return isnan(got);
    if (!isfinite(mistake) || !isfinite(plain)) return got == mistake;
    return fabs(got - mistake) <= nearer * fabs(mistake - plain);
}

static void see_cells(struct match *m, const char *at, const char *end)
{
    while (at < end) {
        char *next;
        size_t place = strtoul(at, &next, 10);
        if (*next != ':') break;
        double mistake = strtod(next + 1, &next);
        if (*next != ':') break;
        double plain = strtod(next + 1, &next);
        m->cells++;
        m->alike +=
            place < m->test->n_left && is_the_mistakes(m->test->left[place], mistake, plain);
        at = next + (*next == ' ');
    }
}

/* <name> <status> [cells] */
static void see_test(struct match *m, const struct report *r, const char *line, const char *end)
{
    const char *status = memchr(line, ' ', (size_t)(end - line));
    m->test = status ? find(r, line, (size_t)(status - line)) : NULL;
    m->tests++;
    if (!m->test) {
        m->possible = false;
        return;
    }
    size_t length = strcspn(++status, " \n");
    const char *got = test_status_name(m->test->status);
    m->possible &= strlen(got) == length && strncmp(got, status, length) == 0;
    see_cells(m, status + length + (status[length] == ' '), end);
}

/* The end of the number "0x7ffe96414000", if one begins there. */
static const char *after_address(const char *at)
{
    return strncmp(at, "0x", 2) == 0 ? at + 2 + strspn(at + 2, "0123456789abcdef") : at;
}

/* Two lines that say the same: an address is another one in every process. */
static bool say_the_same(const char *x, const char *y)
{
    while (*x == *y && *x && *x != '\n') {
        const char *next = after_address(x);
        y = next == x ? y + 1 : after_address(y);
        x = next == x ? x + 1 : next;
    }
    return (!*x || *x == '\n') && (!*y || *y == '\n');
}

static void see_words(struct match *m, const char *line)
{
    m->cells++;
    m->alike += say_the_same(m->test && m->test->summary ? m->test->summary : "", line);
}

/* Into the first place that it beats. Of no cells at all the agreement is no number. */
static void judge(struct report *r, const struct match *m, size_t failed, struct arena *a)
{
    if (!m->name || !m->possible || m->tests != failed) return;
    double agreement = (double)m->alike / (double)m->cells;
    if (!(agreement >= enough)) return;
    size_t at = r->n_diagnoses;
    while (at > 0 && r->diagnosis[at - 1].agreement < agreement) at--;
    if (at == MOST_DIAGNOSES) return;
    if (r->n_diagnoses < MOST_DIAGNOSES) r->n_diagnoses++;
    for (size_t i = r->n_diagnoses - 1; i > at; i--) r->diagnosis[i] = r->diagnosis[i - 1];
    r->diagnosis[at] =
        (struct report_diagnosis){arena_copy(a, m->name), arena_copy(a, m->says), agreement};
}

/* One that fits less well than the first is not told. */
static void keep_the_best(struct report *r)
{
    for (size_t i = 1; i < r->n_diagnoses; i++)
        if (r->diagnosis[i].agreement < r->diagnosis[0].agreement) r->n_diagnoses = i;
}

static const char *after(const char *line, const char *word)
{
    size_t n = strlen(word);
    return strncmp(line, word, n) == 0 && line[n] == ' ' ? line + n + 1 : NULL;
}

void diagnose_by(struct report *r, const char *records, struct arena *a)
{
    struct match m = {0};
    size_t failed = 0;
    for (size_t i = 0; i < r->n_tests; i++) failed += has_failed(&r->test[i]);
    r->n_diagnoses = 0;
    r->diagnosis = arena_take(a, MOST_DIAGNOSES, sizeof *r->diagnosis);
    if (failed == 0) return;
    for (const char *line = records, *end; *line; line = end + (*end == '\n')) {
        const char *rest;
        end = line + strcspn(line, "\n");
        if ((rest = after(line, "mistake"))) {
            judge(r, &m, failed, a);
            m = (struct match){.name = arena_printf(a, "%.*s", (int)(end - rest), rest),
                               .says = "",
                               .possible = true};
        } else if ((rest = after(line, "says")))
            m.says = arena_printf(a, "%.*s", (int)(end - rest), rest);
        else if ((rest = after(line, "test")))
            see_test(&m, r, rest, end);
        else if ((rest = after(line, "words")))
            see_words(&m, rest);
    }
    judge(r, &m, failed, a);
    keep_the_best(r);
}

static char *record_path(const struct kit *k, const char *exercise, struct arena *a)
{
    return arena_printf(a, "%s/records/%s", k->build, exercise);
}

void diagnose(struct report *r, const struct kit *k, struct arena *a)
{
    char *records;
    size_t n;
    if (r->seed != DIAGNOSE_SEED || r->only || r->verdict != VERDICT_FAIL) return;
    if (!scratch_read(record_path(k, r->exercise, a), 16 << 20, a, &records, &n))
        diagnose_by(r, records, a);
}
