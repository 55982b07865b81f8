/* Every reference must agree with the authority that its contract names, on the cases kept
 * beside this file. README.md says where those come from.
 *
 * Usage: check FOLDER REFERENCE.so …
 *
 *   FOLDER         holds EX.txt
 *   REFERENCE.so   lies in a folder named EX
 *
 * A row a reference: its worst error in units of n epsilon, and as a share of the tolerance. A case
 * passes if its status and all its numbers do. */
#include <dlfcn.h>
#include <float.h>
#include <libgen.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/bce_logits/bce_logits.h"
#include "exercises/cosine_similarity/cosine_similarity.h"
#include "exercises/demographic_parity/demographic_parity.h"
#include "exercises/equalized_odds/equalized_odds.h"
#include "exercises/roc_auc/roc_auc.h"
#include "exercises/streaming_moments/streaming_moments.h"
#include "tests/authority/cases.h"

enum { SHOWN_FAILURES = 5 };

/* What an output holds before the call. A status of ML_EINVAL leaves it there. */
static const double UNTOUCHED = 7.25;

struct worst {
    double units; /* of n epsilon */
    double share; /* of the tolerance */
};

struct run { /* one reference against the cases of its exercise */
    char *exercise, *reference;
    void *library, *function;
    const struct test_case *at;
    bool case_failed;
    size_t passed, failed;
    struct worst in_double, in_float;
};

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

static void expect_status_is(struct run *r, const char *what, int got, double want)
{
    if (got != want && to_be_shown(r))
        printf("%s is %s, the authority says %s\n", what, name_of(got), name_of((int)want));
}

static void expect_near(struct run *r, struct worst *worst, const char *what, double got,
                        double want, double tol, double unit)
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

static const double *numbers(const struct test_case *c, const char *key)
{
    const struct field *f = case_field(c, key);
    return f ? f->x : NULL;
}

/* ---- roc_auc ----
 *
 * The contract lets a reference be off by (8 n + 16) u, u = 2^-53. scikit-learn sums weights along
 * the sorted rows (n u for each class), divides by the totals (rounds each point: u), and takes
 * differences of neighbouring points, which bring back no more than what those roundings moved:
 * n u + 2 n u in all. The trapezoids and their sum round n u more. So it is within 5 n u, and is
 * granted what a reference is: (16 n + 32) u together. */
static void ask_roc_auc(struct run *r)
{
    double n = case_number(r->at, "n"), auc = UNTOUCHED, want = case_number(r->at, "auc");
    double status = case_number(r->at, "status");
    enum ml_status (*ask)(const double *, const int32_t *, const double *, size_t, double *) =
        r->function;
    int32_t *y = case_i32(r->at, "y");

    int got = ask(numbers(r->at, "score"), y, numbers(r->at, "w"), (size_t)n, &auc);
    expect_status_is(r, "status", got, status);
    if (status == ML_EINVAL)
        expect_near(r, &r->in_double, "untouched auc", auc, UNTOUCHED, 0, 1);
    else
        expect_near(r, &r->in_double, "auc", auc, want, (8 * n + 16) * DBL_EPSILON,
                    n * DBL_EPSILON);
    free(y);
}

/* ---- cosine_similarity ----
 *
 * torch sums d squares for each length, divides both vectors by theirs and sums d products. A
 * length is off by a factor of 1 + (d/2 + 2) u, the last sum by d u: with the divisions (2 d + 8) u
 * in all, u = 2^-53 in double and 2^-24 in float, as |sim| is 1 at most. A reference is within
 * (d + 4) * 4.5e-16. Both errors together are allowed. torch goes past 1 by its rounding, a
 * reference does not: that lies within the same bounds. */
static void ask_cosine_similarity(struct run *r)
{
    double d = case_number(r->at, "n"), sim = UNTOUCHED;
    enum ml_status (*ask)(const float *, const float *, size_t, double, double *) = r->function;
    float *a = case_f32(r->at, "a"), *b = case_f32(r->at, "b");

    int got = ask(a, b, (size_t)d, case_number(r->at, "eps"), &sim);
    expect_status_is(r, "status", got, case_number(r->at, "status"));
    double contract = (d + 4) * 4.5e-16, torch = (d + 4) * DBL_EPSILON;
    expect_near(r, &r->in_double, "sim", sim, case_number(r->at, "sim"), contract + torch,
                d * DBL_EPSILON);
    double torch_float = (d + 4) * FLT_EPSILON;
    if (case_field(r->at, "sim_float"))
        expect_near(r, &r->in_float, "sim, to torch in float,", sim,
                    case_number(r->at, "sim_float"), contract + torch_float, d * FLT_EPSILON);
    free(a);
    free(b);
}

