/* As for demographic_parity: rates are off by a factor of 1 + 4 n epsilon at most, their quotient
 * by twice that. The worst of two gaps, and the mean of two, are no further off than the worse one
 * is: for ratios, of 1 at most, 8 n epsilon. */
#include "tests/authority/ask.h"

#include "exercises/equalized_odds/equalized_odds.h"

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

ASKED(equalized_odds, "equalized_odds", {"n", ONE}, {"n_groups", ONE}, {"y", PER_ROW},
      {"yhat", PER_ROW}, {"group", PER_ROW}, {"w", OPTIONAL | PER_ROW}, {"tpr", PER_GROUP},
      {"fpr", PER_GROUP}, {"between_groups_worst", GAP}, {"between_groups_average", GAP},
      {"to_overall_worst", GAP}, {"to_overall_average", GAP});
