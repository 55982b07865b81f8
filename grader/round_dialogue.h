/* What the parts of a round's dialogue share: round.c opens it, round_work.c is the time that runs,
 * round_after.c what comes behind. */
#ifndef KATA_ROUND_DIALOGUE_H
#define KATA_ROUND_DIALOGUE_H

#include "grader/process.h"
#include "grader/round_log.h"
#include "grader/round_measured.h"
#include "grader/round_talk.h"

struct dialogue {
    struct talk talk;
    struct term term;
    const struct kit *k;
    struct arena *a;
    struct course course;
    struct round round;
    bool bench;
    /* the clock */
    struct awake awake;
    double base_ms, seen_ms;
    bool runs;
    /* what was graded here; `unkept`: it is in no history */
    struct remembered {
        struct round_grading g;
        bool unkept;
    } * graded;
    size_t n_graded, room;
    bool wanted; /* a history */
    /* complaints, each said once */
    bool not_kept;
    const char *remark;
    struct report last[ROUND_MOST]; /* the final ones, not shown yet; exercise NULL: none */
};

const struct course_item *dialogue_item(const struct dialogue *d, const struct round_part *p);
void dialogue_say(struct dialogue *d, size_t indent, const char *words);
void dialogue_complain(struct dialogue *d, const char *words);

/* A step of the round, in the history and out of it. p NULL: it is of no exercise. */
void dialogue_note(struct dialogue *d, const struct round_part *p, const char *what,
                   const char *words);

/* "12:30": what the round's clock shows, the time that is left, and where it ends. */
double dialogue_clock(struct dialogue *d);
const char *dialogue_left(struct dialogue *d);
void dialogue_start_clock(struct dialogue *d);

/* False: there is no more input. *line is an answer that `fits`, or any where that is NULL. */
typedef const char *(*dialogue_fits)(const char *line); /* NULL, or what it should be */
bool dialogue_ask(struct dialogue *d, const char *question, dialogue_fits fits, const char **line);

/* Grades the learner's file, as make grade does but for hints of any kind, and keeps that. False:
 * interrupted, or the kit's own fault, which has been said. */
bool dialogue_grade(struct dialogue *d, struct round_part *p, struct report *r, const char *what);

/* Each goes on from where the round is; false: the input ended. */
bool round_work(struct dialogue *d);
bool round_after(struct dialogue *d);

#endif
