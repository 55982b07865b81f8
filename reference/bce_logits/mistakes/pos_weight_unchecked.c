// expect: fail contract/what_is_missing_or_unknown_is_refused
// says: pos_weight <= 0 is false for NaN and for infinity: ask isfinite as well.
#include "bce_logits.h"

#include <math.h>
#include <stdbool.h>

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
    if (pos_weight <= 0) return ML_EINVAL;
    if (!is_valid(z, y, w_opt, n)) return ML_EINVAL;

    double scale = red == ML_MEAN ? 1 / (double)n : 1, sum = 0;
    for (size_t i = 0; i < n; i++) {
        double x = z[i], w = w_opt ? w_opt[i] : 1;
        double positive = w * pos_weight * y[i], negative = w * (1 - (double)y[i]);
        double e = exp(-fabs(x)), rest = log1p(e);
        double li = positive * (fmax(-x, 0) + rest) + negative * (fmax(x, 0) + rest);
        if (red == ML_NONE)
            loss[i] = li;
        else
            sum += li;
        if (dz_opt) {
            double near = 1 / (1 + e), far = e / (1 + e); /* sigma of |x|, and of -|x| */
            double d = x >= 0 ? negative * near - positive * far : negative * far - positive * near;
            dz_opt[i] = (float)(d * scale);
        }
    }
    if (red != ML_NONE) *loss = sum * scale;
    return ML_OK;
}
