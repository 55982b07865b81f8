// expect: fail sanitizers/no_undefined_behaviour
// exercise: cosine_similarity
#include "cosine_similarity.h"

#include <string.h>

/* Room for eight; strides over what lies behind it on the stack. */
enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    float copy[8];
    if (!a || !b || !sim || d == 0 || !(eps >= 0)) return ML_EINVAL;
    memcpy(copy, a, d * sizeof *a);
    *sim = (double)(copy[0] * b[0]);
    return ML_OK;
}
