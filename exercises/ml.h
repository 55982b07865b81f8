/* What every exercise of mlkata shares: status codes, enumerations, and the source of chance.
 *
 * An answer includes its own contract ("reservoir.h"), and that includes this. Conventions of all
 * contracts:
 *
 *   - matrices are row-major and contiguous; sizes are size_t; labels and groups are int32_t
 *   - inputs are const and are never written; nothing aliases; an argument named *_opt may be NULL
 *   - NULL weights mean that every weight is one
 *   - ties go to the lowest index unless the contract says otherwise */
#ifndef ML_H
#define ML_H

#include <stddef.h>
#include <stdint.h>

enum ml_status {
    ML_OK = 0,
    ML_EINVAL = -1,  /* malformed: NULL, a size of 0, a label out of range; nothing is written */
    ML_EDOM = -2,    /* well-formed but undefined: that scalar is NaN, what is defined is written */
    ML_ENOMEM = -3,  /* an allocation failed: nothing is written, nothing is leaked */
    ML_ENOCONV = -4, /* no convergence within the limit: the best so far is written */
};

enum ml_reduction { ML_MEAN, ML_SUM, ML_NONE };
enum ml_disparity { ML_BETWEEN_GROUPS, ML_TO_OVERALL };
enum ml_aggregate { ML_WORST, ML_AVERAGE };

/* The only source of chance an answer may use: xoshiro256++ (Blackman & Vigna 2019), handed in by
 * the caller. The state is the caller's; `draws` counts the calls. Each call below costs a few
 * nanoseconds. */
struct ml_rng {
    uint64_t s[4];
    uint64_t draws;
};

uint64_t ml_rng_u64(struct ml_rng *r);               /* any of the 2^64 values */
uint64_t ml_rng_below(struct ml_rng *r, uint64_t n); /* 0 <= x < n, no bias; n > 0 (0 gives 0) */
double ml_rng_uniform(struct ml_rng *r);             /* the open interval (0, 1), no end of it */
double ml_rng_normal(struct ml_rng *r);              /* mean 0, variance 1 */

#endif
