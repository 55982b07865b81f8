/* torch computes what the contract says in the type of its tensors: in double each loss is off by 6
 * u of itself at most, its derivative by 2 u, and a sum adds n u. In float, the mean alone is
 * compared, in the u of a float. What a reference is granted comes on top. */
#include "tests/authority/ask.h"

#include "exercises/huber_loss/huber_loss.h"

static void compare_losses(struct run *r, enum ml_reduction red, const double *got, double n)
{
    const double *each = numbers(r->at, "none");
    for (size_t i = 0; red == ML_NONE && each && (double)i < n; i++)
        expect_near(r, &r->in_double, "loss", got[i], each[i],
                    (8 + 3) * DBL_EPSILON * each[i] + DBL_MIN, DBL_EPSILON * each[i] + DBL_MIN);
    if (red == ML_NONE) return;
    double want = case_number(r->at, red == ML_MEAN ? "mean" : "sum"), units = 11 + 1.5 * n;
    expect_near(r, &r->in_double, red == ML_MEAN ? "mean" : "sum", *got, want,
                units * DBL_EPSILON * want + DBL_MIN, n * DBL_EPSILON * want + DBL_MIN);
    if (red == ML_MEAN && case_field(r->at, "mean_float"))
        expect_near(r, &r->in_float, "mean, to torch in float,", *got,
                    case_number(r->at, "mean_float"), units * (double)FLT_EPSILON * want,
                    n * (double)FLT_EPSILON * want);
}

static void compare_slopes(struct run *r, const float *got, const double *want, double n)
{
    for (size_t i = 0; want && (double)i < n; i++)
        expect_near(r, &r->in_float, "dpred", (double)got[i], want[i],
                    5 * (double)FLT_EPSILON * fabs(want[i]) + 0x1p-149,
                    (double)FLT_EPSILON * fabs(want[i]) + 0x1p-149);
}

static void ask_huber_loss(struct run *r)
{
    enum ml_status (*ask)(const float *, const float *, size_t, double, enum ml_reduction, double *,
                          float *) = r->function;
    float *pred = case_f32(r->at, "pred"), *target = case_f32(r->at, "target");
    size_t n = (size_t)case_number(r->at, "n");
    double *loss = malloc((n + 1) * sizeof *loss);
    float *dpred = malloc((n + 1) * sizeof *dpred);
    if (!loss || !dpred) abort();
    for (enum ml_reduction red = ML_MEAN; red <= ML_NONE; red++) {
        for (int sloped = 0; sloped <= 1; sloped++) {
            int got =
                ask(pred, target, n, case_number(r->at, "delta"), red, loss, sloped ? dpred : NULL);
            expect_status_is(r, "status", got, case_number(r->at, "status"));
            if (got == ML_OK) compare_losses(r, red, loss, (double)n);
        }
        const char *slopes = red == ML_MEAN ? "slope_mean" : "slope_sum";
        compare_slopes(r, dpred, numbers(r->at, slopes), (double)n);
    }
    free(loss);
    free(dpred);
    free(pred);
    free(target);
}

ASKED(huber_loss, "huber_loss", {"n", ONE}, {"pred", PER_ROW}, {"target", PER_ROW}, {"delta", ONE},
      {"status", ONE}, {"mean", OPTIONAL | ONE}, {"sum", OPTIONAL | ONE},
      {"none", OPTIONAL | PER_ROW}, {"slope_mean", OPTIONAL | PER_ROW},
      {"slope_sum", OPTIONAL | PER_ROW}, {"mean_float", OPTIONAL | ONE});
