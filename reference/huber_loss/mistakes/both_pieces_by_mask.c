// expect: fail numerics/no_delta_is_too_large
// says: Both pieces are computed, and the wrong one is multiplied by 0. Where delta is huge the line that nobody asked for is infinite, and 0 times infinity is NaN. Choose one; do not add up both.
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
        double inside = a <= delta, line = delta * (a - 0.5 * delta);
        double li = inside * (0.5 * r * r) + (1 - inside) * line;
        if (red == ML_NONE)
            loss[i] = li;
        else
            sum += li;
        if (dpred_opt) dpred_opt[i] = (float)(fmax(-delta, fmin(r, delta)) * scale);
    }
    if (red != ML_NONE) *loss = sum * scale;
    return ML_OK;
}
