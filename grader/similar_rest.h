/* What is left of an answer once what everybody has is taken out: each statement that stands in the
 * stub, in the contract or in a reference as well.
 *
 * A statement is what ends with ; or { or }, or a line for the preprocessor; comments and layout
 * are no part of it, so breaking lines elsewhere changes nothing. Two are the same if they have the
 * same shape: the same keywords and punctuation in the same order, whatever the names, numbers and
 * strings in them, which is how sim_c compares too. So an answer copied from the reference and
 * renamed leaves nothing, and of a copied answer the same is left as of the one it was copied from.
 *
 * What it cannot see: statements cut in two or written otherwise (i++ as i += 1), and whether a
 * common statement stands where it does by chance. And it takes out too much rather than too
 * little: `s += x[i];` is everybody's if any reference has one like it. */
#ifndef KATA_SIMILAR_REST_H
#define KATA_SIMILAR_REST_H

#include <stdint.h>
#include <stdio.h>

#include "grader/arena.h"

/* Shapes and words of statements, as hashes; {0} is empty. */
struct similar_known {
    size_t n, room;
    uint64_t *hash; /* 0: a free place */
};

struct similar_rest {
    size_t tokens;  /* of the whole answer */
    size_t left;    /* of them in statements of an unknown shape */
    size_t worded;  /* of them in statements unknown by their very words */
    char shape[65]; /* of what is left; two answers with one shape are alike to sim_c */
};

/* These statements are everybody's. */
void similar_know(struct similar_known *known, const char *text, size_t n, struct arena *a);

/* out: what is left, a statement a line, in ASCII: names, numbers, punctuation, empty strings. */
void similar_rest(FILE *out, struct similar_rest *r, const struct similar_known *known,
                  const char *text, size_t n);

#endif
