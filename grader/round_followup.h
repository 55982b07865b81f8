/* The follow-ups of a debrief: paragraphs of its first part that begin with a question in bold. */
#ifndef KATA_ROUND_FOLLOWUP_H
#define KATA_ROUND_FOLLOWUP_H

#include <stdbool.h>

#include "grader/arena.h"

struct followup {
    const char *question; /* "Why one half for a tie?", Markdown without the bold */
    const char *answer;   /* Markdown */
};

/* The nth, from 1. False: there are fewer. */
bool followup_of(struct followup *f, const char *debrief, int nth, struct arena *a);

#endif
