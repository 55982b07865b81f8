/* The scorecard of a round: what was measured, what was predicted, what you say of yourself. They
 * stand side by side, each under its own heading, and no figure is made of two of them. */
#ifndef KATA_ROUND_CARD_H
#define KATA_ROUND_CARD_H

#include "grader/round_measured.h"
#include "grader/term.h"

void round_card(struct term *t, const struct round *r, const struct round_measured *m,
                struct arena *a);

#endif
