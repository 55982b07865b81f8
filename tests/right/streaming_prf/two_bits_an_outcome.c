// expect: pass
/* Four outcomes to a byte: a quarter of the ring is enough. */
#include "streaming_prf.h"

#include <math.h>

static void count(struct prf *s, unsigned outcome, uint64_t one)
{
    s->tp += outcome == 3 ? one : 0;
    s->fn += outcome == 2 ? one : 0;
    s->fp += outcome == 1 ? one : 0;
    s->tn += outcome == 0 ? one : 0;
}

enum ml_status prf_init(struct prf *s, uint8_t *ring, size_t window)
{
    if (!s || !ring || window == 0) return ML_EINVAL;
    *s = (struct prf){.cap = window, .ring = ring};
    return ML_OK;
}

enum ml_status prf_push(struct prf *s, int32_t y, int32_t yhat)
{
    if (!s || y >> 1 || yhat >> 1) return ML_EINVAL;
    unsigned outcome = 2 * (unsigned)y + (unsigned)yhat, shift = s->head % 4 * 2;
    uint8_t *place = &s->ring[s->head / 4];
    if (s->len == s->cap)
        count(s, *place >> shift & 3u, UINT64_MAX);
    else
        s->len++;
    count(s, outcome, 1);
    *place = (uint8_t)((*place & ~(3u << shift)) | outcome << shift);
    if (++s->head == s->cap) s->head = 0;
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
