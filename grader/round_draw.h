/* Which exercises a round is of: one or two that fit into its minutes, by lot, the weak spots more
 * often. No clock, no file, no chance but the seed's: the same course and wish draw the same. */
#ifndef KATA_ROUND_DRAW_H
#define KATA_ROUND_DRAW_H

#include "grader/course.h"

enum { ROUND_MOST = 2, ROUND_MINUTES = 45, ROUND_MOST_MINUTES = 240 };

struct round_wish {
    int minutes;
    const char *track, *level; /* NULL: any */
    uint64_t seed;
};

struct round_drawn {
    size_t n;
    const struct course_item *item[ROUND_MOST]; /* in the order in which they are to be done */
};

/* How much an exercise speaks for itself: 5 where it was begun and never passed, 3 where it is
 * untouched, 6 less the quality of the last attempt (practice.h) where it passes, and 2 more where
 * it is due; and up to 2 for its track, by how little of that passes. */
double round_weight(const struct course *c, const struct course_item *i);

/* The second is of another track where there is one that fits. NULL, or words: no such track (the
 * nearest is named), no such level, nothing that fits. */
const char *round_draw(struct round_drawn *d, const struct course *c, const struct round_wish *w,
                       struct arena *a);

#endif
