/* TODO(author): steps without the trick. It compiles without a warning and every group fails. */
#include "@NAME@.h"

enum ml_status @NAME@(const double *x, size_t n, double *mean)
{
    /* TODO
     * 1. turn away what the contract calls malformed, before anything is written
     * 2. add up the elements; think about the type that holds the sum
     * 3. turn away elements that are not finite
     * 4. write the mean */
    (void)x, (void)n, (void)mean;
    return ML_OK;
}
