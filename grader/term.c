#include "grader/term.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "grader/text.h"

/* ---- the one door ---- */

static const struct {
    const char *character, *ascii;
} fallback[] = {
    {"✓", "."},   {"✗", "x"},   {"⏱", "t"}, {"·", "*"},     {"×", "x"},   {"–", "-"},
    {"—", "-"},   {"…", "..."}, {"█", "#"}, {"│", "|"},     {"±", "+/-"}, {"≤", "<="},
    {"≥", ">="},  {"≠", "!="},  {"≈", "~"}, {"→", "->"},    {"∞", "inf"}, {"²", "^2"},
    {"χ", "chi"}, {"ε", "eps"}, {"µ", "u"}, {"σ", "sigma"}, {"Σ", "sum"}, {"√", "sqrt"},
    {"“", "\""},  {"”", "\""},  {"‘", "'"}, {"’", "'"},
};

static const char *ascii_for(const char *character, size_t length)
{
    for (size_t i = 0; i < sizeof fallback / sizeof *fallback; i++) {
        const char *c = fallback[i].character;
        if (strlen(c) == length && memcmp(c, character, length) == 0) return fallback[i].ascii;
    }
    return "?";
}

/* The words as they will be shown. */
static struct text shown(const struct term *t, const char *words, size_t n)
{
    struct text visible = {0}, ascii = {0};
    text_put_visible(&visible, words, n);
    if (t->style->utf8) return visible;
    for (const char *c = text_of(&visible), *end = c + visible.length; c < end;) {
        uint32_t code;
        size_t length = text_utf8(c, (size_t)(end - c), &code);
        if (length == 1)
            text_put(&ascii, c, 1);
        else
            text_add(&ascii, "%s", ascii_for(c, length));
        c += length;
    }
    text_free(&visible);
    return ascii;
}

static void put_shown(struct term *t, enum tone tone, const char *words)
{
    static const char *const sequence[] = {
        [TONE_STRONG] = "\033[1m", [TONE_FAINT] = "\033[2m", [TONE_GOOD] = "\033[32m",
        [TONE_BAD] = "\033[31m",   [TONE_WARN] = "\033[33m",
    };
    bool coloured = t->style->colour && tone != TONE_PLAIN && *words;
    if (coloured) fputs(sequence[tone], t->out);
    fputs(words, t->out);
    if (coloured) fputs("\033[0m", t->out);
    t->column += text_width(words);
}

size_t term_width(const struct term *t, const char *words)
{
    struct text s = shown(t, words, strlen(words));
    size_t width = text_width(text_of(&s));
    text_free(&s);
    return width;
}

size_t term_room(const struct term *t)
{
    size_t width = (size_t)t->style->width;
    return t->column < width ? width - t->column : 0;
}

void term_put(struct term *t, enum tone tone, const char *words)
{
    struct text s = shown(t, words, strlen(words));
    put_shown(t, tone, text_of(&s));
    text_free(&s);
}

void term_pad(struct term *t, size_t column)
{
    for (; t->column < column; t->column++) fputc(' ', t->out);
}

void term_end(struct term *t)
{
    fputc('\n', t->out);
    t->column = 0;
}

/* ---- into the width ---- */

/* Where the character after the first `n` begins. */
static char *after(char *s, size_t n)
{
    for (; *s; s++)
        if (((unsigned char)*s & 0xC0) != 0x80 && n-- == 0) break;
    return s;
}

static void clip(struct term *t, enum tone tone, const char *words, size_t n)
{
    struct text s = shown(t, words, n);
    const char *more = t->style->utf8 ? "…" : "...";
    size_t room = term_room(t), tail = text_width(more);
    if (text_width(text_of(&s)) <= room)
        put_shown(t, tone, text_of(&s));
    else if (room > tail) {
        *after(s.bytes, room - tail) = '\0';
        put_shown(t, tone, s.bytes);
        put_shown(t, tone, more);
    }
    text_free(&s);
}

void term_clip(struct term *t, enum tone tone, const char *words)
{
    clip(t, tone, words, strlen(words));
}

