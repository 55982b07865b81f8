/* Verdicts as they lie in OUT/.mlkata: verdicts/KEY.json has the report in one line and what it
 * depends on (class_key.h) in a second one. */
#ifndef KATA_CLASS_VERDICT_H
#define KATA_CLASS_VERDICT_H

#include "grader/class_key.h"

/* out: OUT. folder: "verdicts", or another of that kind. NULL, or words: there is none, or it
 * cannot be read. */
const char *class_verdict_read(struct report *r, const char *out, const char *folder,
                               const char *key, struct arena *a);

/* The parts alone; false: as above. */
bool class_verdict_basis(struct class_basis *b, const char *out, const char *folder,
                         const char *key, struct arena *a);

/* NULL, or words: it could not be written. */
const char *class_verdict_keep(const struct report *r, const struct class_basis *b, const char *out,
                               const char *key, struct arena *a);

/* Why there is none: said, and asked for; "it was not graded" where nobody said anything. */
void class_verdict_lose(const char *out, const char *key, const char *words, struct arena *a);
const char *class_verdict_lost(const char *out, const char *key, struct arena *a);

#endif
