/* A ring of outcomes and a count of each kind: what comes in is counted up, what leaves is counted
 * down. An outcome is one byte, 2 y + yhat.
 *
 * F-beta needs beta^2 for what was missed and 1 for false alarms; only their ratio counts, so the
 * larger of the two is taken as 1, and nothing overflows. */
#include "streaming_prf.h"

#include <math.h>

static uint64_t *count_of(struct prf *s, uint8_t outcome)
{
    switch (outcome) {
    case 3: return &s->tp;
    case 2: return &s->fn;
    case 1: return &s->fp;
    default: return &s->tn;
    }
}

enum ml_status prf_init(struct prf *s, uint8_t *ring, size_t window)
{
    if (!s || !ring || window == 0) return ML_EINVAL;
    *s = (struct prf){.cap = window, .ring = ring};
    return ML_OK;
}

enum ml_status prf_push(struct prf *s, int32_t y, int32_t yhat)
{
    if (!s || (y != 0 && y != 1) || (yhat != 0 && yhat != 1)) return ML_EINVAL;
    if (s->len == s->cap)
        --*count_of(s, s->ring[s->head]);
    else
        s->len++;
    uint8_t outcome = (uint8_t)(2 * y + yhat);
    s->ring[s->head] = outcome;
    s->head = (s->head + 1) % s->cap;
    ++*count_of(s, outcome);
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
