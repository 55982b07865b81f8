#include "equalized_odds.h"

enum ml_status equalized_odds(const int32_t *y, const int32_t *yhat, const int32_t *group,
                              const double *w_opt, size_t n, size_t n_groups, enum ml_disparity how,
                              enum ml_aggregate agg, double *tpr, double *fpr, double *difference,
                              double *ratio)
{
    /* TODO
     * 1. refuse what the contract calls malformed, before anything is written
     * 2. gather what the two rates of each group need
     * 3. write them, NaN where a group cannot have one
     * 4. take the gap of the TPRs and that of the FPRs, in the way that `how` asks for
     * 5. make one of the two, as `agg` says
     * 6. let the status say whether all of it is defined */
    (void)y, (void)yhat, (void)group, (void)w_opt, (void)n, (void)n_groups, (void)how, (void)agg;
    (void)tpr, (void)fpr, (void)difference, (void)ratio;
    return ML_OK;
}
