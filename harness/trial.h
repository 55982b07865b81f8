/* The trial: run the answer where it can change nothing but its outputs.
 *
 *     const float *a = given_f32("a", 3, src_a);
 *     double *sim = asked_f64("sim", 1);
 *     note("d = %zu, eps = %g", d, eps);
 *     CALL(cosine_similarity(a, b, d, eps, sim));
 *     expect_status(ML_OK);
 *     expect_f64(sim, oracle(src_a, src_b, d), 1e-12);
 *
 * TRIAL(...) forks. The child is fenced (fence.h), runs the block and ends; the judge, in which the
 * answer's code never runs, waits with the deadline in its hand, says what happened if the child
 * did not come to the end of the block, looks at the guard areas, and goes on after the block. What
 * the block assigns to ordinary variables is lost with the child: results travel in asked_* buffers
 * (given.h) and in *trial_status. Compute what is expected after the trial, never before it, and
 * put the functions that compute it out of reach with JUDGE: the child unmaps them before the
 * answer runs.
 *
 * A trial costs a fork, 0.2-0.6 ms: put a loop of 10,000 calls inside one block, not around it.
 *
 * In the sanitized runner the whole suite runs in one fenced process and TRIAL runs its block in
 * place; failures then end tests, unreported. Under `make debug` the block runs in place too,
 * without fence, and expect_* do judge. */
#ifndef KATA_TRIAL_H
#define KATA_TRIAL_H

#include <stdbool.h>
#include <stddef.h>

/* An oracle: `JUDGE static double auc(...)`. Slow, obvious, in double. Never called inside a trial.
 */
#ifdef __clang__
#define JUDGE __attribute__((noinline, section("judge_text")))
#else
#define JUDGE __attribute__((noipa, section("judge_text")))
#endif

/* Run a block. A failure shows the note, which says in words what the block did; without one, the
 * block's code. */
#define TRIAL(...)                                                                                 \
    do {                                                                                           \
        if (trial_begin(#__VA_ARGS__, true)) {                                                     \
            __VA_ARGS__;                                                                           \
            trial_end();                                                                           \
        }                                                                                          \
    } while (0)

/* The same with words of your own for the call, where the block does one kind of call many times.
 */
#define TRIAL_OF(call, ...)                                                                        \
    do {                                                                                           \
        if (trial_begin(call, false)) {                                                            \
            __VA_ARGS__;                                                                           \
            trial_end();                                                                           \
        }                                                                                          \
    } while (0)

/* One call of a function that returns an enum ml_status. */
#define CALL(...)                                                                                  \
    do {                                                                                           \
        if (trial_begin(#__VA_ARGS__, false)) {                                                    \
            *trial_status = (__VA_ARGS__);                                                         \
            trial_end();                                                                           \
        }                                                                                          \
    } while (0)

/* What the arguments were, in the learner's terms; shown behind the call, or for the block, until
 * the next note. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Where a block leaves the status that the answer returned; shared with the trial, poisoned before
 * each. */
extern int *trial_status;

bool trial_begin(const char *words, bool is_block);
void trial_end(void);

/* ---- for the rest of the harness ---- */
enum trial_mode { TRIAL_FORKED, TRIAL_SANITIZED, TRIAL_DEBUG };

struct trial_limits {
    unsigned time_ms, memory_mb, output_kb;
};

struct trial {
    enum trial_mode mode;
    struct trial_limits limits;
    const char *words; /* the call of the last trial, or the code of its block */
    bool is_block;
    char note[512];
    unsigned cpu_seconds;  /* of a child that runs more than one trial's worth; else 0 */
    size_t mapped_bytes;   /* what the harness mapped since trial_setup, buffers aside */
    size_t resident_bytes; /* by the kernel's account, the most that the last child held */
};
extern struct trial trial;

/* By the kernel's account: how much more memory the last trial held at once than one that does
 * nothing. 0 where that cannot be told. */
size_t trial_grown_bytes(void);

void trial_stop(const char *words)
    __attribute__((noreturn));         /* in the child: ends it, and says why */
void trial_prepare(const char *words); /* in the judge, before the fork of a child that is fenced */
const char *trial_end_words(int status); /* why that child ended before its time: "called abort" */
void trial_judge_signal(int status); /* ends the runner where it was ended from outside: nothing is
                                        known of the answer then */
void trial_discard_output(void);     /* from now on what the answer prints goes nowhere */
void trial_become_fenced(void); /* the child of a trial, the lapping child, and the whole sanitized
                                    process: no way back */

const char *trial_setup(enum trial_mode mode,
                        struct trial_limits limits); /* once a process; words on error, else NULL */
void trial_test_begin(void);                         /* before and after each test */
void trial_test_end(void);
const char *trial_output(void); /* what the answer printed in this test, capped; never NULL */

#endif
