/* Names of other people's files and folders: any bytes, made fit for people and for paths. */
#ifndef KATA_ROSTER_NAMES_H
#define KATA_ROSTER_NAMES_H

#include "grader/roster.h"

/* One line of valid UTF-8, harmless on a terminal (text_put_visible). */
const char *roster_visible(const char *bytes, size_t n, struct arena *a);

/* Gives each member its slug: made of a-z, 0-9, `-`, `_` and single dots, begun and ended by a
 * letter or digit, at most 113 characters, no name that Windows keeps for a device, no two alike
 * whatever is thought of capitals.
 *
 * A folder whose name is fit for that is its own slug. Any other has what can be read of it and
 * eight digits of its SHA-256: "Team Blue" is team-blue-5b0ae93e. So a slug depends on the folder's
 * name alone, and whoever comes later changes nobody else's, nor gets what was written for them.
 * (Two names made so that these digits are alike get all 64.) */
void roster_slugs(struct roster_member *member, size_t n, struct arena *a);

#endif
