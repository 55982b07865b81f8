#include "grader/roster_members.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader/roster_names.h"
#include "grader/text.h"

enum { PEOPLE_MOST = 1000, SHOWN_MOST = 80 }; /* bytes of one team's names; of a cell in a remark */

struct reader {
    struct roster_build *b;
    const char *at, *end;
    char separator;
    int line;      /* in which the row begins */
    int next_line; /* of `at` */
    bool unclosed; /* a quotation mark */
    size_t complaints;
    const char **name; /* of all members, once one is looked for */
};

static void complain(struct reader *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void complain(struct reader *r, const char *format, ...)
{
    va_list arguments;
    char *words;
    if (r->complaints++ >= ROSTER_MOST_ALIKE) return;
    va_start(arguments, format);
    if (vasprintf(&words, format, arguments) < 0) text_out_of_memory();
    va_end(arguments);
    roster_remark(r->b, "members.csv, line %d: %s", r->line, words);
    free(words);
}

/* ---- cells ---- */

static void skip_counting(struct reader *r, const char *to)
{
    for (; r->at < to; r->at++)
        r->next_line += *r->at == '\n' || (*r->at == '\r' && (to == r->at + 1 || r->at[1] != '\n'));
}

/* The rest of a quoted cell, up to behind its closing mark. */
static const char *unquote(struct reader *r, const char *at, struct text *cell)
{
    for (;;) {
        const char *mark = memchr(at, '"', (size_t)(r->end - at));
        text_put(cell, at, (size_t)((mark ? mark : r->end) - at));
        if (!mark) r->unclosed = true;
        if (!mark) return r->end;
        at = mark + 1;
        if (at == r->end || *at != '"') return at;
        text_put(cell, at++, 1);
    }
}

/* Reads a cell. Is there another one in this row? */
static bool next_cell(struct reader *r, struct text *cell)
{
    const char *at = r->at, *plain;
    text_clear(cell);
    if (at < r->end && *at == '"') at = unquote(r, at + 1, cell);
    for (plain = at; at < r->end && *at != r->separator && *at != '\n' && *at != '\r';) at++;
    text_put(cell, plain, (size_t)(at - plain));
    bool more = at < r->end && *at == r->separator;
    if (at < r->end) at += !more && *at == '\r' && at + 1 < r->end && at[1] == '\n' ? 2 : 1;
    skip_counting(r, at);
    return more;
}

/* The first of those that can be one, outside of quotation marks; a comma where there is none. */
static char separator_of(const char *at, const char *end)
{
    bool quoted = false;
    for (; at < end && (quoted || (*at != '\n' && *at != '\r')); at++) {
        if (*at == '"') quoted = !quoted;
        if (!quoted && strchr(",;\t", *at)) return *at;
    }
    return ',';
}

/* ---- names ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void trim(const char **from, const char **end)
{
    while (*from < *end && is_space(**from)) ++*from;
    while (*from < *end && is_space((*end)[-1])) --*end;
}

/* Is it there, between commas? */
static bool has_name(const char *people, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = people; (at = strstr(at, name)); at++) {
        bool begins = at == people || (at - people >= 2 && strncmp(at - 2, ", ", 2) == 0);
        if (begins && (!at[n] || strncmp(at + n, ", ", 2) == 0)) return true;
    }
    return false;
}

/* What became of a row's names. */
struct names {
    size_t found, added;
    bool full;
};

static void put_name(struct names *s, struct text *people, const char *from, const char *end)
{
    struct text name = {0};
    trim(&from, &end);
    if (from == end) return;
    s->found++;
    text_put_visible(&name, from, (size_t)(end - from));
    bool known = has_name(text_of(people), text_of(&name));
    if (!known && people->length + name.length > PEOPLE_MOST) {
        s->full = true;
    } else if (!known) {
        text_add(people, "%s%s", people->length ? ", " : "", text_of(&name));
        s->added++;
    }
    text_free(&name);
}

/* A line of the cells a name. */
static struct names add_names(struct roster_member *m, const struct text *cells, struct arena *a)
{
    struct names s = {0};
    struct text people = {0};
    const char *at = text_of(cells);
    text_put(&people, m->people, strlen(m->people));
    for (; *at && !s.full; at += *at != '\0') {
        const char *end = at + strcspn(at, "\r\n");
        put_name(&s, &people, at, end);
        at = end;
    }
    if (s.added) m->people = arena_copy(a, text_of(&people));
    text_free(&people);
    return s;
}

/* ---- whose ---- */

static int by_folder(const void *folder, const void *member)
{
    return strcmp(folder, ((const struct roster_member *)member)->folder);
}

