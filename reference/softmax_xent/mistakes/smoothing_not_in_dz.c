// expect: fail basics/smoothing_is_in_the_derivative_too
// says: The loss is smoothed, its derivative is still that of the hard label. Training follows the derivative: nothing would be smoothed but the number on the screen.
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

static size_t largest(const float *z, size_t c)
{
    size_t top = 0;
    for (size_t j = 1; j < c; j++)
        if (z[j] > z[top]) top = j;
    return top;
}

static double row_loss(const float *z, size_t y, size_t c, double smoothing, double scale,
                       float *dz_opt)
{
    size_t top = largest(z, c);
    double rest = 0, below = 0; /* sums of exp(z - z[top]), but for top itself; of z[top] - z */
    for (size_t j = 0; j < c; j++) {
        double d = (double)z[top] - z[j], e = exp(-d);
        if (j != top) rest += e;
        below += d;
        if (dz_opt) dz_opt[j] = (float)e;
    }
    double spread = smoothing / (double)c;
    if (dz_opt) {
        double py = exp((double)z[y] - z[top]) / (1 + rest);
        double others = y == top ? rest / (1 + rest) : 1 - py; /* 1 - py is then 1/2 at least */
        for (size_t j = 0; j < c; j++) dz_opt[j] = (float)(dz_opt[j] / (1 + rest) * scale);
        dz_opt[y] = (float)(-others * scale);
    }
    return log1p(rest) + (1 - smoothing) * ((double)z[top] - z[y]) + spread * below;
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
