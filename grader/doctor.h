/* kata doctor: what this machine gives to grade with, and how to get what is missing. */
#ifndef KATA_DOCTOR_H
#define KATA_DOCTOR_H

#include <stdbool.h>

#include "grader/arena.h"
#include "grader/kit.h"
#include "grader/report.h"

/* True where strangers' answers can be graded here as well as one's own. */
bool doctor(FILE *out, const struct term_style *style, const struct kit *k, struct arena *a);

#endif
