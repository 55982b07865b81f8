// expect: fail speed/every_timed_round_is_right made the system call futex
// exercise: cosine_similarity
// speed: 0 2
/* Does whole rounds itself, and honestly, copies included. But it gives the turn back by itself and
 * never sleeps: while the others are timed, on the same processor, it walks over 16 MB to keep the
 * caches cold and the processor busy. Processor time is counted a process at a time, so that gains
 * nothing. */
#include "cosine_similarity.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static enum ml_status similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || eps < 0) return ML_EINVAL;
    double ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < d; i++) {
        double x = a[i], y = b[i];
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    if (!isfinite(aa) || !isfinite(bb)) return ML_EINVAL;
    double len_a = fmax(sqrt(aa), eps), len_b = fmax(sqrt(bb), eps);
    *sim = len_a == 0 || len_b == 0 ? NAN : fmax(-1, fmin(1, ab / len_a / len_b));
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
    static float a[N], b[N];
    const struct one_call *c = &the.asked[i];
    memcpy(a, the.pool_a + c->at_a, sizeof a);
    memcpy(b, the.pool_b + c->at_b, sizeof b);
    if (c->kind == NAN_IN_A) a[c->odd] = NAN;
    if (c->kind == INFINITY_IN_B) b[c->odd] = INFINITY;
    if (c->kind == ZERO_A || c->kind == NO_DIRECTION) memset(a, 0, sizeof a);
    the.status[i] = similarity(a, b, c->d, c->eps, &the.sim[i]);
}

static void be_in_the_way_until(const volatile int *turn)
{
    static volatile unsigned char big[16 << 20];
    for (size_t i = 0; *turn == TURN_JUDGE; i = (i + 64) % sizeof big) big[i]++;
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    volatile int *turn = in_a_round(a) ? find_turn() : NULL;
    if (!turn) return similarity(a, b, d, eps, sim);
    for (find_round(sim);;) {
        for (size_t i = 0; i < the.calls; i++) answer(i);
        give_back(turn);
        be_in_the_way_until(turn);
    }
}
