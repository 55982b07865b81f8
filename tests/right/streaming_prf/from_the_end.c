// expect: pass
/* The ring is filled from its end to its start, with what each outcome adds as a bit. fbeta is the
 * weighted harmonic mean of precision and recall, where both are above 0. */
#include "streaming_prf.h"

#include <math.h>
#include <stdbool.h>

enum { TP = 1, FP = 2, FN = 4, TN = 8 };

static void count(struct prf *s, unsigned outcome, bool comes)
{
    uint64_t one = comes ? 1 : UINT64_MAX;
    if (outcome & TP) s->tp += one;
    if (outcome & FP) s->fp += one;
    if (outcome & FN) s->fn += one;
    if (outcome & TN) s->tn += one;
}

enum ml_status prf_init(struct prf *s, uint8_t *ring, size_t window)
{
    if (!s || !ring || window == 0) return ML_EINVAL;
    *s = (struct prf){.cap = window, .head = window, .ring = ring};
    for (size_t i = 0; i < window; i++) ring[i] = 0;
    return ML_OK;
}

enum ml_status prf_push(struct prf *s, int32_t y, int32_t yhat)
{
    if (!s || (y != 0 && y != 1) || (yhat != 0 && yhat != 1)) return ML_EINVAL;
    if (s->head == 0) s->head = s->cap;
    uint8_t *place = &s->ring[--s->head];
    count(s, *place, false);
    *place = y ? yhat ? TP : FN : yhat ? FP : TN;
    count(s, *place, true);
    return ML_OK;
}

enum ml_status prf_get(const struct prf *s, double beta, double *precision, double *recall,
                       double *fbeta)
{
    if (!s || !precision || !recall || !fbeta || !(beta >= 0 && beta < INFINITY)) return ML_EINVAL;
    uint64_t alarms = s->tp + s->fp, positives = s->tp + s->fn;
    *precision = alarms ? (double)s->tp / (double)alarms : NAN;
    *recall = positives ? (double)s->tp / (double)positives : NAN;
    double square = beta * beta;
    double of_recall = beta > 1 ? 1 / (1 + 1 / square) : square / (1 + square);
    if (s->tp)
        *fbeta = 1 / (of_recall / *recall + 1 / (1 + square) / *precision);
    else
        *fbeta = alarms || (positives && beta > 0) ? 0 : NAN;
    return alarms && positives ? ML_OK : ML_EDOM;
}
