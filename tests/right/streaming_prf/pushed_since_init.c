// expect: pass
/* len counts all that was ever pushed, and the place follows from it; true negatives are what the
 * other three leave of the window. */
#include "streaming_prf.h"

#include <math.h>

enum ml_status prf_init(struct prf *s, uint8_t *ring, size_t window)
{
    if (!s || !ring || window == 0) return ML_EINVAL;
    *s = (struct prf){.cap = window, .ring = ring};
    return ML_OK;
}

enum ml_status prf_push(struct prf *s, int32_t y, int32_t yhat)
{
    if (!s || (y | 1) != 1 || (yhat | 1) != 1) return ML_EINVAL;
    uint8_t *place = &s->ring[s->len % s->cap];
    int old = s->len < s->cap ? 0 : *place;
    *place = (uint8_t)(y << 1 | yhat);
    s->tp += (uint64_t)(*place == 3) - (old == 3);
    s->fn += (uint64_t)(*place == 2) - (old == 2);
    s->fp += (uint64_t)(*place == 1) - (old == 1);
    s->len++;
    s->tn = (s->len < s->cap ? s->len : s->cap) - s->tp - s->fn - s->fp;
    return ML_OK;
}

enum ml_status prf_get(const struct prf *s, double beta, double *precision, double *recall,
                       double *fbeta)
{
    if (!s || !precision || !recall || !fbeta) return ML_EINVAL;
    if (!isfinite(beta) || beta < 0) return ML_EINVAL;
    double tp = (double)s->tp, fp = (double)s->fp, fn = (double)s->fn;
    double missed = beta > 1 ? 1 : beta * beta, alarm = beta > 1 ? 1 / beta / beta : 1;
    double all = (missed + alarm) * tp;
    *precision = tp / (tp + fp); /* 0/0 is NaN */
    *recall = tp / (tp + fn);
    *fbeta = all / (all + missed * fn + alarm * fp);
    if (tp == 0) *fbeta = fp == 0 && (fn == 0 || beta == 0) ? NAN : 0;
    return isnan(*precision) || isnan(*recall) ? ML_EDOM : ML_OK;
}
