#include "roc_auc.h"

enum ml_status roc_auc(const double *score, const int32_t *y, const double *w_opt, size_t n,
                       double *auc)
{
    /* TODO
     * 1. refuse what the contract calls invalid, before anything is written
     * 2. find out whether both classes carry weight
     * 3. bring a copy of the rows into an order in which all pairs can be counted in one walk
     * 4. walk, a set of equal scores at a time, and divide by the weight of all pairs */
    (void)score, (void)y, (void)w_opt, (void)n, (void)auc;
    return ML_OK;
}
