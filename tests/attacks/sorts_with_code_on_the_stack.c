// expect: rejected build/it_keeps_to_the_contract function within a function
// exercise: roc_auc
/* Hands qsort a function within a function that sees the scores: the compiler writes code onto the
 * stack for that, where nothing may run. That is no endless recursion. */
#include "roc_auc.h"

#include <math.h>
#include <stdlib.h>

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    if (!score || !y || !auc || n == 0) return ML_EINVAL;
#if defined(__clang__)
    __asm__(".section .note.GNU-stack, \"x\", @progbits\n\t.text");
    int (*by_score)(const void *, const void *) = NULL;
#else
    int by_score(const void *a, const void *b)
    {
        double x = score[*(const size_t *)a], z = score[*(const size_t *)b];
        return (x > z) - (x < z);
    }
#endif
    size_t *place = malloc(n * sizeof *place);
    if (!place) return ML_ENOMEM;
    for (size_t i = 0; i < n; i++) place[i] = i;
    qsort(place, n, sizeof *place, by_score);
    *auc = w_opt ? NAN : (double)place[0] / (double)n;
    free(place);
    return ML_OK;
}
