/* Where a learner stands with one exercise, from what the history holds of it: no file is read.
 *
 * Practice comes in attempts. One begins with a start (make start, make reset, or the first
 * grading) and ends with the first pass of the learner's own file, or when the solution is shown
 * before that. What is graded between the end of one and the start of the next polishes, and counts
 * for speed alone.
 *
 * An attempt that has ended is a repetition, as SM-2 has it (Wozniak 1990): its quality, 0 to 5,
 * sets the day on which the exercise is due again. */
#ifndef KATA_PRACTICE_H
#define KATA_PRACTICE_H

#include "grader/history.h"

/* The intervals are 1 day, 6 days, then each the last one times the ease. Below quality 3 they
 * begin anew; the ease stays as it was. */
struct sm2 {
    int repetitions; /* in a row, of quality 3 and more */
    double ease;     /* 1.3 at least; 2.5 at first */
    double days;     /* from the last repetition to the next */
};
struct sm2 sm2_begin(void);
void sm2_repeat(struct sm2 *s, int quality);

struct attempt {
    int64_t began_ms, ended_ms; /* ended_ms: 0 while it goes on */
    double worked_ms;           /* what it took, less its breaks: gaps of two hours and more */
    int gradings, hints;        /* until its end; gradings: of a new answer that compiled */
    bool gave_up;
    int quality; /* of one that has ended */
};

/* What an attempt was worth, an exercise of so many minutes: 5, less 1 for more time than that and
 * 1 more for more than twice that, less 1 a hint, less 1 for more than ten gradings; 2 at least,
 * for it passed. 1: the solution was shown. */
int attempt_quality(const struct attempt *t, int minutes);

struct practice {
    size_t n_attempts;
    struct attempt *attempt; /* the oldest first; the last may go on */
    bool started, passes;    /* passes: it has passed, in whatever attempt */
    int64_t last_ms;         /* something was done; 0: never */
    double best;             /* vs_reference, of a pass; NaN: none was measured */
    const char *band;        /* of that one; NULL */
    int hints;               /* since the last start */
    int64_t start_ms;        /* the last one */
    struct sm2 sm2;
    int64_t due_ms; /* 0: nothing to repeat yet */
};

/* h may hold other exercises too. */
void practice_of(struct practice *p, const struct history *h, const char *exercise, int minutes,
                 struct arena *a);

/* It has begun and not ended. */
const struct attempt *practice_going_on(const struct practice *p);

#endif
