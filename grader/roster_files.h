/* Folders and files that others may have laid out, and may be changing: no link is followed, and
 * nothing is opened that is neither a folder nor a plain file. Private to roster*.c. */
#ifndef KATA_ROSTER_FILES_H
#define KATA_ROSTER_FILES_H

#include <dirent.h>
#include <sys/stat.h>

#include "grader/roster_build.h"

/* The folder `name` in the folder `at`. NULL, with errno. */
DIR *roster_folder(int at, const char *name);

/* The next name in it, but not `.` and `..`; NULL at the end, errno then 0, or why it ends. */
const struct dirent *roster_next(DIR *folder);

/* Of an entry: S_IFDIR, S_IFLNK, ...; 0 where it is there no more. */
mode_t roster_type(DIR *folder, const struct dirent *entry);

/* Reads a file into b->bytes, as it was at one moment. `path` is below `at`, and each part of it is
 * looked at. NULL, or what is wrong with it: words to stand behind its path, "is a link, …". */
const char *roster_read_file(struct roster_build *b, size_t *n, int at, const char *path);

/* These bytes of b->bytes as copies/SHA256.c: written beside and renamed, unless they are there. A
 * copy that cannot be written is b->error. */
void roster_keep(struct roster_build *b, char sha256[65], size_t n);

/* Removes what a run that was killed left half written in copies. */
void roster_sweep(const struct roster_build *b);

#endif
