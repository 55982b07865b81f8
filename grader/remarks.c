/* gcc speaks of one loop after the other: of what it tries, then how that ended.
 *
 *   plain.c:13:26: missed:   multiple types in double reduction or ... fold-left reduction.
 *   plain.c:13:26: missed: couldn't vectorize loop
 *   plain.c:14:21: missed: not vectorized: no vectype for stmt: _10 = *_9;
 *
 * The last of these is why the last attempt failed, which is seldom the reason: the first attempt,
 * with the vectors that the machine likes best, is what tells. clang gives reasons, then the end:
 *
 *   plain.c:15:13: remark: loop not vectorized: cannot prove ... [-Rpass-analysis=loop-vectorize]
 *   plain.c:13:5: remark: loop not vectorized [-Rpass-missed=loop-vectorize]
 *
 * A loop comes up once for each place that its function was inlined into. */
#include "grader/remarks.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader/scratch.h"

enum { MOST_LOOPS = 64, LINE_MOST = 1000, FAR = 40, SOURCE_LIMIT = 1 << 20 };

struct loop {
    int line, column;
    size_t done, missed;  /* copies of it */
    unsigned bytes;       /* a vector, as gcc says */
    unsigned items, side; /* in a vector, and vectors side by side, as clang says */
    bool in_order;        /* its sum is not done in vectors */
    bool versioned;       /* there is a second form of it, for what overlaps */
    struct remarks_why why;
};

/* Where each line of the answer begins; from 1. */
struct lines {
    const char **at;
    int n;
};

struct reading {
    const struct build *b;
    struct arena *a;
    struct lines lines;
    struct loop loop[MOST_LOOPS];
    size_t n;
    struct remarks_why why; /* of the loop that is being tried */
    bool in_order;
    bool past; /* the last message was one of the loop before */
};

/* ---- the answer's lines ---- */

static struct lines lines_of(const struct build *b, struct arena *a)
{
    struct lines lines = {0};
    char *text;
    size_t length;
    if (scratch_read(b->path, SOURCE_LIMIT, a, &text, &length)) return lines;
    lines.at = arena_take(a, length + 2, sizeof *lines.at);
    for (const char *s = text; s; s = strchr(s, '\n')) {
        s += lines.n > 0;
        lines.at[++lines.n] = s;
    }
    return lines;
}

/* The rest of a line, from that column on; "" where there is none. */
static char *source_of(const struct reading *r, int line, int column)
{
    const char *at = line <= r->lines.n ? r->lines.at[line] : "";
    size_t n = strcspn(at, "\r\n"), from = (size_t)column - 1;
    return from < n ? arena_printf(r->a, "%.*s", (int)(n - from), at + from) : arena_copy(r->a, "");
}

/* ---- one line ---- */

struct message {
    int line, column;
    bool last_word; /* of gcc, on the loop before: it has one space, where an attempt has more */
    const char *words;
};

/* "plain.c:13:26: missed:   words" or "plain.c:13:5: remark: words", of the answer's own lines. */
static bool take_message(struct message *m, const struct build *b, const char *line)
{
    int kind = 0, end = 0;
    size_t n = strlen(b->source);
    if (strncmp(line, b->source, n) != 0) return false;
    if (sscanf(line + n, ":%d:%d: %n%*[a-z]:%n", &m->line, &m->column, &kind, &end) < 2 || !end)
        return false;
    m->words = line + n + end;
    m->last_word = line[n + kind] == 'm' && m->words[0] == ' ' && m->words[1] != ' ';
    return m->line > 0 && m->column > 0;
}

static struct loop *loop_at(struct reading *r, const struct message *m)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->loop[i].line == m->line && r->loop[i].column == m->column) return &r->loop[i];
    if (r->n == MOST_LOOPS) return NULL;
    r->loop[r->n] = (struct loop){.line = m->line, .column = m->column};
    return &r->loop[r->n++];
}

static void begin_next(struct reading *r)
{
    r->why = (struct remarks_why){0};
    r->in_order = false;
}