void term_line(struct term *t, enum tone tone, size_t indent, const char *words)
{
    term_pad(t, indent);
    term_put(t, tone, words);
    term_end(t);
}

/* Where the first line ends: before the last spaces that leave it no longer than the room;
 * without any, where the room does. */
static char *break_of(char *line, size_t room)
{
    char *limit = after(line, room), *c = limit;
    while (c > line && *c != ' ') c--;
    while (c > line && c[-1] == ' ') c--;
    return c > line ? c : limit;
}

static void wrap_line(struct term *t, enum tone tone, size_t indent, size_t hang, char *line)
{
    size_t own = strspn(line, " "), length = strlen(line);
    while (length > own && line[length - 1] == ' ') line[--length] = '\0';
    line += own;
    indent += own;
    if (indent > (size_t)t->style->width / 2) indent = (size_t)t->style->width / 2;
    term_pad(t, *line ? indent : 0);
    while (*after(line, term_room(t))) { /* more than the room holds */
        char *rest = break_of(line, term_room(t)), first = *rest;
        *rest = '\0';
        put_shown(t, tone, line);
        term_end(t);
        *rest = first;
        line = rest + strspn(rest, " ");
        term_pad(t, indent + hang);
    }
    put_shown(t, tone, line);
    term_end(t);
}

void term_fill(struct term *t, enum tone tone, size_t indent, size_t hang, const char *words)
{
    while (*words) {
        size_t n = strcspn(words, "\n");
        struct text line = shown(t, words, n);
        text_put(&line, "", 0);
        wrap_line(t, tone, indent, hang, line.bytes);
        text_free(&line);
        words += n + (words[n] == '\n');
    }
}

void term_wrap(struct term *t, enum tone tone, size_t indent, const char *words)
{
    term_fill(t, tone, indent, 2, words);
}

size_t term_quote(struct term *t, size_t indent, const char *output, size_t lines)
{
    size_t n_lines = 0;
    for (; *output; n_lines++) {
        size_t n = strcspn(output, "\n");
        if (n_lines < lines) {
            term_pad(t, indent);
            term_put(t, TONE_FAINT, n ? "│ " : "│");
            clip(t, TONE_PLAIN, output, n);
            term_end(t);
        }
        output += n + (output[n] == '\n');
    }
    return n_lines > lines ? n_lines - lines : 0;
}

/* ---- what the terminal can do ---- */

static bool is_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < 3; i++) {
        const char *locale =
            getenv(names[i]); /* the name is enough: the locale itself need not be installed */
        if (locale && *locale) return strcasestr(locale, "utf-8") || strcasestr(locale, "utf8");
    }
    return false;
}

static int width_of(FILE *out)
{
    struct winsize window = {0};
    const char *columns = getenv("COLUMNS");
    long width = columns ? strtol(columns, NULL, 10) : 0;
    if (width <= 0 && ioctl(fileno(out), TIOCGWINSZ, &window) == 0) width = window.ws_col;
    if (width <= 0) width = 100;
    return width < 40 ? 40 : width > 1000 ? 1000 : (int)width;
}

struct term_style term_style_of(FILE *out)
{
    const char *no_colour = getenv("NO_COLOR"), *kind = getenv("TERM");
    bool plain = (no_colour && *no_colour) || (kind && strcmp(kind, "dumb") == 0);
    return (struct term_style){
        .colour = isatty(fileno(out)) && !plain, .utf8 = is_utf8(), .width = width_of(out)};
}

char *term_style_words(const struct term_style *s, struct arena *a)
{
    return arena_printf(a, "%d%s%s", s->width, s->colour ? ",colour" : "", s->utf8 ? ",utf8" : "");
}

const char *term_style_told(struct term_style *s, const char *words)
{
    char *end;
    long width = strtol(words, &end, 10);
    s->colour = strncmp(end, ",colour", 7) == 0;
    if (s->colour) end += 7;
    s->utf8 = strncmp(end, ",utf8", 5) == 0;
    if (s->utf8) end += 5;
    s->width = (int)width;
    return end != words && !*end && width >= 40 && width <= 1000
               ? NULL
               : "--screen is columns, 40 to 1000, and what it can show, like 80,colour,utf8";
}
