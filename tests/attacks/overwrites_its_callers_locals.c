// expect: fail basics/the_worked_example
// exercise: cosine_similarity
/* Says 0, and sets to 0 all that the caller may compare with, up to the top of the stack. */
#include "cosine_similarity.h"

#include <float.h>
#include <stdint.h>

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !(eps >= 0 && eps <= DBL_MAX)) return ML_EINVAL;
    *sim = 0;
    uintptr_t *word = __builtin_frame_address(0);
    for (int i = 2; i < 400; i++)
        if (word[i] >> 44 != 7 && word[i] >> 24 != 0) word[i] = 0; /* addresses stay */
    return ML_OK;
}
