/* torch takes log p[j] as (z[j] - largest) - log(sum), or as z[j] less the sum of both: good to so
 * many u of what it adds and subtracts, S = 2 max |z| + log c + 1 for any j; half a dozen
 * operations and two functions, 16 u. A loss is a mean of such numbers, weighted by the targets.
 * Its derivative is exp(log p) - q, off by 16 u S of p, and by u. A sum of n rows adds n u, a mean
 * in float the same in its own u. What a reference is granted comes on top. */
#include "tests/authority/ask.h"

#include "exercises/softmax_xent/softmax_xent.h"

struct xent {
    const float *z;
    const int32_t *y;
    size_t n, c, kept;
    int32_t ignore_index;
    double smoothing;
};

static double torch_size(const struct xent *x, size_t i)
{
    double most = 0;
    for (size_t j = 0; j < x->c; j++) most = fmax(most, fabs((double)x->z[i * x->c + j]));
    return 2 * most + log((double)x->c) + 1;
}

/* Of dz[i][j], the two terms that the contract names, both taken as positive. */
static double slope_size(const struct xent *x, size_t i, size_t j)
{
    const float *z = x->z + i * x->c;
    double top = z[0], others = 0, all = 0, spread = x->smoothing / (double)x->c;
    for (size_t k = 1; k < x->c; k++) top = fmax(top, z[k]);
    for (size_t k = 0; k < x->c; k++) {
        double e = exp(z[k] - top);
        all += e;
        if (k != j) others += e;
    }
    bool own = x->y[i] == (int32_t)j;
    return own ? others / all + spread * (double)(x->c - 1) : exp(z[j] - top) / all + spread;
}

static void compare_slopes(struct run *r, const struct xent *x, const float *got,
                           const double *want, double divisor)
{
    for (size_t i = 0; want && i < x->n; i++) {
        bool kept = x->y[i] != x->ignore_index;
        double torch = kept ? 8 * DBL_EPSILON * torch_size(x, i) / divisor : 0;
        for (size_t j = 0; j < x->c; j++) {
            size_t at = i * x->c + j;
            double size = kept ? slope_size(x, i, j) / divisor : 0;
            expect_near(r, &r->in_float, "dz", (double)got[at], want[at],
                        4 * (double)FLT_EPSILON * size + torch + 0x1p-149,
                        (double)FLT_EPSILON / divisor);
        }
    }
}

static void compare_losses(struct run *r, const struct xent *x, enum ml_reduction red,
                           const double *got)
{
    const double *each = numbers(r->at, "none");
    double n = (double)x->n, c = (double)x->c, torch = 0;
    for (size_t i = 0; i < x->n; i++) {
        double size = x->y[i] == x->ignore_index ? 0 : torch_size(x, i);
        torch += size;
        if (red == ML_NONE && each)
            expect_near(r, &r->in_double, "loss", got[i], each[i],
                        DBL_EPSILON * ((1000 + c) * each[i] + 8 * size) + 1e-300,
                        DBL_EPSILON * (size + 1e-300));
    }
    if (red == ML_NONE) return;
    bool is_mean = red == ML_MEAN;
    double divisor = is_mean ? (double)x->kept : 1, sum = case_number(r->at, "sum");
    double tol = ((1000 + c + n) * sum + (8 + n / 2) * torch) / divisor;
    double unit = (n * torch + 1e-300) / divisor;
    expect_near(r, &r->in_double, is_mean ? "mean" : "sum", *got,
                case_number(r->at, is_mean ? "mean" : "sum"), tol * DBL_EPSILON,
                unit * DBL_EPSILON);
    if (is_mean)
        expect_near(r, &r->in_float, "mean, to torch in float,", *got,
                    case_number(r->at, "mean_float"), (8 + n / 2) * torch * FLT_EPSILON / divisor,
                    unit * (double)FLT_EPSILON);
}

static void ask_softmax_xent(struct run *r)
{
    enum ml_status (*ask)(const float *, const int32_t *, size_t, size_t, int32_t, double,
                          enum ml_reduction, double *, float *) = r->function;
    float *z = case_f32(r->at, "z");
    int32_t *y = case_i32(r->at, "y");
    struct xent x = {.z = z,
                     .y = y,
                     .n = (size_t)case_number(r->at, "n"),
                     .c = (size_t)case_number(r->at, "c"),
                     .ignore_index = (int32_t)case_number(r->at, "ignore_index"),
                     .smoothing = case_number(r->at, "smoothing")};
    for (size_t i = 0; i < x.n; i++) x.kept += y[i] != x.ignore_index;
    double *loss = malloc(x.n * sizeof *loss);
    float *dz = malloc(x.n * x.c * sizeof *dz);
    if (!loss || !dz) abort();
    for (enum ml_reduction red = ML_MEAN; red <= ML_NONE; red++) {
        double want = red == ML_MEAN ? case_number(r->at, "status") : ML_OK;
        for (int sloped = 0; sloped <= 1; sloped++) {
            int got =
                ask(z, y, x.n, x.c, x.ignore_index, x.smoothing, red, loss, sloped ? dz : NULL);
            expect_status_is(r, "status", got, want);
            compare_losses(r, &x, red, loss);
        }
        compare_slopes(r, &x, dz, numbers(r->at, red == ML_MEAN ? "dz_mean" : "dz_sum"),
                       red == ML_MEAN && x.kept ? (double)x.kept : 1);
    }
    free(loss);
    free(dz);
    free(z);
    free(y);
}

ASKED(softmax_xent, "softmax_xent", {"n", ONE}, {"c", ONE}, {"cells", ONE}, {"ignore_index", ONE},
      {"smoothing", ONE}, {"z", PER_CELL}, {"y", PER_ROW}, {"status", ONE}, {"mean", ONE},
      {"sum", ONE}, {"none", OPTIONAL | PER_ROW}, {"dz_mean", OPTIONAL | PER_CELL},
      {"dz_sum", OPTIONAL | PER_CELL}, {"mean_float", ONE});
