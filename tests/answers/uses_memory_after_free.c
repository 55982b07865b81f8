// expect: fail sanitizers/no_undefined_behaviour uses_memory_after_free.c:14: a read of 1 byte in a heap block after free
// exercise: roc_auc
#include "roc_auc.h"

#include <stdlib.h>

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    if (!score || !y || !auc || n == 0 || w_opt) return ML_EINVAL;
    char *seen = calloc(n, 1);
    if (!seen) return ML_ENOMEM;
    free(seen);
    *auc = seen[n - 1];
    return ML_OK;
}