/* ---- streaming_moments ----
 *
 * The contract states how far a reference may be off, with q = (n + 16) epsilon. numpy's pairwise
 * sums, and scipy's of the deviations from numpy's mean, are two passes in double: they are within
 * the same, so that both errors together are allowed. */
struct stream {
    void (*init)(struct moments *);
    enum ml_status (*push)(struct moments *, double);
    void (*merge)(struct moments *, const struct moments *);
    enum ml_status (*get)(const struct moments *, unsigned, double *, double *, double *, double *);
};

/* x[0 .. cut) and x[cut .. n), merged. */
static struct moments moments_of(struct run *r, const struct stream *f, const double *x, size_t n,
                                 size_t cut)
{
    struct moments part[2];
    f->init(&part[0]);
    f->init(&part[1]);
    for (size_t i = 0; i < n; i++)
        expect_status_is(r, "a push", f->push(&part[i >= cut], x[i]), ML_OK);
    f->merge(&part[0], &part[1]);
    return part[0];
}

static void ask_streaming_moments(struct run *r)
{
    struct stream f = {dlsym(r->library, "moments_init"), r->function,
                       dlsym(r->library, "moments_merge"), dlsym(r->library, "moments_get")};
    double n = case_number(r->at, "n"), ddof = case_number(r->at, "ddof");
    double cut = case_number(r->at, "cut"), want = case_number(r->at, "var");
    double mean = UNTOUCHED, var = UNTOUCHED, skew = UNTOUCHED, kurt = UNTOUCHED;
    struct moments s = moments_of(r, &f, numbers(r->at, "x"), (size_t)n, (size_t)cut);
    int status = f.get(&s, (unsigned)ddof, &mean, &var, &skew, &kurt);

    double most = fmax(fabs(s.min), fabs(s.max)), sd = sqrt(want * (n - ddof) / n);
    double wide = (s.max - s.min) / sd, lost = n * DBL_EPSILON * (most / sd + wide * wide);
    double q = 2 * (n + 16) / n; /* times n epsilon: that of the contract, twice */
    expect_status_is(r, "status", status, case_number(r->at, "status"));
    expect_near(r, &r->in_double, "mean", mean, case_number(r->at, "mean"),
                4 * q * n * DBL_EPSILON * most, n * DBL_EPSILON * most);
    expect_near(r, &r->in_double, "var", var, want, want > 0 ? 8 * q * lost * want : 0,
                lost * want);
    expect_near(r, &r->in_double, "skew", skew, case_number(r->at, "skew"), 16 * q * wide * lost,
                wide * lost);
    expect_near(r, &r->in_double, "kurt", kurt, case_number(r->at, "kurt"),
                16 * q * wide * wide * lost, wide * wide * lost);
}

/* ---- demographic_parity ----
 *
 * The authority's numbers are exact but for one rounding. The contract lets a rate be off by
 * 4 n epsilon; sums of weights >= 0 cancel nothing, so that this holds relative to the rate too.
 * The quotient of two rates is then off by a factor of 1 + 8 n epsilon, their distance by
 * 8 n epsilon. */
struct gap {
    const char *key;
    enum ml_disparity how;
};

static void ask_gap(struct run *r, const int32_t *yhat, const int32_t *group, struct gap gap)
{
    const struct field *rate = case_field(r->at, "rate"), *want = case_field(r->at, gap.key);
    double n = case_number(r->at, "n"), unit = n * DBL_EPSILON;
    double min_support = case_number(r->at, "min_support");
    double *got = malloc((rate->n + 2) * sizeof *got);
    if (!got) abort();
    for (size_t i = 0; i < rate->n + 2; i++) got[i] = UNTOUCHED;
    double *difference = got + rate->n, *ratio = difference + 1;
    enum ml_status (*ask)(const int32_t *, const int32_t *, const double *, size_t, size_t, size_t,
                          enum ml_disparity, double *, double *, double *) = r->function;

    int status = ask(yhat, group, numbers(r->at, "w"), (size_t)n, rate->n, (size_t)min_support,
                     gap.how, got, difference, ratio);
    expect_status_is(r, gap.key, status, want->x[0]);
    for (size_t g = 0; g < rate->n; g++)
        expect_near(r, &r->in_double, "rate", got[g], rate->x[g], 4 * unit * rate->x[g], unit);
    expect_near(r, &r->in_double, "difference", *difference, want->x[1], 8 * unit, unit);
    expect_near(r, &r->in_double, "ratio", *ratio, want->x[2], 8 * unit * want->x[2], unit);
    free(got);
}

