/* The authority's numbers are exact but for one rounding. The contract lets a rate be off by
 * 4 n epsilon; sums of weights >= 0 cancel nothing, so that this holds relative to the rate too.
 * The quotient of two rates is then off by a factor of 1 + 8 n epsilon, their distance by
 * 8 n epsilon. */
#include "tests/authority/ask.h"

#include "exercises/demographic_parity/demographic_parity.h"

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

ASKED(demographic_parity, "demographic_parity", {"n", ONE}, {"n_groups", ONE}, {"min_support", ONE},
      {"yhat", PER_ROW}, {"group", PER_ROW}, {"w", OPTIONAL | PER_ROW}, {"rate", PER_GROUP},
      {"between_groups", GAP}, {"to_overall", GAP});
