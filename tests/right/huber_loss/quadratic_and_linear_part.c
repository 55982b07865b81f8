// expect: pass
/* The residual is cut in two, a part up to delta and the rest; each pays for itself. Losses go to
 * scratch memory, and the sum is made of halves of halves. */
#include "huber_loss.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static bool is_valid(const float *pred, const float *target, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(pred[i]) || !isfinite(target[i])) return false;
    return true;
}

static double sum_of(const double *x, size_t n)
{
    if (n == 1) return *x;
    return sum_of(x, n / 2) + sum_of(x + n / 2, n - n / 2);
}

enum ml_status huber_loss(const float *pred, const float *target, size_t n, double delta,
                          enum ml_reduction red, double *loss, float *dpred_opt)
{
    if (!pred || !target || !loss || n == 0) return ML_EINVAL;
    if (red != ML_MEAN && red != ML_SUM && red != ML_NONE) return ML_EINVAL;
    if (!isfinite(delta) || delta <= 0) return ML_EINVAL;
    if (!is_valid(pred, target, n)) return ML_EINVAL;

    double *each = red == ML_NONE ? loss : malloc(n * sizeof *each);
    if (!each) return ML_ENOMEM;
    double scale = red == ML_MEAN ? 1 / (double)n : 1;
    for (size_t i = 0; i < n; i++) {
        double r = (double)pred[i] - (double)target[i], a = fabs(r);
        double square = fmin(a, delta), line = a - square;
        each[i] = 0.5 * square * square + delta * line;
        if (dpred_opt) dpred_opt[i] = (float)(copysign(square, r) * scale);
    }
    if (red == ML_NONE) return ML_OK;
    *loss = sum_of(each, n) * scale;
    free(each);
    return ML_OK;
}
