/* Where the kit's own files are, and what it was built with. */
#ifndef KATA_KIT_H
#define KATA_KIT_H

#include <stdbool.h>

#include "grader/arena.h"

struct kit {
    const char *root;  /* of the checkout */
    const char *build; /* root/build/MODE, where this program lies */
};

/* From the running program's own place. NULL, or words. */
const char *kit_find(struct kit *k, struct arena *a);

/* root/exercises/EX/file */
char *kit_exercise_file(const struct kit *k, struct arena *a, const char *exercise,
                        const char *file);

/* Is there anything in reference/EX? A handout has no such folder (handout.sh): there is then no
 * speed to compare, no known mistake and no solution. */
bool kit_has_reference(const struct kit *k, const char *exercise, struct arena *a);

/* The names of all exercises (folders with an exercise.json), sorted; the last is NULL. NULL, with
 * errno: the folder cannot be read. */
const char *const *kit_exercises(const struct kit *k, struct arena *a);

/* NULL where there is an exercise of that name; else words, with the nearest. exercise: as somebody
 * typed it, NULL or "": not at all. */
const char *kit_lacks(const struct kit *k, const char *exercise, struct arena *a);

#endif
