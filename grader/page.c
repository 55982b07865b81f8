#include "grader/page.h"

#include <ctype.h>
#include <string.h>

#include "grader/text.h"

/* ---- what a line is ---- */

static const char *line_end(const char *line)
{
    return line + strcspn(line, "\n");
}

static bool is_empty(const char *line)
{
    line += strspn(line, " \t");
    return *line == '\n' || !*line;
}

static bool is_heading(const char *line)
{
    size_t n = strspn(line, "#");
    return n > 0 && line[n] == ' ';
}

static bool is_fence(const char *line)
{
    return strncmp(line, "```", 3) == 0;
}

static bool is_code(const char *line)
{
    return strncmp(line, "    ", 4) == 0;
}

/* How much marks an item ("- words", "12. words") or what is quoted ("> words"); 0: neither. */
static size_t mark_of(const char *line)
{
    size_t before = strspn(line, " "), digits = strspn(line + before, "0123456789");
    const char *at = line + before;
    if (before >= 4) return 0;
    if ((*at == '-' || *at == '*' || *at == '>') && at[1] == ' ') return 2;
    return digits && at[digits] == '.' && at[digits + 1] == ' ' ? digits + 2 : 0;
}

static bool is_quoted(const char *line)
{
    return strncmp(line, "> ", 2) == 0;
}

/* ---- words ---- */

/* "*so*": of a pair around words, and no product or pointer. NULL: it is none. */
static const char *end_of_stress(const char *at, const char *from, const char *end)
{
    bool opens = *at == '*' && (at == from || at[-1] == ' ' || at[-1] == '(');
    if (!opens || at + 1 >= end || !isalpha((unsigned char)at[1])) return NULL;
    const char *close = at + 1 + strcspn(at + 1, "*`");
    if (close >= end || *close != '*') return NULL;
    bool closes = close[-1] != ' ' && (close + 1 == end || !isalnum((unsigned char)close[1]));
    return closes ? close : NULL;
}

/* "[name](where)": where the name ends, or NULL. */
static const char *end_of_link(const char *at, const char *end)
{
    const char *close = *at == '[' ? memchr(at, ']', (size_t)(end - at)) : NULL;
    if (!close || close + 1 >= end || close[1] != '(') return NULL;
    return memchr(close, ')', (size_t)(end - close)) ? close : NULL;
}

/* As they are read: without what marks stressed words, and of a link its name. */
static char *plain(const char *words, size_t n, struct arena *a)
{
    struct text out = {0};
    const char *end = words + n, *close;
    for (const char *at = words; at < end; at++) {
        if (*at == '`' && (close = memchr(at + 1, '`', (size_t)(end - at - 1)))) {
            text_put(&out, at, (size_t)(close + 1 - at)); /* code is code */
            at = close;
        } else if (end - at > 1 && at[0] == '*' && at[1] == '*') {
            at++;
        } else if ((close = end_of_stress(at, words, end))) {
            text_put(&out, at + 1, (size_t)(close - at - 1));
            at = close;
        } else if ((close = end_of_link(at, end))) {
            text_put(&out, at + 1, (size_t)(close - at - 1));
            at = memchr(close, ')', (size_t)(end - close));
        } else {
            text_put(&out, at, 1);
        }
    }
    char *copy = arena_copy(a, text_of(&out));
    text_free(&out);
    return copy;
}

/* ---- tables: "| a | b |" ---- */

enum { MOST_COLUMNS = 8, BETWEEN = 2, LEAST_LAST = 12 };

/* The next cell of the line, NULL where there is none; *at moves on. */
static char *cell(const char **at, struct arena *a)
{
    const char *from = *at + (**at == '|'), *end = line_end(from);
    size_t n = strcspn(from, "|\n");
    if (from + n == end) return NULL; /* what stands behind the last bar */
    *at = from + n;
    while (n && *from == ' ') from++, n--;
    while (n && from[n - 1] == ' ') n--;
    return plain(from, n, a);
}

/* "|---|:--|" */
static bool is_rule(const char *line)
{
    return strspn(line, "|-: ") == strcspn(line, "\n");
}

static void put_row(struct term *t, size_t indent, const char *line, const size_t *width, size_t n,
                    struct arena *a)
{
    const char *words;
    size_t column = indent;
    for (size_t i = 0; i < n && (words = cell(&line, a)); column += width[i++] + BETWEEN) {
        if (!*words) continue;
        term_pad(t, column);
        if (i + 1 == n)
            term_fill(t, TONE_PLAIN, column, 0, words);
        else
            term_put(t, TONE_PLAIN, words);
    }
    if (t->column) term_end(t);
}

/* A row for which there is no room. */
static void put_joined(struct term *t, size_t indent, const char *line, struct arena *a)
{
    const char *words, *row = "";
    while ((words = cell(&line, a)))
        if (*words) row = arena_printf(a, "%s%s%s", row, *row ? " · " : "", words);
    term_wrap(t, TONE_PLAIN, indent, row);
}

