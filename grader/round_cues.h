/* What a round says of itself while it runs: how much time is left, and what to say aloud now,
 * because the round weighs reasoning as much as code. No clock is read here. */
#ifndef KATA_ROUND_CUES_H
#define KATA_ROUND_CUES_H

#include <stdbool.h>

/* In their order; each at a share of the time that its exercise has. */
enum round_cue {
    CUE_RESTATE,
    CUE_EXAMPLES,
    CUE_INVARIANTS,
    CUE_COMPLEXITY,
    CUE_EDGES,
    CUE_TESTS,
    CUE_TRADE_OFFS,
    ROUND_CUES
};
const char *round_cue_words(enum round_cue c);

/* Bits of those that are due and not in `said`, `at_ms` into an exercise that has `for_ms`. After a
 * grading that failed the edges are, and after a pass all that is not about writing. */
unsigned round_cues_due(double at_ms, double for_ms, bool tried, bool passed, unsigned said);

/* Where half, ten minutes and two minutes are passed between two readings of the clock: the minutes
 * that are left then, or 0. Of several the last one. One that falls together with another, or is
 * not within the round at all, is none. */
double round_warning(int minutes, double from_ms, double to_ms);

#endif
