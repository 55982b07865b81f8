/* members.csv: who the folders are.
 *
 *   team,names                        this line may be missing
 *   alice,Alice Liddell
 *   blue,"Ann Lee, Bob Ray"           names in one cell,
 *   red,Cy Dow,Di Fox                 in several,
 *   green,Ed Gil                      or in several lines
 *   green,Flo Hay
 *
 * CSV as RFC 4180 has it: a cell in quotation marks may hold commas, lines, and "" for one such
 * mark. Lines end in LF, CRLF or CR; a byte order mark is no part of the first cell. Where a
 * semicolon or a tab comes before the first comma, that is what separates the cells: so do
 * spreadsheets in many languages. */
#ifndef KATA_ROSTER_MEMBERS_H
#define KATA_ROSTER_MEMBERS_H

#include "grader/roster_build.h"

/* Sets the people of the members, who are sorted by folder, from these bytes; what is wrong with
 * them is remarks. */
void roster_people(struct roster_build *b, const char *bytes, size_t n);

#endif
