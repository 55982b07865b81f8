// expect: fail numerics/each_loss_keeps_the_digits_of_a_double
// says: The residual is taken in float: it is rounded to seven digits, and infinite where two floats lie more than FLT_MAX apart. Convert first, then subtract.
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
        float r = pred[i] - target[i], a = fabsf(r);
        double li =
            (double)a <= delta ? 0.5 * (double)r * (double)r : delta * ((double)a - 0.5 * delta);
        if (red == ML_NONE)
            loss[i] = li;
        else
            sum += li;
        if (dpred_opt) dpred_opt[i] = (float)(fmax(-delta, fmin((double)r, delta)) * scale);
    }
    if (red != ML_NONE) *loss = sum * scale;
    return ML_OK;
}
