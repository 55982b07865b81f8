// expect: fail numerics/delta_keeps_the_digits_of_a_double
// says: delta is rounded to float: 0.1 becomes 0.100000001, 1e-50 becomes 0 and 1e300 infinity. The contract hands it over as a double for its digits.
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
        double near = (double)(float)delta, li = a <= near ? 0.5 * r * r : near * (a - 0.5 * near);
        if (red == ML_NONE)
            loss[i] = li;
        else
            sum += li;
        if (dpred_opt) dpred_opt[i] = (float)(fmax(-delta, fmin(r, delta)) * scale);
    }
    if (red != ML_NONE) *loss = sum * scale;
    return ML_OK;
}