static void ask_demographic_parity(struct run *r)
{
    int32_t *yhat = case_i32(r->at, "yhat"), *group = case_i32(r->at, "group");
    ask_gap(r, yhat, group, (struct gap){"between_groups", ML_BETWEEN_GROUPS});
    ask_gap(r, yhat, group, (struct gap){"to_overall", ML_TO_OVERALL});
    free(yhat);
    free(group);
}

/* ---- equalized_odds ----
 *
 * As for demographic_parity: rates are off by a factor of 1 + 4 n epsilon at most, their quotient
 * by twice that. The worst of two gaps, and the mean of two, are no further off than the worse one
 * is: for ratios, of 1 at most, 8 n epsilon. */
struct odds {
    const char *key;
    enum ml_disparity how;
    enum ml_aggregate agg;
};

struct people {
    int32_t *y, *yhat, *group;
};

static void ask_odds(struct run *r, const struct people *in, struct odds odds)
{
    const struct field *tpr = case_field(r->at, "tpr"), *fpr = case_field(r->at, "fpr");
    const struct field *want = case_field(r->at, odds.key);
    double n = case_number(r->at, "n"), unit = n * DBL_EPSILON;
    size_t n_groups = tpr->n, outputs = 2 * n_groups + 2;
    double *got = malloc(outputs * sizeof *got);
    if (!got) abort();
    for (size_t i = 0; i < outputs; i++) got[i] = UNTOUCHED;
    double *difference = got + 2 * n_groups, *ratio = difference + 1;
    enum ml_status (*ask)(const int32_t *, const int32_t *, const int32_t *, const double *, size_t,
                          size_t, enum ml_disparity, enum ml_aggregate, double *, double *,
                          double *, double *) = r->function;

    int status = ask(in->y, in->yhat, in->group, numbers(r->at, "w"), (size_t)n, n_groups, odds.how,
                     odds.agg, got, got + n_groups, difference, ratio);
    expect_status_is(r, odds.key, status, want->x[0]);
    for (size_t g = 0; g < n_groups; g++) {
        expect_near(r, &r->in_double, "tpr", got[g], tpr->x[g], 4 * unit * tpr->x[g], unit);
        expect_near(r, &r->in_double, "fpr", got[n_groups + g], fpr->x[g], 4 * unit * fpr->x[g],
                    unit);
    }
    expect_near(r, &r->in_double, "difference", *difference, want->x[1], 8 * unit, unit);
    expect_near(r, &r->in_double, "ratio", *ratio, want->x[2], 8 * unit, unit);
    free(got);
}

static void ask_equalized_odds(struct run *r)
{
    struct people in = {case_i32(r->at, "y"), case_i32(r->at, "yhat"), case_i32(r->at, "group")};
    ask_odds(r, &in, (struct odds){"between_groups_worst", ML_BETWEEN_GROUPS, ML_WORST});
    ask_odds(r, &in, (struct odds){"between_groups_average", ML_BETWEEN_GROUPS, ML_AVERAGE});
    ask_odds(r, &in, (struct odds){"to_overall_worst", ML_TO_OVERALL, ML_WORST});
    ask_odds(r, &in, (struct odds){"to_overall_average", ML_TO_OVERALL, ML_AVERAGE});
    free(in.y);
    free(in.yhat);
    free(in.group);
}

/* ---- bce_logits ----
 *
 * torch computes w ((1 - y) z + (1 + (pos_weight - 1) y) (log(1 + e) + max(-z, 0))), which is good
 * to so many u of what it adds and subtracts: S = w ((1 - y) |z| + (1 + |pos_weight - 1| y) (1 +
 * |z|)); six operations and two functions, 16 u in all. Its derivative is w ((1 + (pos_weight - 1)
 * y) sigma(z) - pos_weight y), of terms that are no larger than w (2 + 2 pos_weight). A sum adds
 * n u, a mean in float the same in its own u. What a reference is granted comes on top. */
