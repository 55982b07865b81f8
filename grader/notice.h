/* What the system tells of a folder by itself: a file in it was written and closed, or moved there.
 * notice_linux.c has inotify; elsewhere (notice_portable.c) nothing is told, and saves.c looks for
 * itself. */
#ifndef KATA_NOTICE_H
#define KATA_NOTICE_H

#include <stdbool.h>

/* A descriptor that turns readable when there is something to be told; -1, with errno: none to be
 * had. */
int notice_open(const char *folder);

struct notice {
    bool written; /* the file of that name was written and closed, or took another's place */
    bool ended;   /* the folder was moved, removed or unmounted: nothing more is told */
};

/* All that was to be told since the last time, at once. */
struct notice notice_read(int fd, const char *name);

#endif
