/* Every reference must agree with the authority that its contract names, on the cases kept
 * beside this file. README.md says where those come from.
 *
 * Usage: check FOLDER REFERENCE.so …
 *
 *   FOLDER         holds EX.txt
 *   REFERENCE.so   lies in a folder named EX
 *
 * A row a reference: its worst error in units of n epsilon (a sampler's: of the standard error),
 * and as a share of the tolerance. A case passes if its status and all its numbers do. */
#include <dlfcn.h>
#include <float.h>
#include <libgen.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/authority/ask.h"

enum { SHOWN_FAILURES = 5 };

/* ---- what a reference imports of its runner ---- */

#define FORWARD(type, name, parameters, arguments)                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return name arguments;                                                                     \
    }

FORWARD(void *, malloc, (size_t bytes), (bytes))
FORWARD(void *, calloc, (size_t n, size_t size), (n, size))
FORWARD(void *, realloc, (void *p, size_t bytes), (p, bytes))
FORWARD(void *, reallocarray, (void *p, size_t n, size_t size), (p, n, size))
FORWARD(void *, aligned_alloc, (size_t alignment, size_t bytes), (alignment, bytes))
FORWARD(int, posix_memalign, (void **p, size_t alignment, size_t bytes), (p, alignment, bytes))
FORWARD(char *, strdup, (const char *s), (s))
FORWARD(char *, strndup, (const char *s, size_t n), (s, n))
FORWARD(void, free, (void *p), (p))

void __wrap_abort(void);
void __wrap_abort(void)
{
    abort();
}

void __wrap___assert_fail(const char *claim, const char *file, unsigned line, const char *function);
void __wrap___assert_fail(const char *claim, const char *file, unsigned line, const char *function)
{
    fprintf(stderr, "%s:%u: %s: %s does not hold\n", file, line, function, claim);
    abort();
}

/* ---- comparing ---- */

/* The first failure of a case fails it and is shown, if not too many were before. */
static bool to_be_shown(struct run *r)
{
    bool first = !r->case_failed;
    r->case_failed = true;
    if (!first || r->failed >= SHOWN_FAILURES) return false;
    printf("  %s/%s, case %s: ", r->exercise, r->reference, r->at->name);
    return true;
}

static const char *name_of(int status)
{
    switch (status) {
    case ML_OK: return "ML_OK";
    case ML_EINVAL: return "ML_EINVAL";
    case ML_EDOM: return "ML_EDOM";
    case ML_ENOMEM: return "ML_ENOMEM";
    default: return "another status";
    }
}

void expect_status_is(struct run *r, const char *what, int got, double want)
{
    if (got != want && to_be_shown(r))
        printf("%s is %s, the authority says %s\n", what, name_of(got), name_of((int)want));
}

void expect_near(struct run *r, struct worst *worst, const char *what, double got, double want,
                 double tol, double unit)
{
    double off = fabs(got - want);
    if (isnan(want) ? isnan(got) : off <= tol) {
        if (isnan(want) || tol == 0) return;
        worst->units = fmax(worst->units, off / unit);
        worst->share = fmax(worst->share, off / tol);
    } else if (to_be_shown(r)) {
        printf("%s is %.17g, the authority says %.17g (off by %.2g, allowed %.2g)\n", what, got,
               want, off, tol);
    }
}

const double *numbers(const struct test_case *c, const char *key)
{
    const struct field *f = case_field(c, key);
    return f ? f->x : NULL;
}

/* ---- the run ---- */

extern const struct asked *const __start_asked_exercises[], *const __stop_asked_exercises[];

static double count_of(const struct test_case *c, int kind)
{
    switch (kind & ~OPTIONAL) {
    case PER_ROW: return case_number(c, "n");
    case PER_GROUP: return case_number(c, "n_groups");
    case PER_CELL: return case_number(c, "cells");
    default: return kind & ~OPTIONAL;
    }
}

static bool is_there(const struct test_case *c, const struct line *line)
{
    const struct field *f = case_field(c, line->key);
    return f ? (double)f->n == count_of(c, line->count) : (line->count & OPTIONAL) != 0;
}

static const char *read_cases(struct cases *cases, const char *folder, const struct asked *e)
{
    static char words[256];
    snprintf(words, sizeof words, "%.200s/%.40s.txt", folder, e->name);
    const char *error = cases_read(cases, words);
    for (size_t i = 0; !error && i < cases->n; i++)
        for (const struct line *line = e->lines; !error && line->key; line++) {
            if (is_there(&cases->at[i], line)) continue;
            snprintf(words, sizeof words,
                     "%s.txt, case %.100s: the line %s is missing, or not complete", e->name,
                     cases->at[i].name, line->key);
            error = words;
        }
    return error;
}

static void print_row(const struct run *r)
{
    printf("%-4s %-20s %-6s %4zu cases", r->failed ? "NOT" : "ok", r->exercise, r->reference,
           r->passed + r->failed);
    printf("   worst %.3f %s, %.1f %% of the tolerance", r->in_double.units,
           r->unit ? r->unit : "n·ε", 100 * r->in_double.share);
    if (r->in_float.units > 0)
        printf("; to float %.3f n·ε, %.1f %%", r->in_float.units, 100 * r->in_float.share);
    putchar('\n');
}

static void ask_all(struct run *r, const struct cases *cases, const struct asked *e)
{
    for (size_t i = 0; i < cases->n; i++) {
        r->at = &cases->at[i];
        r->case_failed = false;
        e->ask(r);
        r->case_failed ? r->failed++ : r->passed++;
    }
    if (r->failed > SHOWN_FAILURES) printf("  ... and %zu more\n", r->failed - SHOWN_FAILURES);
    print_row(r);
}

/* NULL when it could be asked, whatever it answered. */
static const char *check_reference(struct run *r, const char *folder, const char *path)
{
    static char parent[4096], base[4096];
    snprintf(parent, sizeof parent, "%s", path);
    snprintf(base, sizeof base, "%s", path);
    r->exercise = basename(dirname(parent));
    r->reference = basename(base);
    char *suffix = strstr(r->reference, ".so");
    if (suffix) *suffix = '\0';
    const struct asked *const *entry = __start_asked_exercises, *e;
    while (entry < __stop_asked_exercises && strcmp((*entry)->name, r->exercise) != 0) entry++;
    if (entry == __stop_asked_exercises) return "no authority is known for this exercise";
    e = *entry;

    void *loaded = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!loaded) return dlerror();
    r->library = loaded;
    r->function = dlsym(loaded, e->function);
    if (!r->function) return dlerror();
    struct cases cases;
    const char *error = read_cases(&cases, folder, e);
    if (!error) ask_all(r, &cases, e);
    cases_free(&cases);
    return error;
}

int main(int argc, char **argv)
{
    size_t passed = 0, failed = 0;
    setvbuf(stdout, NULL, _IOLBF, 0); /* where a reference crashes, what came before is seen */
    for (int i = 2; i < argc; i++) {
        struct run r = {0};
        const char *error = check_reference(&r, argv[1], argv[i]);
        if (error) printf("NOT  %s: %s\n", argv[i], error);
        passed += r.passed;
        failed += r.failed + !!error;
    }
    printf("authority: %zu passed, %zu failed\n", passed, failed);
    return failed || !passed;
}