struct bce {
    const float *z, *y, *w_opt;
    size_t n;
    double pos_weight;
};

struct bce_size {
    double loss, torch_loss, dz, torch_dz;
};

static struct bce_size bce_size_at(const struct bce *b, size_t i)
{
    double z = b->z[i], y = b->y[i], w = b->w_opt ? b->w_opt[i] : 1, p = b->pos_weight;
    double e = exp(-fabs(z)), up = (z >= 0 ? 1 : e) / (1 + e), down = (z >= 0 ? e : 1) / (1 + e);
    return (struct bce_size){
        .loss = w * (p * y * (fmax(-z, 0) + log1p(e)) + (1 - y) * (fmax(z, 0) + log1p(e))),
        .torch_loss = w * ((1 - y) * fabs(z) + (1 + fabs(p - 1) * y) * (1 + fabs(z))),
        .dz = w * (p * y * down + (1 - y) * up),
        .torch_dz = w * (2 + 2 * p),
    };
}

static void compare_slopes(struct run *r, const struct bce *b, const float *got, const double *want,
                           double divisor)
{
    for (size_t i = 0; want && i < b->n; i++) {
        struct bce_size s = bce_size_at(b, i);
        double tol = 4 * (double)FLT_EPSILON * s.dz + 8 * DBL_EPSILON * s.torch_dz;
        expect_near(r, &r->in_float, "dz", (double)got[i], want[i], tol / divisor + 0x1p-149,
                    (double)FLT_EPSILON * s.torch_dz / divisor);
    }
}

static void compare_losses(struct run *r, const struct bce *b, enum ml_reduction red,
                           const double *got)
{
    const double *each = numbers(r->at, "none");
    struct bce_size sum = {0};
    double n = (double)b->n, divisor = red == ML_MEAN ? n : 1;
    for (size_t i = 0; i < b->n; i++) {
        struct bce_size s = bce_size_at(b, i);
        sum.loss += s.loss;
        sum.torch_loss += s.torch_loss;
        if (red == ML_NONE && each)
            expect_near(r, &r->in_double, "loss", got[i], each[i],
                        (16 * s.loss + 8 * s.torch_loss) * DBL_EPSILON + 1e-300,
                        DBL_EPSILON * (s.torch_loss + 1e-300));
    }
    if (red == ML_NONE) return;
    double tol = (16 + n) * sum.loss + (8 + n / 2) * sum.torch_loss;
    double unit = n * sum.torch_loss + 1e-300, unit_float = unit * (double)FLT_EPSILON / divisor;
    expect_near(r, &r->in_double, red == ML_MEAN ? "mean" : "sum", *got,
                case_number(r->at, red == ML_MEAN ? "mean" : "sum"), tol * DBL_EPSILON / divisor,
                unit * DBL_EPSILON / divisor);
    if (red == ML_MEAN && case_field(r->at, "mean_float"))
        expect_near(r, &r->in_float, "mean, to torch in float,", *got,
                    case_number(r->at, "mean_float"), tol * (double)FLT_EPSILON / divisor,
                    unit_float);
}

static void ask_bce_logits(struct run *r)
{
    enum ml_status (*ask)(const float *, const float *, const float *, size_t, double,
                          enum ml_reduction, double *, float *) = r->function;
    float *z = case_f32(r->at, "z"), *y = case_f32(r->at, "y"), *w = case_f32(r->at, "w");
    size_t n = (size_t)case_number(r->at, "n");
    struct bce b = {z, y, w, n, case_number(r->at, "pos_weight")};
    double *loss = malloc(n * sizeof *loss);
    float *dz = malloc(n * sizeof *dz);
    if (!loss || !dz) abort();
    for (enum ml_reduction red = ML_MEAN; red <= ML_NONE; red++) {
        for (int sloped = 0; sloped <= 1; sloped++) {
            int got = ask(z, y, w, n, b.pos_weight, red, loss, sloped ? dz : NULL);
            expect_status_is(r, "status", got, ML_OK);
            compare_losses(r, &b, red, loss);
        }
        compare_slopes(r, &b, dz, numbers(r->at, red == ML_MEAN ? "dz_mean" : "dz_sum"),
                       red == ML_MEAN ? (double)n : 1);
    }
    free(loss);
    free(dz);
    free(z);
    free(y);
    free(w);
}

