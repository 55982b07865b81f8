/* Any bytes are read as some C: a string ends with its line at the latest, a comment with the file.
 * Statements are hashed as they go by; an answer's are held in one text each, its words and its
 * shape, until they end. */
#include "grader/similar_rest.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "grader/sha256.h"
#include "grader/text.h"

/* ---- tokens ---- */

enum kind { END, NAME, NUMBER, STRING, CHARACTER, MARK };

struct token {
    enum kind kind;
    const char *at;
    size_t n;
    bool first; /* on its line */
};

struct reader {
    const char *at, *end;
    bool first;
};

static bool is_letter(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool starts(const struct reader *r, const char *what)
{
    size_t n = strlen(what);
    return (size_t)(r->end - r->at) >= n && memcmp(r->at, what, n) == 0;
}

static void skip_comment(struct reader *r)
{
    bool line = r->at[1] == '/';
    r->at += 2;
    while (r->at < r->end && !(line ? *r->at == '\n' : starts(r, "*/"))) r->at++;
    if (!line && r->at < r->end) r->at += 2;
}

/* What is no character of any token is layout too. */
static void skip_layout(struct reader *r)
{
    while (r->at < r->end) {
        if (starts(r, "/*") || starts(r, "//"))
            skip_comment(r);
        else if (starts(r, "\\\n"))
            r->at += 2;
        else if (!isgraph((unsigned char)*r->at) && !is_letter(*r->at))
            r->first |= *r->at++ == '\n';
        else
            return;
    }
}

static size_t quoted(const struct reader *r)
{
    const char *at = r->at + 1;
    while (at < r->end && *at != *r->at && *at != '\n')
        at += *at == '\\' && at + 1 < r->end ? 2 : 1;
    return (size_t)(at - r->at) + (at < r->end && *at == *r->at);
}

/* 0x1p-3, 1e+5, 10UL: whatever a number of the preprocessor is. */
static size_t number(const struct reader *r)
{
    const char *at = r->at;
    while (at < r->end && (is_letter(*at) || *at == '.' ||
                           ((*at == '+' || *at == '-') && strchr("eEpP", at[-1]) && at > r->at)))
        at++;
    return (size_t)(at - r->at);
}

static size_t mark(const struct reader *r)
{
    static const char *const marks[] = {"<<=", ">>=", "...", "->", "++", "--", "<<", ">>",
                                        "<=",  ">=",  "==",  "!=", "&&", "||", "*=", "/=",
                                        "%=",  "+=",  "-=",  "&=", "^=", "|=", "##"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (starts(r, marks[i])) return strlen(marks[i]);
    return 1;
}

static bool starts_number(const struct reader *r)
{
    const char *digit = r->at + (*r->at == '.');
    return digit < r->end && isdigit((unsigned char)*digit);
}

static struct token next(struct reader *r)
{
    skip_layout(r);
    struct token t = {.at = r->at, .first = r->first};
    r->first = false;
    if (r->at == r->end) return t;
    if (starts_number(r))
        t.kind = NUMBER, t.n = number(r);
    else if (is_letter(*r->at))
        for (t.kind = NAME; r->at + t.n < r->end && is_letter(r->at[t.n]);) t.n++;
    else if (*r->at == '"' || *r->at == '\'')
        t.kind = *r->at == '"' ? STRING : CHARACTER, t.n = quoted(r);
    else
        t.kind = MARK, t.n = mark(r);
    r->at += t.n;
    return t;
}

static bool is_keyword(const struct token *t)
{
    static const char all[] =
        " auto break case char const continue default do double else enum extern float for goto if "
        "inline int long register restrict return short signed sizeof static struct switch typedef "
        "union unsigned void volatile while define elif endif ifdef ifndef include pragma undef ";
    char word[16] = " ";
    if (t->n > sizeof word - 3) return false;
    memcpy(word + 1, t->at, t->n);
    word[t->n + 1] = ' ';
    return strstr(all, word);
}

/* ---- statements ---- */

struct statement {
    struct text words, shape;
    size_t tokens, depth;
    bool directive; /* for the preprocessor: it ends with its line */
};

static void put_ascii(struct text *out, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool ascii = isgraph((unsigned char)bytes[i]);
        text_put(out, ascii ? &bytes[i] : "_", 1);
    }
}

/* Of a string only that there is one: nothing of it is to be taken for a comment. */
static void add(struct statement *s, const struct token *t)
{
    static const char *const shape[] = {
        [NAME] = "x", [NUMBER] = "1", [STRING] = "\"\"", [CHARACTER] = "'c'"};
    bool as_it_is = t->kind == MARK || (t->kind == NAME && is_keyword(t));
    if (as_it_is)
        text_put(&s->shape, t->at, t->n);
    else
        text_add(&s->shape, "%s", shape[t->kind]);
    if (t->kind == STRING || t->kind == CHARACTER)
        text_add(&s->words, "%s", shape[t->kind]);
    else
        put_ascii(&s->words, t->at, t->n);
    text_put(&s->words, " ", 1);
    text_put(&s->shape, " ", 1);
    s->directive |= s->tokens == 0 && t->first && *t->at == '#';
    s->tokens++;
}

static bool ends(struct statement *s, const struct token *t)
{
    if (t->kind != MARK || s->directive) return false;
    if (strchr("([", *t->at)) s->depth++;
    if (strchr(")]", *t->at) && s->depth) s->depth--;
    if (strchr("{}", *t->at)) s->depth = 0; /* whatever was left open */
    return strchr("{};", *t->at) && s->depth == 0;
}

static void clear(struct statement *s)
{
    text_clear(&s->words);
    text_clear(&s->shape);
    s->tokens = s->depth = 0;
    s->directive = false;
}

/* The next statement; none: no token. */
static void read_statement(struct reader *r, struct statement *s)
{
    clear(s);
    for (;;) {
        struct reader before = *r;
        struct token t = next(r);
        bool line_is_over = s->directive && t.first;
        bool directive_begins = s->tokens && t.first && t.n && *t.at == '#';
        if (t.kind == END) return;
        if (line_is_over || directive_begins) {
            *r = before;
            return;
        }
        add(s, &t);
        if (ends(s, &t)) return;
    }
}

static void free_statement(struct statement *s)
{
    text_free(&s->words);
    text_free(&s->shape);
}

/* ---- what is known ---- */

/* FNV-1a; never 0. */
static uint64_t hash_of(const char *bytes)
{
    uint64_t hash = 14695981039346656037u;
    for (; *bytes; bytes++) hash = (hash ^ (unsigned char)*bytes) * 1099511628211u;
    return hash ? hash : 1;
}

static uint64_t *place_of(const struct similar_known *k, uint64_t hash)
{
    size_t at = hash & (k->room - 1);
    while (k->hash[at] && k->hash[at] != hash) at = (at + 1) & (k->room - 1);
    return &k->hash[at];
}

static void insert(struct similar_known *k, uint64_t hash, struct arena *a)
{
    if (2 * k->n >= k->room) {
        struct similar_known larger = {.n = k->n, .room = k->room ? 2 * k->room : 256};
        larger.hash = arena_take(a, larger.room, sizeof *larger.hash);
        for (size_t i = 0; i < k->room; i++)
            if (k->hash[i]) *place_of(&larger, k->hash[i]) = k->hash[i];
        *k = larger;
    }
    uint64_t *place = place_of(k, hash);
    k->n += !*place;
    *place = hash;
}

static bool is_known(const struct similar_known *k, const struct text *t)
{
    return k->room && *place_of(k, hash_of(text_of(t)));
}

void similar_know(struct similar_known *known, const char *text, size_t n, struct arena *a)
{
    struct reader r = {text, text + n, true};
    struct statement s = {0};
    for (read_statement(&r, &s); s.tokens; read_statement(&r, &s)) {
        insert(known, hash_of(text_of(&s.shape)), a);
        insert(known, hash_of(text_of(&s.words)), a);
    }
    free_statement(&s);
}

void similar_rest(FILE *out, struct similar_rest *rest, const struct similar_known *known,
                  const char *text, size_t n)
{
    struct reader r = {text, text + n, true};
    struct statement s = {0};
    struct text shape = {0};
    *rest = (struct similar_rest){0};
    for (read_statement(&r, &s); s.tokens; read_statement(&r, &s)) {
        rest->tokens += s.tokens;
        if (!is_known(known, &s.words)) rest->worded += s.tokens;
        if (is_known(known, &s.shape)) continue;
        rest->left += s.tokens;
        fprintf(out, "%s\n", text_of(&s.words));
        text_put(&shape, text_of(&s.shape), s.shape.length);
    }
    sha256_hex(rest->shape, text_of(&shape), shape.length);
    text_free(&shape);
    free_statement(&s);
}
