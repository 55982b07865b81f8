// expect: pass
/* All of it in long double, summed from the end. */
#include "huber_loss.h"

#include <math.h>
#include <stdbool.h>

static bool is_valid(const float *pred, const float *target, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(pred[i]) || !isfinite(target[i])) return false;
    return true;
}

enum ml_status huber_loss(const float *pred, const float *target, size_t n, double delta,
                          enum ml_reduction red, double *loss, float *dpred_opt)
{
    if (!pred || !target || !loss || n == 0) return ML_EINVAL;
    if (red != ML_MEAN && red != ML_SUM && red != ML_NONE) return ML_EINVAL;
    if (!isfinite(delta) || delta <= 0) return ML_EINVAL;
    if (!is_valid(pred, target, n)) return ML_EINVAL;

    double scale = red == ML_MEAN ? 1 / (double)n : 1;
    long double sum = 0, d = delta;
    for (size_t i = n; i-- > 0;) {
        long double r = (long double)pred[i] - (long double)target[i], a = fabsl(r);
        long double li = a <= d ? r * r / 2 : d * a - d * d / 2;
        if (red == ML_NONE)
            loss[i] = (double)li;
        else
            sum += li;
        if (dpred_opt) dpred_opt[i] = (float)(fmaxl(-d, fminl(r, d)) * scale);
    }
    if (red != ML_NONE) *loss = (double)(sum * scale);
    return ML_OK;
}
