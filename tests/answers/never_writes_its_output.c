// expect: fail basics/the_worked_example sim was never written
// exercise: cosine_similarity
#include "cosine_similarity.h"

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !(eps >= 0)) return ML_EINVAL;
    return ML_OK;
}
