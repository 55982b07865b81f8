/* What a verdict depends on, part by part; the SHA-256 of all of them is its key. Where one is
 * another the answer is graded anew, and which of them it was can be told. */
#ifndef KATA_CLASS_KEY_H
#define KATA_CLASS_KEY_H

#include "grader/class_work.h"

struct class_part {
    const char *name; /* "the tests" */
    const char *value;
};

enum { CLASS_MOST_PARTS = 12 };

struct class_basis {
    size_t n;
    struct class_part part[CLASS_MOST_PARTS];
    char key[65];
};

/* What is the same for all answers is looked at once a run, and kept here. */
struct class_parts;
struct class_parts *class_parts_of(const struct kit *k, struct arena *a);

/* NULL, or words: a part of the kit is missing or cannot be read. */
const char *class_basis_of(struct class_basis *b, const struct class *c, const char *sha256,
                           const char *exercise, enum class_phase phase, struct arena *a);

#endif