static void take_missed(struct reading *r, const struct message *m)
{
    struct loop *l = loop_at(r, m);
    if (l && (!l->missed++ || (r->why.rank && r->why.rank < l->why.rank))) l->why = r->why;
    begin_next(r);
}

static void take_done(struct reading *r, const struct message *m)
{
    struct loop *l = loop_at(r, m);
    unsigned bytes = 0, items = 0, side = 0;
    const char *gcc = strstr(m->words, " using "), *clang = strstr(m->words, "(vectorization");
    if (gcc) sscanf(gcc, " using %u byte", &bytes);
    if (clang) sscanf(clang, "(vectorization width: %u, interleaved count: %u", &items, &side);
    if (l) {
        l->done++;
        l->in_order = l->in_order || r->in_order;
        if (bytes > l->bytes) l->bytes = bytes; /* the rest of it is done in shorter ones */
        if (items > l->items) l->items = items, l->side = side;
    }
    begin_next(r);
}

static void take_line(struct reading *r, const char *line)
{
    struct message m;
    struct loop *l;
    if (strncmp(line, "Analyzing loop at ", 18) == 0) begin_next(r); /* gcc */
    if (*line == ' ' && !r->past) /* " scalar_type: float" goes with the line before */
        remarks_weigh(&r->why, line, "", r->a);
    if (*line == ' ' || !take_message(&m, r->b, line)) return;
    r->past = m.last_word;
    if (strstr(m.words, "couldn't vectorize loop") ||
        strstr(m.words, "loop not vectorized [-Rpass-missed"))
        take_missed(r, &m);
    else if (strstr(m.words, "loop vectorized using") || strstr(m.words, "vectorized loop ("))
        take_done(r, &m);
    else if (strstr(m.words, "versioned for vectorization because of possible aliasing") &&
             (l = loop_at(r, &m)))
        l->versioned = true;
    else if (strstr(m.words, "in-order (fold-left) reduction"))
        r->in_order = true;
    else if (!m.last_word)
        remarks_weigh(&r->why, m.words,
                      strstr(m.words, "call instruction") ? source_of(r, m.line, m.column) : "",
                      r->a);
}

/* ---- which loop lies in which ---- */

static bool is_of_a_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Past a comment or a literal that begins at s; s itself where none does. */
static const char *past_dead_text(const char *s)
{
    if (s[0] == '/' && s[1] == '/') return s + strcspn(s, "\n");
    if (s[0] == '/' && s[1] == '*') {
        const char *end = strstr(s + 2, "*/");
        return end ? end + 2 : s + strlen(s);
    }
    if (*s != '"' && *s != '\'') return s;
    const char *end = s + 1;
    while (*end && *end != *s && *end != '\n') end += *end == '\\' && end[1] ? 2 : 1;
    return *end ? end + 1 : end;
}

/* The line on which the statement that begins at s, on line `line`, ends; `most` if it is not over
 * there. */
static int last_line(const char *s, int line, int most)
{
    int parentheses = 0, braces = 0;
    while (*s && line < most) {
        const char *next = past_dead_text(s);
        if (next > s) {
            for (; s < next; s++) line += *s == '\n';
            continue;
        }
        parentheses += (*s == '(') - (*s == ')');
        braces += (*s == '{') - (*s == '}');
        bool ends = (*s == ';' || *s == '}') && parentheses <= 0 && braces <= 0;
        if (ends) return line;
        line += *s++ == '\n';
    }
    return line;
}

/* `for (`, `while (`, or `do` with a brace or nothing after it. */
static bool is_loop_at(const char *s)
{
    static const char *const words[] = {"for", "while", "do"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (strncmp(s, words[i], n) != 0 || is_of_a_word(s[n])) continue;
        char next = s[n + strspn(s + n, " \t\r")];
        return *s == 'd' ? next == '{' || next == '\n' : next == '(';
    }
    return false;
}

static bool begins_a_loop(const char *line)
{
    for (const char *s = line, *next; *s && *s != '\n'; s = next > s ? next : s + 1) {
        next = past_dead_text(s);
        if (next == s && (s == line || !is_of_a_word(s[-1])) && is_loop_at(s)) return true;
    }
    return false;
}

