// expect: fail basics/the_worked_example_is_two_thirds inf
// exercise: roc_auc
/* Every area is infinite: a tolerance relative to what was got, inf <= inf, would let it pass. */
#include "roc_auc.h"

#include <math.h>

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    (void)w_opt;
    if (!score || !y || !auc || n == 0) return ML_EINVAL;
    *auc = INFINITY;
    return ML_OK;
}
