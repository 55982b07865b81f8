/* What may be typed where a round asks for a figure. */
#ifndef KATA_ROUND_PREDICT_H
#define KATA_ROUND_PREDICT_H

#include <stdbool.h>

/* NULL, or what it should be. "" is none in both. */
const char *predict_minutes(const char *line); /* 1 to 240, or no */
const char *predict_points(const char *line);  /* 0 to 100 */

/* "3 3 2 -", "332-" and "3,3,2,-" as "332-". False: it is none of that kind. */
bool predict_rating(char points[5], const char *line);

#endif
