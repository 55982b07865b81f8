#include "grader/limits_kernels.h"

#if defined(__AVX512F__)
enum { WIDTH = 64, CHAINS = 24 };
#elif defined(__AVX__)
enum { WIDTH = 32, CHAINS = 12 };
#elif defined(__aarch64__)
enum { WIDTH = 16, CHAINS = 24 };
#else
enum { WIDTH = 16, CHAINS = 12 };
#endif

typedef unsigned long long words __attribute__((vector_size(WIDTH)));
typedef float floats __attribute__((vector_size(WIDTH)));
typedef double doubles __attribute__((vector_size(WIDTH)));

/* An exclusive or takes one cycle, and every port that can add can do it: the loads are what is
 * waited for. Eight of them do not wait for one another. */
unsigned long long limits_read(const void *bytes, size_t n)
{
    enum { SUMS = 8 };
    words s[SUMS] = {0};
    const char *p = bytes, *end = p + n;
    for (; p < end; p += LIMITS_STEP)
#pragma GCC unroll 64
        for (int i = 0; i < LIMITS_STEP / WIDTH; i++)
            s[i % SUMS] ^= *(const words *)(p + i * WIDTH);
    words all = ((s[0] ^ s[1]) ^ (s[2] ^ s[3])) ^ ((s[4] ^ s[5]) ^ (s[6] ^ s[7]));
    return all[0] ^ all[1];
}

/* x = x m + c in CHAINS vectors of their own. One result takes 4 or 5 cycles and up to 4 are begun
 * in each: 20 chains keep any core of today busy, and 10 those that have 16 registers, which begin
 * 2. All values stay near 1: m + c is about that. */
#define FMA(name, vector, scalar)                                                                  \
    struct limits_sum name(size_t rounds)                                                          \
    {                                                                                              \
        enum { LANES = WIDTH / sizeof(scalar), DEEP = 8 };                                         \
        static volatile scalar m_given = (scalar)0.75, c_given = (scalar)0.25;                     \
        vector x[CHAINS], m = {0}, c = {0};                                                        \
        m += m_given, c += c_given;                                                                \
        for (int i = 0; i < CHAINS; i++) x[i] = m + (scalar)i / CHAINS;                            \
        for (size_t r = 0; r < rounds; r++)                                                        \
            _Pragma("GCC unroll 8") for (int d = 0; d < DEEP; d++)                                 \
                _Pragma("GCC unroll 32") for (int i = 0; i < CHAINS; i++) x[i] = x[i] * m + c;     \
        double sum = 0;                                                                            \
        for (int i = 0; i < CHAINS; i++)                                                           \
            for (int lane = 0; lane < (int)LANES; lane++) sum += x[i][lane];                       \
        return (struct limits_sum){sum, 2.0 * LANES * CHAINS * DEEP * (double)rounds};             \
    }

FMA(limits_fma_f32, floats, float)
FMA(limits_fma_f64, doubles, double)