/* gcc often points to the first line of the body: its head is the nearest one above that it lies
 * in. */
static int head_of(const struct lines *lines, int line)
{
    for (int head = line; head > 0 && head <= lines->n && head > line - FAR; head--)
        if (begins_a_loop(lines->at[head]) && last_line(lines->at[head], head, line) >= line)
            return head;
    return line;
}

static void find_outer(const struct lines *lines, struct remark *remark, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int line = remark[i].line;
        if (line > lines->n || !begins_a_loop(lines->at[line])) continue;
        int end = last_line(lines->at[line], line, lines->n);
        for (size_t j = 0; j < n; j++)
            if (remark[j].line > line && remark[j].line <= end) remark[i].outer = true;
        if (remark[i].outer && !remark[i].vectorised)
            remark[i].words = "not vectorised: there are loops within it";
    }
}

/* ---- all of it ---- */

static char *words_of(const struct loop *l, struct arena *a)
{
    char *why = remarks_why_words(&l->why, a);
    if (!l->done) return arena_printf(a, "not vectorised: %s", why);
    char *words = l->bytes   ? arena_printf(a, "vectorised, %u bytes at a time", l->bytes)
                  : l->items ? arena_printf(a, "vectorised, %u elements at a time", l->items)
                             : arena_copy(a, "vectorised");
    if (l->side > 1) words = arena_printf(a, "%s, %u vectors side by side", words, l->side);
    if (l->versioned)
        words = arena_printf(a, "%s, once a check has found that nothing overlaps", words);
    if (l->in_order)
        words = arena_printf(
            a,
            "%s, but for its sum: that keeps its order, and each addition waits for the one "
            "before; several sums side by side, added up at the end, do not wait",
            words);
    if (l->missed) words = arena_printf(a, "%s; not in every copy of it: %s", words, why);
    return words;
}

static int by_place(const void *a, const void *b)
{
    const struct remark *x = a, *y = b;
    if (x->outer != y->outer) return x->outer - y->outer;
    return (x->line > y->line) - (x->line < y->line);
}

/* Two loops of one line of which the same is to be said are one. */
static bool is_said(const struct remark *remark, size_t n, const struct remark *one)
{
    for (size_t i = 0; i < n; i++)
        if (remark[i].line == one->line && strcmp(remark[i].words, one->words) == 0) return true;
    return false;
}

static size_t put_remarks(struct remark *remark, const struct reading *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct loop *l = &r->loop[i];
        int head = head_of(&r->lines, l->line);
        remark[n] = (struct remark){.line = head,
                                    .source = source_of(r, head, 1),
                                    .vectorised = l->done > 0,
                                    .words = words_of(l, r->a)};
        if (!is_said(remark, n, &remark[n])) n++;
    }
    find_outer(&r->lines, remark, n);
    qsort(remark, n, sizeof *remark, by_place);
    return n;
}

void remarks_read(struct remark **out, size_t *n, const char *said, const struct build *b,
                  struct arena *a)
{
    struct reading *r = arena_take(a, 1, sizeof *r);
    char line[LINE_MOST];
    r->b = b;
    r->a = a;
    r->lines = lines_of(b, a);
    while (*said) {
        size_t length = strcspn(said, "\n");
        snprintf(line, sizeof line, "%.*s", (int)(length < LINE_MOST ? length : LINE_MOST), said);
        take_line(r, line);
        said += length + (said[length] == '\n');
    }
    *out = arena_take(a, r->n + 1, sizeof **out);
    *n = put_remarks(*out, r);
}

const char *remarks_of(struct remark **out, size_t *n, const struct build *b, struct arena *a)
{
    struct process p;
    *out = NULL;
    *n = 0;
    const char *error = build_remarks(&p, b, a);
    if (!error && process_finish(&p)) error = build_fault(&p, b, "compiler", a);
    if (!error && process_succeeded(&p)) remarks_read(out, n, p.err.bytes ? p.err.bytes : "", b, a);
    process_free(&p);
    return error;
}
