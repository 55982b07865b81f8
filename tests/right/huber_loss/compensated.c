// expect: pass
/* Neumaier's sum, divided by n at the end; whether the input is finite is asked of the residual. */
#include "huber_loss.h"

#include <math.h>
#include <stdbool.h>

static bool is_valid(const float *pred, const float *target, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite((double)pred[i] - (double)target[i])) return false;
    return true;
}

enum ml_status huber_loss(const float *pred, const float *target, size_t n, double delta,
                          enum ml_reduction red, double *loss, float *dpred_opt)
{
    if (!pred || !target || !loss || n == 0) return ML_EINVAL;
    if (red != ML_MEAN && red != ML_SUM && red != ML_NONE) return ML_EINVAL;
    if (!isfinite(delta) || delta <= 0) return ML_EINVAL;
    if (!is_valid(pred, target, n)) return ML_EINVAL;

    double divisor = red == ML_MEAN ? (double)n : 1, sum = 0, lost = 0;
    for (size_t i = 0; i < n; i++) {
        double r = (double)pred[i] - (double)target[i], a = fabs(r);
        double li = a <= delta ? 0.5 * r * r : delta * (a - 0.5 * delta);
        if (red == ML_NONE) loss[i] = li;
        double t = sum + li;
        lost += sum >= li ? (sum - t) + li : (li - t) + sum;
        sum = t;
        if (!dpred_opt) continue;
        double clipped = a <= delta ? r : r > 0 ? delta : -delta;
        dpred_opt[i] = (float)(clipped / divisor);
    }
    if (red != ML_NONE) *loss = (sum + lost) / divisor;
    return ML_OK;
}
