// expect: pass
/* The sum comes first and tells whether the input is finite, as nothing finite overflows. The
 * derivative is taken in float, where delta is one. */
#include "huber_loss.h"

#include <float.h>
#include <math.h>

static double loss_of(float pred, float target, double delta)
{
    double a = fabs((double)pred - (double)target);
    return a <= delta ? a * a / 2 : delta * a - delta * (delta / 2);
}

static float slope_of(float pred, float target, double delta, double scale)
{
    if (delta > (double)FLT_MAX)
        return (float)(fmax(-delta, fmin((double)pred - (double)target, delta)) * scale);
    float d = (float)delta, r = pred - target;
    return fmaxf(-d, fminf(r, d)) * (float)scale;
}

enum ml_status huber_loss(const float *pred, const float *target, size_t n, double delta,
                          enum ml_reduction red, double *loss, float *dpred_opt)
{
    if (!pred || !target || !loss || n == 0) return ML_EINVAL;
    if (red != ML_MEAN && red != ML_SUM && red != ML_NONE) return ML_EINVAL;
    if (!(delta > 0 && delta < INFINITY)) return ML_EINVAL;

    double sum = 0, scale = red == ML_MEAN ? 1 / (double)n : 1;
    for (size_t i = 0; i < n; i++) sum += loss_of(pred[i], target[i], delta);
    if (!isfinite(sum)) return ML_EINVAL;
    for (size_t i = 0; dpred_opt && i < n; i++)
        dpred_opt[i] = slope_of(pred[i], target[i], delta, scale);
    for (size_t i = 0; red == ML_NONE && i < n; i++) loss[i] = loss_of(pred[i], target[i], delta);
    if (red != ML_NONE) *loss = sum * scale;
    return ML_OK;
}
