/* The whole history as JSON lines, and back: `make export`, `make import`.
 *
 *   {"format":"mlkata-history","version":1,"sources":1,"gradings":2,"events":1}
 *   {"source":{"sha256":"…","bytes":"…"}}            each answer once
 *   {"event":{"at_ms":…,"exercise":"…",…}}           what was done, in the order in which it was
 *   {"grading":{"exercise":"…",…,"tests":[{…}]}}
 *
 * The order of the lines is that of the history: it stands for the numbers that SQLite gives to its
 * rows, which are each history's own affair. The counts in the first line tell a file that was
 * cut. */
#ifndef KATA_ARCHIVE_H
#define KATA_ARCHIVE_H

#include <stdio.h>

#include "grader/arena.h"

/* All of it, once all of it has been read: a reader that is slow holds up no grading. NULL, or
 * words. */
const char *archive_export(FILE *out, struct arena *a);

struct archive_added {
    size_t sources, gradings, events; /* that were not there */
    size_t known;                     /* gradings and events that were */
};

/* Adds what the history does not have yet, behind what it has: all of the file, or nothing. `name`:
 * of the file, for the words. NULL, or words: where it is a line that is wrong, with its number. */
const char *archive_take(struct archive_added *added, FILE *in, const char *name, struct arena *a);

/* That of a file, or (NULL, "") of standard input where that is no terminal; and what came of it.
 * NULL, or words. */
const char *archive_import(FILE *out, const char *file, struct arena *a);

#endif
