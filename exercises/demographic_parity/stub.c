#include "demographic_parity.h"

enum ml_status demographic_parity(const int32_t *yhat, const int32_t *group, const double *w_opt,
                                  size_t n, size_t n_groups, size_t min_support,
                                  enum ml_disparity how, double *rate, double *difference,
                                  double *ratio)
{
    /* TODO
     * 1. refuse what the contract calls malformed, before anything is written
     * 2. gather what each group's rate needs
     * 3. write each group's rate, and leave out the groups that cannot have one
     * 4. compare the rates in the way that `how` asks for
     * 5. let the status say whether all of it is defined */
    (void)yhat, (void)group, (void)w_opt, (void)n, (void)n_groups, (void)min_support;
    (void)how, (void)rate, (void)difference, (void)ratio;
    return ML_OK;
}
