#include "streaming_prf.h"

enum ml_status prf_init(struct prf *s, uint8_t *ring, size_t window)
{
    /* TODO
     * 1. refuse what the contract refuses, before anything is written
     * 2. an empty window, whatever *s and ring held */
    (void)s, (void)ring, (void)window;
    return ML_OK;
}

enum ml_status prf_push(struct prf *s, int32_t y, int32_t yhat)
{
    /* TODO
     * 1. refuse what the contract refuses, before anything is written
     * 2. where the window is full, the oldest outcome leaves its count
     * 3. the new one takes its place, and is counted */
    (void)s, (void)y, (void)yhat;
    return ML_OK;
}

enum ml_status prf_get(const struct prf *s, double beta, double *precision, double *recall,
                       double *fbeta)
{
    /* TODO
     * 1. refuse what the contract refuses, before anything is written
     * 2. write what is defined, NaN for the rest, and say which it was */
    (void)s, (void)beta, (void)precision, (void)recall, (void)fbeta;
    return ML_OK;
}
