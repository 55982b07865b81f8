/* Answers that are alike, as pairs for a person to look at; never a verdict. By similarity-tester
 * (sim_c), which compares tokens whatever the names in them; what stands in the stub, the contract
 * or the reference is taken out before (similar_rest.h), for that everybody may have from there.
 *
 * Of a short task too little is left to tell a copy from a second right answer: below
 * SIMILAR_LEAST tokens of its own an answer is compared by its bytes alone. Two answers of the same
 * bytes are a pair unless (nearly) all that is in them stands elsewhere. */
#ifndef KATA_SIMILAR_H
#define KATA_SIMILAR_H

#include "grader/class.h"

enum {
    /* Tokens of its own: fewer than the least say too little, more than the most, where they repeat
     * themselves, keep sim_c busy for minutes. Of answers of the same bytes, tokens that stand
     * nowhere else in these very words. */
    SIMILAR_LEAST = 60,
    SIMILAR_LARGEST = 10000,
    SIMILAR_LEAST_WORDED = 24,
    SIMILAR_MOST = 1000 /* pairs that are told */
};

struct similar_pair {
    size_t a, b;      /* of roster.answer, of one exercise and two members, a < b */
    double percent_a; /* of a's own tokens, those that are in b as well; and the other way */
    double percent_b;
    size_t own_a, own_b; /* tokens of its own; of all its tokens, what nobody was given */
    bool identical;      /* byte by byte */
};

/* Most alike first. *pair in the arena. *remark: NULL, or a line for the organiser: how many were
 * not compared, or are not told. NULL, or words: sim_c is not installed, ...; *pair then still has
 * those that are identical. */
const char *similar_find(struct similar_pair **pair, size_t *n, const char **remark,
                         const struct class *c, struct arena *a);

#endif
