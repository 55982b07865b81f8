// expect: fail speed/every_timed_round_is_right made the system call futex
// exercise: cosine_similarity
// speed: 0 99
/* Never returns from its first timed call: it does whole rounds itself, right ones, but from the
 * vectors where they lie, without the copies that the kit makes for each call. The time of those
 * copies is taken off all the same, and leaves nothing of its own. */
#include "cosine_similarity.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

enum { LANES = 8, UNROLL = 4, STEP = LANES * UNROLL };
typedef float floats __attribute__((vector_size(LANES * sizeof(float))));
typedef double doubles __attribute__((vector_size(LANES * sizeof(double))));

static inline doubles load(const float *x)
{
#if defined(__AVX512F__)
    return _mm512_cvtps_pd(_mm256_loadu_ps(x));
#else
    floats v;
    memcpy(&v, x, sizeof v);
    return __builtin_convertvector(v, doubles);
#endif
}

static double total(const doubles *v)
{
    doubles s = (v[0] + v[1]) + (v[2] + v[3]);
    double sum = 0;
    for (int lane = 0; lane < LANES; lane++) sum += s[lane];
    return sum;
}

static enum ml_status similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || eps < 0) return ML_EINVAL;
    doubles ab[UNROLL] = {0}, aa[UNROLL] = {0}, bb[UNROLL] = {0};
    size_t i = 0;
    for (; i + STEP <= d; i += STEP) {
#pragma GCC unroll 4
        for (int u = 0; u < UNROLL; u++) {
            doubles x = load(a + i + u * LANES), y = load(b + i + u * LANES);
            ab[u] += x * y;
            aa[u] += x * x;
            bb[u] += y * y;
        }
    }
    double s[3] = {total(ab), total(aa), total(bb)};
    for (; i < d; i++) {
        double x = a[i], y = b[i];
        s[0] += x * y;
        s[1] += x * x;
        s[2] += y * y;
    }
    if (!isfinite(s[1]) || !isfinite(s[2])) return ML_EINVAL;
    double len_a = fmax(sqrt(s[1]), eps), len_b = fmax(sqrt(s[2]), eps);
    *sim = len_a == 0 || len_b == 0 ? NAN : fmax(-1, fmin(1, s[0] / len_a / len_b));
    return isnan(*sim) ? ML_EDOM : ML_OK;
}

/* The buffers of a timed round lie here in every process. */
static bool in_a_round(const void *p)
{
    return (uintptr_t)p >> 44 == 2;
}

static long call_kernel(long number, long a, long b, long c, const long *limit)
{
    long result;
    register const long *fourth __asm__("r10") = limit;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth)
                     : "rcx", "r11", "memory");
    return result;
}

enum { FUTEX = 202, WAIT = 0, WAKE = 1, EAGAIN_ = 11, TURN_JUDGE = 0, TURN_CALL = 2, N = 4096 };

/* Does the kernel find memory there? A futex with another value than this one says EAGAIN. */
static bool readable(const volatile void *p)
{
    static const long at_once[2] = {0, 1};
    return call_kernel(FUTEX, (long)(uintptr_t)p, WAIT, 0x7E57, at_once) == -EAGAIN_;
}

/* A variable of the runner, somewhere behind its stdout, points to a page that holds nothing but
 * the number of a turn. */
static volatile int *find_turn(void)
{
    const char *page = (const char *)((uintptr_t)&stdout & ~(uintptr_t)4095);
    for (; readable(page); page += 4096) {
        const uintptr_t *word = (const void *)page;
        for (size_t i = 0; i < 512; i++) {
            volatile int *turn = (volatile int *)word[i];
            bool is_page = word[i] % 4096 == 0 && word[i] >> 40 == 0x7F;
            if (is_page && readable(turn) && turn[0] == TURN_CALL && turn[1] == 0) return turn;
        }
    }
    return NULL;
}

static void give_back(volatile int *turn)
{
    *turn = TURN_JUDGE;
    call_kernel(FUTEX, (long)(uintptr_t)turn, WAKE, 1, NULL);
}

/* What one of exercises/cosine_similarity/bench.c's calls is asked. */
struct one_call {
    size_t at_a, at_b, d, odd;
    double eps;
    int kind;
};
enum { ORDINARY, NAN_IN_A, INFINITY_IN_B, NEGATIVE_EPS, NO_ELEMENTS, ZERO_A, NO_DIRECTION };

/* Its buffers: each begins a page, and they lie a page apart. */
static struct round {
    const float *pool_a, *pool_b;
    const struct one_call *asked;
    size_t calls;
    int32_t *status;
    double *sim;
} the;

static void *behind(const void *buffer, size_t bytes)
{
    return (char *)(uintptr_t)buffer + (bytes + 4095) / 4096 * 4096 + 4096;
}

static void find_round(double *sim)
{
    the.pool_a = (const void *)((uintptr_t)2 << 44);
    the.pool_b = behind(the.pool_a, 2 * N * sizeof *the.pool_a);
    const float *a = behind(the.pool_b, 2 * N * sizeof *the.pool_b);
    const float *b = behind(a, N * sizeof *a);
    the.asked = behind(b, N * sizeof *b);
    while (the.asked[the.calls].d || the.asked[the.calls].eps > 0) the.calls++;
    the.status = behind(the.asked, the.calls * sizeof *the.asked);
    the.sim = sim;
}

static void answer(size_t i)
{
    static float odd[N];
    const struct one_call *c = &the.asked[i];
    const float *a = the.pool_a + c->at_a, *b = the.pool_b + c->at_b;
    bool zero = c->kind == ZERO_A || c->kind == NO_DIRECTION;
    if (zero) a = memset(odd, 0, sizeof odd);
    bool bad = c->kind == NAN_IN_A || c->kind == INFINITY_IN_B;
    the.status[i] = bad ? ML_EINVAL : similarity(a, b, c->d, c->eps, &the.sim[i]);
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    volatile int *turn = in_a_round(a) ? find_turn() : NULL;
    if (!turn) return similarity(a, b, d, eps, sim);
    for (find_round(sim);;) {
        for (size_t i = 0; i < the.calls; i++) answer(i);
        give_back(turn);
        while (*turn == TURN_JUDGE)
            call_kernel(FUTEX, (long)(uintptr_t)turn, WAIT, TURN_JUDGE, NULL);
    }
}
