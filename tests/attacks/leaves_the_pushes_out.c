// expect: fail speed/every_timed_round_is_right made the system call futex
// exercise: reservoir
// speed: 0 99
/* Never returns from the first init of a timed round. It knows where the judge laid the length, the
 * first item and the generator of each stream, so it writes down the samples, fair ones, as
 * skipping from one item kept to the next gives them, and 100,000 pushes are never made. */
#include "reservoir.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

enum { K = 64 };

/* As in exercises/reservoir/bench.c. */
struct stream {
    int64_t first;
    size_t n, edge;
    struct ml_rng rng;
};

struct outcome {
    int status;
    uint64_t seen;
    int64_t items[K];
};

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

enum { FUTEX = 202, WAIT = 0, WAKE = 1, EAGAIN_ = 11, TURN_JUDGE = 0, TURN_CALL = 2 };

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

static void *behind(const void *buffer, size_t bytes)
{
    return (char *)(uintptr_t)buffer + (bytes + 4095) / 4096 * 4096 + 4096;
}

static void sample(const struct stream *s, size_t n, struct ml_rng *rng, struct outcome *o)
{
    for (size_t i = 0; i < n && i < K; i++) o->items[i] = s->first + (int64_t)i;
    double w = exp(log(ml_rng_uniform(rng)) / K);
    for (double i = K; i < (double)n; i++) {
        i += floor(log(ml_rng_uniform(rng)) / log1p(-w));
        if (i >= (double)n) break;
        o->items[ml_rng_below(rng, K)] = s->first + (int64_t)i;
        w *= exp(log(ml_rng_uniform(rng)) / K);
    }
    o->status = ML_OK;
    o->seen = n;
}

static void answer_all(void)
{
    const struct stream *s = (const void *)((uintptr_t)2 << 44);
    size_t calls = 0;
    while (s[calls].n) calls++;
    struct outcome *main = behind(behind(s, calls * sizeof *s), sizeof *s);
    struct outcome *edge = behind(main, calls * sizeof *main);
    for (size_t i = 0; i < calls; i++) {
        struct ml_rng rng = s[i].rng;
        sample(&s[i], s[i].n, &rng, &main[i]);
        if (s[i].edge == K)
            edge[i].status = ML_EINVAL;
        else
            sample(&s[i], s[i].edge, &rng, &edge[i]);
    }
}

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    volatile int *turn = (uintptr_t)items >> 44 == 2 ? find_turn() : NULL;
    while (turn) {
        answer_all();
        give_back(turn);
        while (*turn == TURN_JUDGE)
            call_kernel(FUTEX, (long)(uintptr_t)turn, WAIT, TURN_JUDGE, NULL);
    }
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
