/* The contract lets a reference be off by (8 n + 16) u, u = 2^-53. scikit-learn sums weights along
 * the sorted rows (n u for each class), divides by the totals (rounds each point: u), and takes
 * differences of neighbouring points, which bring back no more than what those roundings moved:
 * n u + 2 n u in all. The trapezoids and their sum round n u more. So it is within 5 n u, and is
 * granted what a reference is: (16 n + 32) u together. */
#include "tests/authority/ask.h"

#include "exercises/roc_auc/roc_auc.h"

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

ASKED(roc_auc, "roc_auc", {"n", ONE}, {"score", PER_ROW}, {"y", PER_ROW}, {"w", OPTIONAL | PER_ROW},
      {"status", ONE}, {"auc", ONE});
