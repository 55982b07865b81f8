#include "grader/json_read.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "grader/text.h"

struct scan {
    const char *at, *end;
    int line, depth;
    int *lines; /* of each value, in the order of the text */
    size_t n;
    const char *expected; /* why the scan stopped */
};

static bool value(struct scan *s);

static bool stop(struct scan *s, const char *expected)
{
    s->expected = expected;
    return false;
}

static void skip_space(struct scan *s)
{
    for (; *s->at && strchr(" \t\r\n", *s->at); s->at++) s->line += *s->at == '\n';
}

static bool take(struct scan *s, char c)
{
    if (*s->at != c) return false;
    s->at++;
    skip_space(s);
    return true;
}

static void note_line(struct scan *s)
{
    s->lines[s->n++] = s->line;
}

/* ---- scalars ---- */

static bool escape(struct scan *s)
{
    char c = s->at[1];
    if (c && strchr("\"\\/bfnrt", c)) {
        s->at += 2;
        return true;
    }
    if (c != 'u') return stop(s, "one of \" \\ / b f n r t u after the backslash");
    for (int i = 2; i < 6; i++)
        if (!isxdigit((unsigned char)s->at[i])) return stop(s, "four hexadecimal digits after \\u");
    if (strncmp(s->at + 2, "0000", 4) == 0) return stop(s, "another character than \\u0000");
    s->at += 6;
    return true;
}

static bool string(struct scan *s)
{
    const char *quote = s->at++;
    while (*s->at != '"') {
        uint32_t code;
        size_t length = text_utf8(s->at, (size_t)(s->end - s->at), &code);
        if (*s->at == '\n' || s->at == s->end) {
            s->at = quote;
            return stop(s, "a closing quote on the same line");
        }
        if (length == 0) return stop(s, "valid UTF-8");
        if (code < 0x20) return stop(s, "no control characters between quotes");
        if (code != '\\')
            s->at += length;
        else if (!escape(s))
            return false;
    }
    s->at++;
    skip_space(s);
    return true;
}

static bool digits(struct scan *s)
{
    const char *first = s->at;
    while (isdigit((unsigned char)*s->at)) s->at++;
    return s->at > first;
}

/* -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)? */
static bool number(struct scan *s)
{
    if (*s->at == '-') s->at++;
    const char *first = s->at;
    if (!digits(s)) return stop(s, "a value");
    if (*first == '0' && s->at > first + 1) return stop(s, "a number without leading zeros");
    if (*s->at == '.') {
        s->at++;
        if (!digits(s)) return stop(s, "digits after the point");
    }
    if (*s->at == 'e' || *s->at == 'E') {
        s->at++;
        if (*s->at == '+' || *s->at == '-') s->at++;
        if (!digits(s)) return stop(s, "digits in the exponent");
    }
    skip_space(s);
    return true;
}

static bool word(struct scan *s)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < 3; i++) {
        size_t length = strlen(words[i]);
        if (strncmp(s->at, words[i], length) != 0) continue;
        s->at += length;
        skip_space(s);
        return true;
    }
    return stop(s, "a value");
}

/* ---- containers ---- */

static bool member(struct scan *s)
{
    if (*s->at != '"') return stop(s, "a key in double quotes");
    note_line(s);
    if (!string(s)) return false;
    if (!take(s, ':')) return stop(s, "a colon after the key");
    return value(s);
}

static bool element(struct scan *s)
{
    note_line(s);
    return value(s);
}

static bool container(struct scan *s, char close, bool (*item)(struct scan *), const char *expected)
{
    if (++s->depth > JSON_DEPTH) return stop(s, "fewer braces and brackets inside one another");
    s->at++;
    skip_space(s);
    if (*s->at != close) {
        do {
            if (!item(s)) return false;
        } while (take(s, ','));
    }
    if (!take(s, close)) return stop(s, expected);
    s->depth--;
    return true;
}

static bool value(struct scan *s)
{
    switch (*s->at) {
    case '{': return container(s, '}', member, "a comma or a closing brace");
    case '[': return container(s, ']', element, "a comma or a closing bracket");
    case '"': return string(s);
    case '-': return number(s);
    default: return isdigit((unsigned char)*s->at) ? number(s) : word(s);
    }
}

/* ---- the tree ---- */

static const int *write_lines(cJSON *node, const int *line)
{
    node->valueint = *line++;
    for (cJSON *child = node->child; child; child = child->next) line = write_lines(child, line);
    return line;
}

static cJSON *read_tree(struct scan *s, const char *text)
{
    skip_space(s);
    if (!element(s)) return NULL;
    if (s->at != s->end) {
        stop(s, "nothing more after the end of the value");
        return NULL;
    }
    const char *end = text;
    cJSON *tree = cJSON_ParseWithOpts(text, &end, true);
    if (tree) {
        write_lines(tree, s->lines);
        return tree;
    }
    s->at = end; /* cJSON alone refuses half a surrogate pair, and more than 63 digits */
    s->line = 1;
    for (const char *c = text; c < end; c++) s->line += *c == '\n';
    stop(s, "a shorter number, or both halves of a surrogate pair");
    return NULL;
}

cJSON *json_read(const char *text, struct json_error *error)
{
    size_t length = strlen(text);
    struct scan s = {.at = text, .end = text + length, .line = 1};
    s.lines = calloc(length + 1, sizeof *s.lines); /* no value is shorter than one byte */
    if (!s.lines) text_out_of_memory();
    cJSON *tree = read_tree(&s, text);
    free(s.lines);
    *error = (struct json_error){s.expected, s.line, s.at};
    return tree;
}

int json_line(const cJSON *node)
{
    return node->valueint;
}
