/* A round, as what was done in it. Its steps are kept as events (history.h) of kind "round", whose
 * detail is
 *
 *   ROUND CLOCK WHAT [WORDS]
 *
 * ROUND is its name: when it was drawn, in ms since 1970. CLOCK is what its own clock showed, in
 * ms. Nothing else is kept: where a round stands is what its steps come to. So each step is one
 * transaction, a round that is killed loses at most the line that was being typed, and an export
 * holds it without a word of its own.
 *
 *   drawn    MINUTES SEED EX [EX]
 *   before   MINUTES POINTS        EX's predictions; "no" pass, "-" none
 *   began
 *   tick                           a minute in which nothing else was done
 *   turned                         to EX
 *   cue      NUMBER                what to say was said (round_cues.h)
 *   graded   VERDICT POINTS MOST
 *   stopped  time | done | over
 *   final    VERDICT POINTS MOST
 *   after    POINTS
 *   rated    QUESTION 33-2         in the order of round_aspects
 *   enough                         no more questions on EX
 *   ended
 */
#ifndef KATA_ROUND_LOG_H
#define KATA_ROUND_LOG_H

#include "grader/history.h"
#include "grader/round_draw.h"

enum { ROUND_ASPECTS = 4, ROUND_QUESTIONS = 32 };
extern const char *const round_aspects[ROUND_ASPECTS]; /* communication, … */

struct round_step {
    int64_t at_ms, after; /* as of past_event */
    double clock_ms;
    const char *exercise, *what, *words;
};

struct round_part { /* one exercise of it */
    const char *exercise;
    bool said_before, said_after; /* predictions were asked for */
    bool says_no;                 /* it will not pass */
    int minutes_before;           /* to the first pass; 0: not predicted */
    double before, after;         /* points; NaN: not predicted */
    bool turned;
    double from_ms; /* of the clock, when it was turned to */
    unsigned cues;  /* bits */
    bool tried, passed, enough;
    const char *final;                              /* "pass 98 100"; NULL: not graded yet */
    int64_t final_after;                            /* the id of that grading, or of one after it */
    int n_asked;                                    /* follow-ups, from 1 */
    char rated[ROUND_QUESTIONS][ROUND_ASPECTS + 1]; /* by number less 1; "" not assessed */
};

struct round {
    int64_t name; /* 0: there is none */
    int64_t after, last_ms;
    int minutes;
    uint64_t seed;
    size_t n, current;
    struct round_part part[ROUND_MOST];
    bool began, ended;
    const char *stopped; /* how; NULL */
    double clock_ms;     /* at its last step */
    size_t n_steps, room;
    struct round_step *step;
};

/* One more step. */
void round_see(struct round *r, const struct round_step *s, struct arena *a);

/* The last one in the history, whether it has ended or not; name 0: there is none. What a step
 * says that this kit does not know is passed over. */
void round_read(struct round *r, const struct history *h, struct arena *a);

bool round_is_open(const struct round *r);

/* Is one open on this exercise, in which something was done in the last twelve hours? Hints are off
 * then. A history that cannot be read knows of none. */
bool round_holds(const char *exercise, struct arena *a);

/* The step into the round and into the history. NULL, or why it is not kept there; the round has it
 * in any case. *remark: as history_note. */
const char *round_note(struct round *r, const char *exercise, double clock_ms, const char *what,
                       const char *words, const char **remark, struct arena *a);

/* Two at once would be one in two terminals. *lock: a descriptor that holds it until it is closed,
 * by a kill too; -1: there is no place for one, and none is needed. False: another has it. */
bool round_lock(int *lock, struct arena *a);

#endif
