// expect: pass
/* Each loss goes to scratch memory first, and the sum is made of halves of halves. */
#include "bce_logits.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static double sum_of(const double *x, size_t n)
{
    if (n == 1) return *x;
    return sum_of(x, n / 2) + sum_of(x + n / 2, n - n / 2);
}

static bool is_valid(const float *z, const float *y, const float *w_opt, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(z[i]) || !(y[i] >= 0 && y[i] <= 1)) return false;
        if (w_opt && !(w_opt[i] >= 0 && isfinite(w_opt[i]))) return false;
    }
    return true;
}

enum ml_status bce_logits(const float *z, const float *y, const float *w_opt, size_t n,
                          double pos_weight, enum ml_reduction red, double *loss, float *dz_opt)
{
    if (!z || !y || !loss || n == 0) return ML_EINVAL;
    if (red != ML_MEAN && red != ML_SUM && red != ML_NONE) return ML_EINVAL;
    if (!isfinite(pos_weight) || pos_weight <= 0) return ML_EINVAL;
    if (!is_valid(z, y, w_opt, n)) return ML_EINVAL;

    double *each = red == ML_NONE ? loss : malloc(n * sizeof *each);
    if (!each) return ML_ENOMEM;
    double scale = red == ML_MEAN ? 1 / (double)n : 1;
    for (size_t i = 0; i < n; i++) {
        double x = z[i], w = w_opt ? w_opt[i] : 1;
        double positive = w * pos_weight * y[i], negative = w * (1 - (double)y[i]);
        double e = exp(-fabs(x)), rest = log1p(e);
        double li = positive * (fmax(-x, 0) + rest) + negative * (fmax(x, 0) + rest);
        each[i] = li;
        if (dz_opt) {
            double near = 1 / (1 + e), far = e / (1 + e); /* sigma of |x|, and of -|x| */
            double d = x >= 0 ? negative * near - positive * far : negative * far - positive * near;
            dz_opt[i] = (float)(d * scale);
        }
    }
    if (red == ML_NONE) return ML_OK;
    *loss = sum_of(each, n) * scale;
    free(each);
    return ML_OK;
}
