/* A roster while it is made: what its parts share. Private to roster*.c.
 *
 * Two kinds of error: what is wrong with one file is that file's, and the rest goes on; what is
 * wrong with the machine (no descriptor left, no space) is nobody's answer, stays in `error`, and
 * ends the reading. */
#ifndef KATA_ROSTER_BUILD_H
#define KATA_ROSTER_BUILD_H

#include "grader/roster.h"

enum {
    ROSTER_MOST_BYTES = 1 << 20, /* of a file: as grade.c has it */
    ROSTER_MOST_ALIKE = 10,      /* remarks of one kind; how many more there are is one more */
};

struct roster_build {
    struct roster *r;
    const char *const *exercise; /* the kit's, by name */
    size_t n_exercises;
    const char *only; /* NULL: all of them */
    const char *copies;
    char *bytes;       /* the file at hand: room for the most */
    const char *error; /* the first stays */
    size_t room_answers, room_remarks;
    struct roster_hand_in *hand_in; /* of the member at hand: one an exercise */
    struct arena *a;
};

/* The array with room for one more than n: the same, or one twice as large. */
void *roster_room(void *array, size_t n, size_t *room, size_t size, struct arena *a);

void roster_remark(struct roster_build *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What an errno means for a file that was there a moment ago: words to stand behind its path. The
 * machine's own lack is b->error as well. */
const char *roster_failed(struct roster_build *b, int error);

#endif
