#include "grader/markdown.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "grader/text.h"

/* ---- code ---- */

/* The most backticks in a row. */
static size_t longest_run(const char *words)
{
    size_t longest = 0, run = 0;
    for (; *words; words++) {
        run = *words == '`' ? run + 1 : 0;
        if (run > longest) longest = run;
    }
    return longest;
}

static void put_ticks(FILE *out, size_t n)
{
    while (n--) fputc('`', out);
}

/* A span ends at a run of just as many backticks as began it; a space on both sides is taken away
 * from it, where it holds anything else. */
static void put_span(FILE *out, const char *shown)
{
    size_t n = strlen(shown), ticks = longest_run(shown) + 1;
    if (n == 0) return;
    bool blank = shown[strspn(shown, " ")] == '\0';
    bool padded = *shown == '`' || shown[n - 1] == '`' || (*shown == ' ' && shown[n - 1] == ' ');
    put_ticks(out, ticks);
    fprintf(out, padded && !blank ? " %s " : "%s", shown);
    put_ticks(out, ticks);
}

void markdown_code(FILE *out, const char *words)
{
    struct text shown = {0};
    text_put_visible(&shown, words, strlen(words));
    put_span(out, text_of(&shown));
    text_free(&shown);
}

void markdown_cell_code(FILE *out, const char *words)
{
    struct text shown = {0}, barless = {0};
    text_put_visible(&shown, words, strlen(words));
    for (const char *at = text_of(&shown); *at; at++)
        text_add(&barless, "%s%.*s", *at == '|' ? "│" : "", *at != '|', at);
    put_span(out, text_of(&barless));
    text_free(&shown);
    text_free(&barless);
}

size_t markdown_block(FILE *out, const char *language, const char *lines, size_t most)
{
    struct text shown = {0};
    size_t n_lines = 0;
    for (; *lines; n_lines++) {
        size_t n = strcspn(lines, "\n");
        if (n_lines < most) {
            text_put_visible(&shown, lines, n);
            text_put(&shown, "\n", 1);
        }
        lines += n + (lines[n] == '\n');
    }
    size_t ticks = longest_run(text_of(&shown)) + 1;
    if (ticks < 3) ticks = 3;
    put_ticks(out, ticks);
    fprintf(out, "%s\n%s", language, text_of(&shown));
    put_ticks(out, ticks);
    fputs("\n\n", out);
    text_free(&shown);
    return n_lines > most ? n_lines - most : 0;
}

/* ---- prose ---- */

/* Escapes do not hold here: GitHub and others look for these in the text that comes out. */
static bool means_something_by_itself(const char *shown)
{
    return strpbrk(shown, "@#$") || strstr(shown, "://") || strcasestr(shown, "www.");
}

/* "1. " and the like begin a list, but only a line. */
static bool ends_a_number(const char *shown, const char *at)
{
    size_t digits = strspn(shown, "0123456789");
    bool behind = at > shown && digits == (size_t)(at - shown) && (at[1] == ' ' || !at[1]);
    return behind && (*at == '.' || *at == ')');
}

/* example.com is an address to some, though not escaped. */
static bool within_a_name(const char *shown, const char *at)
{
    return *at == '.' && at > shown && isalnum((unsigned char)at[-1]) &&
           isalpha((unsigned char)at[1]);
}

static bool needs_escape(const char *shown, const char *at)
{
    if (strchr("\\`*_{}[]~", *at)) return true;
    if (at == shown && strchr("+-=:!", *at)) return true;
    return ends_a_number(shown, at) || within_a_name(shown, at);
}

/* What must not be in any reader's hands is a character's number. */
static const char *entity_of(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '|': return "&#124;";
    }
    return NULL;
}

void markdown_words(FILE *out, const char *words)
{
    struct text clean = {0};
    text_put_visible(&clean, words, strlen(words));
    const char *shown = text_of(&clean) + strspn(text_of(&clean), " ");
    if (means_something_by_itself(shown)) {
        markdown_cell_code(out, shown);
        text_free(&clean);
        return;
    }
    for (const char *at = shown; *at; at++) {
        const char *entity = entity_of(*at);
        if (needs_escape(shown, at)) fputc('\\', out);
        if (entity)
            fputs(entity, out);
        else
            fputc(*at, out);
    }
    text_free(&clean);
}
