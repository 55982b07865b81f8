// expect: fail basics/the_worked_example nan
// exercise: cosine_similarity
/* Every similarity is NaN, which no comparison of the form |got - want| > tol refuses. */
#include "cosine_similarity.h"

#include <math.h>

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || eps < 0) return ML_EINVAL;
    *sim = NAN;
    return ML_OK;
}
