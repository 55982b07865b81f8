// expect: pass
/* A row is two halves, each with a largest logit and a rest, and these are merged: as threads, or
 * machines that hold a part of the classes each, would do it. */
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

/* exp(top) (1 + rest) is the sum of all exps so far. */
struct softmax {
    double top, rest;
};

static struct softmax merge(struct softmax a, struct softmax b)
{
    if (a.top < b.top) return merge(b, a);
    return (struct softmax){a.top, a.rest + (1 + b.rest) * exp(b.top - a.top)};
}

static struct softmax softmax_of(const float *z, size_t c)
{
    if (c == 1) return (struct softmax){z[0], 0};
    return merge(softmax_of(z, c / 2), softmax_of(z + c / 2, c - c / 2));
}

static double depth_of(const float *z, size_t c, double top)
{
    if (c == 1) return top - z[0];
    return depth_of(z, c / 2, top) + depth_of(z + c / 2, c - c / 2, top);
}

static double row_loss(const float *z, size_t y, size_t c, double smoothing, double scale,
                       float *dz_opt)
{
    struct softmax s = softmax_of(z, c);
    double spread = smoothing / (double)c, gap = s.top - z[y];
    for (size_t j = 0; dz_opt && j < c; j++) {
        double p = exp(z[j] - s.top) / (1 + s.rest);
        dz_opt[j] = (float)((p - spread) * scale);
    }
    double others = gap > 0 ? 1 - exp(-gap) / (1 + s.rest) : s.rest / (1 + s.rest);
    if (dz_opt) dz_opt[y] = (float)((spread * (double)(c - 1) - others) * scale);
    return log1p(s.rest) + (1 - smoothing) * gap + spread * depth_of(z, c, s.top);
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