/* ---- the run ---- */

enum { ONE = 1, GAP = 3, PER_ROW, PER_GROUP, OPTIONAL = 16 };

struct line {
    const char *key;
    int count; /* of its numbers */
};

static const struct exercise {
    const char *name;
    void (*ask)(struct run *);
    struct line lines[MAX_FIELDS + 1];
} exercises[] = {
    {"bce_logits",
     ask_bce_logits,
     {{"n", ONE},
      {"z", PER_ROW},
      {"y", PER_ROW},
      {"w", OPTIONAL | PER_ROW},
      {"pos_weight", ONE},
      {"mean", ONE},
      {"sum", ONE},
      {"none", OPTIONAL | PER_ROW},
      {"dz_mean", OPTIONAL | PER_ROW},
      {"dz_sum", OPTIONAL | PER_ROW},
      {"mean_float", OPTIONAL | ONE}}},
    {"roc_auc",
     ask_roc_auc,
     {{"n", ONE},
      {"score", PER_ROW},
      {"y", PER_ROW},
      {"w", OPTIONAL | PER_ROW},
      {"status", ONE},
      {"auc", ONE}}},
    {"cosine_similarity",
     ask_cosine_similarity,
     {{"n", ONE},
      {"a", PER_ROW},
      {"b", PER_ROW},
      {"eps", ONE},
      {"status", ONE},
      {"sim", ONE},
      {"sim_float", OPTIONAL | ONE}}},
    {"streaming_moments",
     ask_streaming_moments,
     {{"n", ONE},
      {"ddof", ONE},
      {"cut", ONE},
      {"x", PER_ROW},
      {"status", ONE},
      {"mean", ONE},
      {"var", ONE},
      {"skew", ONE},
      {"kurt", ONE}}},
    {"demographic_parity",
     ask_demographic_parity,
     {{"n", ONE},
      {"n_groups", ONE},
      {"min_support", ONE},
      {"yhat", PER_ROW},
      {"group", PER_ROW},
      {"w", OPTIONAL | PER_ROW},
      {"rate", PER_GROUP},
      {"between_groups", GAP},
      {"to_overall", GAP}}},
    {"equalized_odds",
     ask_equalized_odds,
     {{"n", ONE},
      {"n_groups", ONE},
      {"y", PER_ROW},
      {"yhat", PER_ROW},
      {"group", PER_ROW},
      {"w", OPTIONAL | PER_ROW},
      {"tpr", PER_GROUP},
      {"fpr", PER_GROUP},
      {"between_groups_worst", GAP},
      {"between_groups_average", GAP},
      {"to_overall_worst", GAP},
      {"to_overall_average", GAP}}},
};

/* A stream has several: this one tells whether they are there. */
static const char *function_of(const struct exercise *e)
{
    return e->ask == ask_streaming_moments ? "moments_push" : e->name;
}

static double count_of(const struct test_case *c, int kind)
{
    switch (kind & ~OPTIONAL) {
    case PER_ROW: return case_number(c, "n");
    case PER_GROUP: return case_number(c, "n_groups");
    default: return kind & ~OPTIONAL;
    }
}

static bool is_there(const struct test_case *c, const struct line *line)
{
    const struct field *f = case_field(c, line->key);
    return f ? (double)f->n == count_of(c, line->count) : (line->count & OPTIONAL) != 0;
}

static const char *read_cases(struct cases *cases, const char *folder, const struct exercise *e)
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
    printf("   worst %.3f n·ε, %.1f %% of the tolerance", r->in_double.units,
           100 * r->in_double.share);
    if (r->in_float.units > 0)
        printf("; to float %.3f n·ε, %.1f %%", r->in_float.units, 100 * r->in_float.share);
    putchar('\n');
}

static void ask_all(struct run *r, const struct cases *cases, const struct exercise *e)
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
    const struct exercise *e = exercises, *end = e + sizeof exercises / sizeof *exercises;
    while (e < end && strcmp(e->name, r->exercise) != 0) e++;
    if (e == end) return "no authority is known for this exercise";

    void *loaded = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!loaded) return dlerror();
    r->library = loaded;
    r->function = dlsym(loaded, function_of(e));
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
