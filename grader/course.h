/* All exercises by track, and where the learner stands with each. */
#ifndef KATA_COURSE_H
#define KATA_COURSE_H

#include "grader/history.h"
#include "grader/kit.h"
#include "grader/manifest.h"
#include "grader/practice.h"

struct course_item {
    struct manifest m;
    struct practice p;
    bool has_file; /* exercises/EX/EX.c is there */
};

struct course {
    int64_t now_ms;
    size_t n;
    struct course_item *item; /* by track, then by level, minutes and name */
    struct history history;
    const char *broken; /* a manifest that cannot be read hides no other: why, or NULL */
};

/* NULL, or words. A history that cannot be read is an empty one, and its words are in *remark. */
const char *course_read(struct course *c, const char **remark, const struct kit *k,
                        struct arena *a);

/* Its day has come: by the calendar, not by the hour. */
bool course_is_due(const struct course *c, const struct course_item *i);

/* Where it stands: "", "started", "passes 0.42×, solid", each with "due" where it is, at which tone
 * it is to be shown is the caller's. */
const char *course_standing(const struct course *c, const struct course_item *i, struct arena *a);

/* What to do now: the item, and why that one; *what is a command. NULL: nothing is left to do. */
struct course_advice {
    const struct course_item *item;
    const char *why, *what;
};
struct course_advice course_next(const struct course *c, struct arena *a);

#endif