static const char *put_table(struct term *t, size_t indent, const char *table, struct arena *a)
{
    size_t width[MOST_COLUMNS] = {0}, n = 0;
    const char *line = table, *end = table;
    for (; *line == '|'; end = line_end(line), line = *end ? end + 1 : end) {
        const char *at = line, *words;
        if (is_rule(line)) continue;
        for (size_t i = 0; i < MOST_COLUMNS && (words = cell(&at, a)); i++) {
            if (term_width(t, words) > width[i]) width[i] = term_width(t, words);
            if (i + 1 > n) n = i + 1;
        }
    }
    size_t narrow = indent; /* all columns but the last, and some room for that */
    for (size_t i = 0; i + 1 < n; i++) narrow += width[i] + BETWEEN;
    bool fits = narrow + LEAST_LAST <= (size_t)t->style->width;
    for (line = table; line < end; line = line_end(line) + 1)
        if (!is_rule(line))
            fits ? put_row(t, indent, line, width, n, a) : put_joined(t, indent, line, a);
    return end;
}

/* ---- the rest; each returns where it ends ---- */

static const char *put_code(struct term *t, size_t indent, const char *line, struct arena *a)
{
    term_line(t, TONE_PLAIN, indent, arena_printf(a, "%.*s", (int)strcspn(line, "\n"), line));
    return line_end(line);
}

static const char *put_heading(struct term *t, size_t indent, const char *line, struct arena *a)
{
    const char *words = line + strspn(line, "# ");
    term_wrap(t, TONE_STRONG, indent, plain(words, strcspn(words, "\n"), a));
    return line_end(line);
}

static const char *put_fenced(struct term *t, size_t indent, const char *line, struct arena *a)
{
    for (line = line_end(line); *line; line = line_end(line)) {
        line++;
        if (is_fence(line)) return line_end(line);
        put_code(t, indent + 4, line, a);
    }
    return line;
}

static bool goes_on(const char *line, bool quoted)
{
    if (!*line || is_empty(line) || is_heading(line) || is_fence(line) || *line == '|')
        return false;
    return is_quoted(line) ? quoted : !mark_of(line);
}

/* "**A question?** And what follows": the question is a line of its own. */
static const char *put_lead(struct term *t, size_t indent, const char *words, struct arena *a)
{
    const char *close = strncmp(words, "**", 2) == 0 ? strstr(words + 2, "**") : NULL;
    if (!close) return words;
    term_wrap(t, TONE_STRONG, indent, plain(words + 2, (size_t)(close - words - 2), a));
    return close + 2 + strspn(close + 2, " ");
}

/* A paragraph or an item: its lines, as one. */
static const char *put_words(struct term *t, size_t indent, const char *line, struct arena *a)
{
    struct text lines = {0};
    bool quoted = is_quoted(line);
    size_t hang = mark_of(line), before = hang ? strspn(line, " ") : 0;
    const char *at = line, *end;
    do {
        end = line_end(at);
        at += strspn(at, " ");
        if (is_quoted(at)) at += 2;
        if (lines.length) text_put(&lines, " ", 1);
        text_put(&lines, at, (size_t)(end - at));
        at = *end ? end + 1 : end;
    } while (goes_on(at, quoted));
    const char *words = put_lead(t, indent, text_of(&lines), a);
    if (*words)
        term_fill(t, TONE_PLAIN, indent + before + (quoted ? 2 : 0), quoted ? 0 : hang,
                  plain(words, strlen(words), a));
    text_free(&lines);
    return end;
}

void page_show(struct term *t, size_t indent, const char *markdown, struct arena *a)
{
    bool first = true, gap = false; /* empty lines: none at either end, and no two */
    for (const char *line = markdown; *line; line += *line == '\n') {
        if (is_empty(line)) {
            gap = !first;
            line = line_end(line);
            continue;
        }
        if (gap) term_end(t);
        first = gap = false;
        line = is_heading(line) ? put_heading(t, indent, line, a)
               : is_fence(line) ? put_fenced(t, indent, line, a)
               : is_code(line)  ? put_code(t, indent, line, a)
               : *line == '|'   ? put_table(t, indent, line, a)
                                : put_words(t, indent, line, a);
    }
}

const char *page_part(const char *markdown, int nth, struct arena *a)
{
    const char *at = markdown, *heading = NULL;
    for (; *at; at = line_end(at), at += *at == '\n') {
        if (strncmp(at, "## ", 3) != 0) continue;
        if (heading) break;
        if (--nth == 0) heading = line_end(at);
    }
    return heading ? arena_printf(a, "%.*s", (int)(at - heading), heading) : NULL;
}
