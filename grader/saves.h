/* When a file is saved, however an editor does that: written in place, or as a new file that takes
 * the old one's place.
 *
 * The system's notice (notice.h) is the quick way, and says that the writing is over. Behind it
 * the file is looked at twice a second: a file system of another machine tells nothing, nor does
 * a link's target. Without notices it is looked at all the time. What was seen to change counts
 * once it has stayed as it is for a moment, for it may be half written. */
#ifndef KATA_SAVES_H
#define KATA_SAVES_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "grader/arena.h"

struct saves_stamp {
    bool there;
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec when;
};

struct saves {
    const char *path, *folder, *name;
    int fd;                        /* readable: look; -1: no notices */
    int error;                     /* why there are none: an errno */
    bool no_notices;               /* for a test's sake */
    struct saves_stamp seen, next; /* next: not yet settled */
    double next_ms, tried_ms;
};

enum saves_news { SAVES_NOTHING, SAVES_SAVED, SAVES_GONE };

void saves_begin(struct saves *s, const char *path, struct arena *a); /* as it is now is not news */
enum saves_news saves_look(struct saves *s);
int saves_wait_ms(const struct saves *s); /* when to look next, whatever the descriptor says */
void saves_end(struct saves *s);

#endif
