// expect: fail basics/a_large_residual_costs_on_a_line
// says: The line is |r| - 1/2, which is right for delta = 1 alone; elsewhere the loss jumps at delta. The tangent of r^2 / 2 at delta has the slope delta and the value delta^2 / 2 there.
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

    double scale = red == ML_MEAN ? 1 / (double)n : 1, sum = 0;
    for (size_t i = 0; i < n; i++) {
        double r = (double)pred[i] - (double)target[i], a = fabs(r);
        double li = a <= delta ? 0.5 * r * r : a - 0.5;
        if (red == ML_NONE)
            loss[i] = li;
        else
            sum += li;
        if (dpred_opt) dpred_opt[i] = (float)(fmax(-delta, fmin(r, delta)) * scale);
    }
    if (red != ML_NONE) *loss = sum * scale;
    return ML_OK;
}
