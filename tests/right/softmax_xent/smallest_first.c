// expect: pass
/* Exps go to scratch memory, are sorted, and are added from the smallest on; the last one is the 1
 * of the largest logit, and is left out. */
#include "softmax_xent.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

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

/* Shell's, with the gaps of Ciura. */
static void sort(double *e, size_t n)
{
    static const size_t gaps[] = {701, 301, 132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++)
        for (size_t i = gaps[g]; i < n; i++) {
            double held = e[i];
            size_t k = i;
            for (; k >= gaps[g] && e[k - gaps[g]] > held; k -= gaps[g]) e[k] = e[k - gaps[g]];
            e[k] = held;
        }
}

static double row_loss(const float *z, size_t y, size_t c, double smoothing, double scale,
                       float *dz_opt, double *e)
{
    double top = z[largest(z, c)], spread = smoothing / (double)c, rest = 0, below = 0;
    for (size_t j = 0; j < c; j++) {
        e[j] = exp(z[j] - top);
        below += top - z[j];
    }
    sort(e, c);
    for (size_t j = 0; j + 1 < c; j++) rest += e[j];
    double sum = 1 + rest, gap = top - z[y];
    for (size_t j = 0; dz_opt && j < c; j++)
        dz_opt[j] = (float)((exp(z[j] - top) / sum - spread) * scale);
    double others = gap > 0 ? 1 - exp(-gap) / sum : rest / sum;
    if (dz_opt) dz_opt[y] = (float)((spread * (double)(c - 1) - others) * scale);
    return log1p(rest) + (1 - smoothing) * gap + spread * below;
}

enum ml_status softmax_xent(const float *z, const int32_t *y, size_t n, size_t c,
                            int32_t ignore_index, double smoothing, enum ml_reduction red,
                            double *loss, float *dz_opt)
{
    if (!z || !y || !loss || n == 0 || c == 0) return ML_EINVAL;
    if (red != ML_MEAN && red != ML_SUM && red != ML_NONE) return ML_EINVAL;
    if (!(smoothing >= 0 && smoothing < 1)) return ML_EINVAL;
    if (!is_valid(z, y, n, c, ignore_index)) return ML_EINVAL;

    double *e = malloc(c * sizeof *e);
    if (!e) return ML_ENOMEM;
    size_t kept = kept_of(y, n, ignore_index);
    double scale = red == ML_MEAN ? 1 / (double)kept : 1, sum = 0;
    for (size_t i = 0; i < n; i++) {
        float *dz = dz_opt ? dz_opt + i * c : NULL;
        double li = 0;
        if (y[i] != ignore_index)
            li = row_loss(z + i * c, (size_t)y[i], c, smoothing, scale, dz, e);
        else
            for (size_t j = 0; dz && j < c; j++) dz[j] = 0;
        if (red == ML_NONE)
            loss[i] = li;
        else
            sum += li;
    }
    free(e);
    if (red != ML_NONE) *loss = red == ML_MEAN ? sum / (double)kept : sum;
    return red == ML_MEAN && kept == 0 ? ML_EDOM : ML_OK;
}
