// expect: fail sanitizers/no_undefined_behaviour overflows_the_stack_frame.c:11:
// exercise: roc_auc
#include "roc_auc.h"

#include <math.h>

/* Counts the labels in an array with room for one of them. */
static int both_classes(const int32_t *y, size_t n)
{
    size_t count[1] = {0};
    for (size_t i = 0; i < n; i++) count[y[i]]++;
    return count[0] > 0 && count[0] < n;
}

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    if (!score || !y || !auc || n == 0) return ML_EINVAL;
    *auc = both_classes(y, n) && !w_opt ? 0.5 : NAN;
    return isnan(*auc) ? ML_EDOM : ML_OK;
}
