/* torch computes w ((1 - y) z + (1 + (pos_weight - 1) y) (log(1 + e) + max(-z, 0))), which is good
 * to so many u of what it adds and subtracts: S = w ((1 - y) |z| + (1 + |pos_weight - 1| y) (1 +
 * |z|)); six operations and two functions, 16 u in all. Its derivative is w ((1 + (pos_weight - 1)
 * y) sigma(z) - pos_weight y), of terms that are no larger than w (2 + 2 pos_weight). A sum adds
 * n u, a mean in float the same in its own u. What a reference is granted comes on top. */
#include "tests/authority/ask.h"

#include "exercises/bce_logits/bce_logits.h"

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

ASKED(bce_logits, "bce_logits", {"n", ONE}, {"z", PER_ROW}, {"y", PER_ROW},
      {"w", OPTIONAL | PER_ROW}, {"pos_weight", ONE}, {"mean", ONE}, {"sum", ONE},
      {"none", OPTIONAL | PER_ROW}, {"dz_mean", OPTIONAL | PER_ROW}, {"dz_sum", OPTIONAL | PER_ROW},
      {"mean_float", OPTIONAL | ONE});
