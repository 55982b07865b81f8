// expect: fail basics/the_worked_example
// says: This is the pseudo-Huber loss, which bends everywhere and only approaches a line. It is a fine loss and another one: Huber is exactly r^2 / 2 up to delta.
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
        double r = (double)pred[i] - (double)target[i];
        double t = r / delta, root = sqrt(1 + t * t), li = delta * (r * (t / (1 + root)));
        if (red == ML_NONE)
            loss[i] = li;
        else
            sum += li;
        if (dpred_opt) dpred_opt[i] = (float)(r / root * scale);
    }
    if (red != ML_NONE) *loss = sum * scale;
    return ML_OK;
}
