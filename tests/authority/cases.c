#include "tests/authority/cases.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/ml.h"

static char words[256];

__attribute__((format(printf, 1, 2))) static const char *error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    return words;
}

static void *need(void *p)
{
    if (p) return p;
    fputs("authority: out of memory\n", stderr);
    exit(2);
}

/* ---- recipes: the i-th draw of splitmix64 (Steele, Lea & Flood 2014), made into a number ---- */

static uint64_t draw(uint64_t seed, size_t i)
{
    uint64_t z = seed + (i + 1) * 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static double wide(uint64_t draw, unsigned bits, unsigned spread)
{
    double mantissa = 1 + ldexp((double)(draw & ((UINT64_C(1) << bits) - 1)), -(int)bits);
    int exponent = (int)((draw >> 53) % 1024 % (2 * spread + 1)) - (int)spread;
    return ldexp(draw >> 63 ? -mantissa : mantissa, exponent);
}

/* below SEED M, one_in SEED M, wide SEED BITS SPREAD */
static const char *follow_recipe(struct field *f, const char *recipe, double n)
{
    char kind[16];
    uint64_t seed, a, b = 0;
    int read = sscanf(recipe, "%15s %" SCNu64 " %" SCNu64 " %" SCNu64, kind, &seed, &a, &b);
    bool is_wide = read == 4 && strcmp(kind, "wide") == 0 && a < 53 && b < 512;
    bool is_one_in = read == 3 && strcmp(kind, "one_in") == 0 && a > 0;
    bool is_below = read == 3 && strcmp(kind, "below") == 0 && a > 0;
    if (!is_wide && !is_one_in && !is_below) return error("no recipe: %.100s", recipe);
    if (!(n >= 1 && n <= 1e7)) return error("a recipe needs a line `n` before it");

    f->n = (size_t)n;
    f->x = need(malloc(f->n * sizeof *f->x));
    for (size_t i = 0; i < f->n; i++) {
        uint64_t x = draw(seed, i);
        if (is_wide)
            f->x[i] = wide(x, (unsigned)a, (unsigned)b);
        else
            f->x[i] = is_one_in ? x % a == 0 : (double)(x % a);
    }
    return NULL;
}

/* ---- lines ---- */

static bool number_of(const char *word, double *x)
{
    static const struct {
        const char *name;
        enum ml_status status;
    } statuses[] = {{"ML_OK", ML_OK}, {"ML_EINVAL", ML_EINVAL}, {"ML_EDOM", ML_EDOM}};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (strcmp(word, statuses[i].name) == 0) {
            *x = statuses[i].status;
            return true;
        }
    char *end;
    *x = strtod(word, &end);
    return end != word && *end == '\0';
}

static const char *read_numbers(struct field *f, char *rest)
{
    f->x = need(malloc((strlen(rest) / 2 + 1) * sizeof *f->x));
    for (char *word; (word = strsep(&rest, " "));)
        if (*word && !number_of(word, &f->x[f->n++])) return error("no number: %.100s", word);
    return NULL;
}

static const char *read_field(struct test_case *c, char *line)
{
    size_t i = 0;
    while (c->field[i].key) i++;
    if (i == MAX_FIELDS) return error("more than %d lines in a case", MAX_FIELDS);
    char *key = strsep(&line, " "), *rest = line ? line : key + strlen(key);
    struct field *f = &c->field[i];
    f->key = need(strdup(key));
    bool recipe = *rest && strchr("bow", *rest);
    return recipe ? follow_recipe(f, rest, case_number(c, "n")) : read_numbers(f, rest);
}

static const char *read_line(struct cases *to, char *line)
{
    line[strcspn(line, "\n")] = '\0';
    if (*line == '\0' || *line == '#') return NULL;
    if (strncmp(line, "case ", 5) != 0)
        return to->n ? read_field(&to->at[to->n - 1], line)
                     : error("`%.40s` before any case", line);
    to->at = need(reallocarray(to->at, to->n + 1, sizeof *to->at));
    to->at[to->n++] = (struct test_case){.name = need(strdup(line + 5))};
    return NULL;
}

const char *cases_read(struct cases *to, const char *path)
{
    *to = (struct cases){0};
    FILE *f = fopen(path, "r");
    if (!f) return error("%.200s cannot be read", path);
    char *line = NULL;
    size_t room = 0;
    const char *said = NULL;
    while (!said && getline(&line, &room, f) >= 0) said = read_line(to, line);
    free(line);
    fclose(f);
    if (!said && to->n == 0) said = error("%.200s holds no case", path);
    return said;
}

void cases_free(struct cases *cases)
{
    for (size_t i = 0; i < cases->n; i++) {
        for (struct field *f = cases->at[i].field; f->key; f++) {
            free(f->key);
            free(f->x);
        }
        free(cases->at[i].name);
    }
    free(cases->at);
    *cases = (struct cases){0};
}

/* ---- looking things up ---- */

const struct field *case_field(const struct test_case *c, const char *key)
{
    for (const struct field *f = c->field; f->key; f++)
        if (strcmp(f->key, key) == 0) return f;
    return NULL;
}

double case_number(const struct test_case *c, const char *key)
{
    const struct field *f = case_field(c, key);
    return f && f->n ? f->x[0] : NAN;
}

int32_t *case_i32(const struct test_case *c, const char *key)
{
    const struct field *f = case_field(c, key);
    if (!f) return NULL;
    int32_t *x = need(malloc((f->n + 1) * sizeof *x));
    for (size_t i = 0; i < f->n; i++) x[i] = (int32_t)f->x[i];
    return x;
}

float *case_f32(const struct test_case *c, const char *key)
{
    const struct field *f = case_field(c, key);
    if (!f) return NULL;
    float *x = need(malloc((f->n + 1) * sizeof *x));
    for (size_t i = 0; i < f->n; i++) x[i] = (float)f->x[i];
    return x;
}
