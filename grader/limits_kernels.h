/* What drives a processor to its limits: reading, and multiplying with adding. Compiled as answers
 * are, for this very processor, but for its widest vectors (Makefile).
 *
 * Both are plain loops of GNU vectors, so that one source serves AVX-512, AVX, SSE and NEON. */
#ifndef KATA_LIMITS_KERNELS_H
#define KATA_LIMITS_KERNELS_H

#include <stddef.h>

enum { LIMITS_STEP = 1024 }; /* bytes */

/* Reads n bytes once, in order; a multiple of LIMITS_STEP, from an address on a cache line. The
 * result is of no interest. */
unsigned long long limits_read(const void *bytes, size_t n);

/* Independent multiplications with additions, each of which counts as two operations. */
struct limits_sum {
    double sum; /* of no interest */
    double flops;
};
struct limits_sum limits_fma_f32(size_t rounds);
struct limits_sum limits_fma_f64(size_t rounds);

#endif
