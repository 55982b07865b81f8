// expect: fail numerics/no_logit_overflows
// says: exp of a raw logit is infinite from 710 on, and the quotient of two infinities is NaN. Softmax does not change when the same number is taken from all logits of a row: take the largest.
#include "softmax_xent.h"

#include <math.h>
#include <stdbool.h>

static bool is_valid(const float *z, const int32_t *y, size_t n, size_t c, int32_t ignore_index)
{
    for (size_t i = 0; i < n; i++)
        if (y[i] != ignore_index && (y[i] < 0 || (size_t)y[i] >= c)) return false;
    for (size_t i = 0; i < n * c; i++)
        if (!isfinite(z[i])) return false;
    return true;
}

static size_t kept_of(const int32_t *y, size_t n, int32_t ignore_index)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) kept += y[i] != ignore_index;
    return kept;
}

static double row_loss(const float *z, size_t y, size_t c, double smoothing, double scale,
                       float *dz_opt)
{
    double all = 0, sum = 0;
    for (size_t j = 0; j < c; j++) {
        all += exp(z[j]);
        sum += z[j];
    }
    double spread = smoothing / (double)c;
    if (dz_opt) {
        for (size_t j = 0; j < c; j++) dz_opt[j] = (float)((exp(z[j]) / all - spread) * scale);
        dz_opt[y] = (float)((exp(z[y]) / all - spread - (1 - smoothing)) * scale);
    }
    return log(all) - (1 - smoothing) * z[y] - spread * sum;
}

enum ml_status softmax_xent(const float *z, const int32_t *y, size_t n, size_t c,
                            int32_t ignore_index, double smoothing, enum ml_reduction red,
                            double *loss, float *dz_opt)
{
    if (!z || !y || !loss || n == 0 || c == 0) return ML_EINVAL;
    if (red != ML_MEAN && red != ML_SUM && red != ML_NONE) return ML_EINVAL;
    if (!(smoothing >= 0 && smoothing < 1)) return ML_EINVAL;
    if (!is_valid(z, y, n, c, ignore_index)) return ML_EINVAL;

    size_t kept = kept_of(y, n, ignore_index);
    double scale = red == ML_MEAN ? 1 / (double)kept : 1, sum = 0;
    for (size_t i = 0; i < n; i++) {
        float *dz = dz_opt ? dz_opt + i * c : NULL;
        double li = 0;
        if (y[i] != ignore_index)
            li = row_loss(z + i * c, (size_t)y[i], c, smoothing, scale, dz);
        else
            for (size_t j = 0; dz && j < c; j++) dz[j] = 0;
        if (red == ML_NONE)
            loss[i] = li;
        else
            sum += li;
    }
    if (red != ML_NONE) *loss = red == ML_MEAN ? sum / (double)kept : sum;
    return red == ML_MEAN && kept == 0 ? ML_EDOM : ML_OK;
}
