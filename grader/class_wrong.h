/* What a group gets wrong: its failures, put together by what they have in common, so that the one
 * who teaches it knows what to talk about first.
 *
 *   by mistake   answers that look like the same known mistake (report.diagnosis)
 *   by test      answers that fail, crash or run out of time in the same test
 *   not run      answers that did not get as far as a test: one heap for each verdict and reason
 *
 * An answer may lie in several heaps. Reports are handed in one by one; what is kept of each is a
 * number in every heap that it belongs to. */
#ifndef KATA_CLASS_WRONG_H
#define KATA_CLASS_WRONG_H

#include "grader/arena.h"
#include "grader/report.h"

enum class_wrong_kind { WRONG_MISTAKE, WRONG_TEST, WRONG_NOT_RUN };

struct class_wrong_heap {
    enum class_wrong_kind kind;
    size_t exercise; /* the caller's number for it */
    char *name;      /* the mistake's; "chance/every_position_is_equally_likely"; the verdict's */
    char *words;     /* what its mistake says; the first one's failure, in a line; the reason */
    size_t n, of;    /* of how many that it could have happened to: by mistake and by test those
                        that were run, else all that have a verdict */
    size_t *answer;  /* n of them, in the order in which they came */
    size_t n_crashed, n_late; /* by test: how many of them did not just come out wrong */
    size_t first;             /* where it came up first, among the heaps of its exercise */
};

struct class_wrong_exercise {
    size_t n, n_run, n_heaps;
    struct class_wrong_heap *heap;
};

struct class_wrong {
    size_t n_exercises;
    struct class_wrong_exercise *exercise;
    size_t n_heaps; /* once class_wrong_sort was called */
    struct class_wrong_heap *heap;
};

void class_wrong_init(struct class_wrong *w, size_t n_exercises);

/* Takes one report: answer's. Nothing of it is needed afterwards. A fault of the kit's is no
 * failure of the answer's, and not counted. */
void class_wrong_add(struct class_wrong *w, size_t answer, size_t exercise, const struct report *r);

/* All heaps in one list: most answers first, then the larger share, then as they came. */
void class_wrong_sort(struct class_wrong *w);

void class_wrong_free(struct class_wrong *w);

#endif