static struct roster_member *find(const struct reader *r, const char *folder)
{
    const struct roster *all = r->b->r;
    return all->n_members
               ? bsearch(folder, all->member, all->n_members, sizeof *all->member, by_folder)
               : NULL;
}

/* The folder of that name, or of the name without the spaces around it. */
static struct roster_member *member_of(const struct reader *r, const struct text *team)
{
    const char *from = text_of(team), *end = from + team->length;
    struct roster_member *m = find(r, from);
    trim(&from, &end);
    return m ? m : find(r, arena_printf(r->b->a, "%.*s", (int)(end - from), from));
}

/* The folder that was most likely meant, in words; "". */
static const char *perhaps(struct reader *r, const char *team)
{
    const struct roster *all = r->b->r;
    struct arena *a = r->b->a;
    if (r->complaints >= ROSTER_MOST_ALIKE) return ""; /* it is not said, and takes its time */
    if (!r->name) {
        r->name = arena_take(a, all->n_members, sizeof *r->name);
        for (size_t i = 0; i < all->n_members; i++) r->name[i] = all->member[i].name;
    }
    const char *meant = text_nearest(team, r->name, all->n_members);
    return meant ? arena_printf(a, ": is \"%s\" meant?", meant) : "";
}

/* ---- rows ---- */

static const char *shown(const struct text *cell, struct arena *a)
{
    const char *words = text_of(cell);
    size_t n = SHOWN_MOST;
    if (cell->length <= n) return roster_visible(words, cell->length, a);
    while (n > 0 && (words[n] & 0xC0) == 0x80) n--; /* no half of a character */
    return arena_printf(a, "%s…", roster_visible(words, n, a));
}

static bool is_word(const char *from, const char *end, const char *word)
{
    trim(&from, &end);
    size_t n = strlen(word);
    return (size_t)(end - from) == n && strncasecmp(from, word, n) == 0;
}

static bool is_header(const struct reader *r, const struct text *team, const struct text *names)
{
    const char *first = text_of(team), *second = text_of(names);
    const char *second_end = second + strcspn(second, "\n");
    return (is_word(first, first + team->length, "team") && !find(r, first)) ||
           is_word(second, second_end, "names") || is_word(second, second_end, "name");
}

static bool is_blank(const struct text *t)
{
    return strspn(text_of(t), " \t\r\n") == t->length;
}

static void take_row(struct reader *r, const struct text *team, const struct text *names)
{
    struct arena *a = r->b->a;
    if (is_blank(team) && is_blank(names)) return;
    struct roster_member *m = member_of(r, team);
    if (!m) {
        const char *words = shown(team, a);
        complain(r, "there is no folder \"%s\"%s", words, perhaps(r, words));
        return;
    }
    struct names s = add_names(m, names, a);
    if (s.full)
        complain(r, "%s has too many names, or too long ones: the rest is left out", m->name);
    else if (s.found == 0)
        complain(r, "no names for %s", m->name);
    else if (s.added == 0)
        complain(r, "%s stands there already, with the same names", m->name);
}

/* The team, and all other cells, each ended by a line feed. */
static void read_row(struct reader *r, struct text *team, struct text *names)
{
    struct text cell = {0};
    r->line = r->next_line;
    text_clear(names);
    for (bool more = next_cell(r, team); more;) {
        more = next_cell(r, &cell);
        text_put(names, text_of(&cell), cell.length);
        text_put(names, "\n", 1);
    }
    text_free(&cell);
}

static bool is_utf8(const char *bytes, size_t n)
{
    uint32_t code;
    for (size_t at = 0, length; at < n; at += length)
        if (!(length = text_utf8(bytes + at, n - at, &code))) return false;
    return true;
}

void roster_people(struct roster_build *b, const char *bytes, size_t n)
{
    struct reader r = {.b = b, .at = bytes, .end = bytes + n, .next_line = 1};
    struct text team = {0}, names = {0};
    if (memchr(bytes, '\0', n)) { /* as in UTF-16, which some spreadsheets write */
        roster_remark(b, "members.csv holds a zero byte: save it as CSV in UTF-8");
        return;
    }
    if (!is_utf8(bytes, n))
        roster_remark(b, "members.csv is not UTF-8: some letters in it cannot be read");
    if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) r.at += 3;
    r.separator = separator_of(r.at, r.end);
    for (bool first = true; r.at < r.end; first = false) {
        read_row(&r, &team, &names);
        if (r.unclosed)
            complain(&r, "a quotation mark is never closed: all from here on is left out");
        else if (!first || !is_header(&r, &team, &names))
            take_row(&r, &team, &names);
    }
    if (r.complaints > ROSTER_MOST_ALIKE)
        roster_remark(b, "members.csv, lines with something wrong: %zu more",
                      r.complaints - ROSTER_MOST_ALIKE);
    text_free(&team);
    text_free(&names);
}
