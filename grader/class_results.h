/* What a class's run comes to, for people and programs, in OUT:
 *
 *   results.csv, results.json        a row an answer; per member and in all
 *   feedback/SLUG/EX.txt .md .json   what make grade would have said, to each
 *   feedback/SLUG/EX.gradescope.json .exercism.json .junit.xml .tap
 *
 * Reports are read one by one (class_report): memory does not grow with their number. Each file is
 * replaced whole. Feedback of somebody who is not in this run stays as an earlier one left it: that
 * run may have been of another exercise.
 *
 * results.csv is RFC 4180 in UTF-8 with a first row of names; it says no times, so that two runs
 * over the same answers write the same. Its columns keep these places, new ones come behind:
 *
 *   member          for people          slug            the name of feedback/SLUG
 *   people          from members.csv    exercise        "" where a member handed in nothing
 *   file            below DIR           verdict         pass, fail, unsolved, no-compile, rejected,
 *   score, max_score                                    fault; none: there is none
 *   tests, passed   how many            vs_reference, vs_least, vs_most, band    where it is known
 *   first_failure   group/test          mistake         which known one it looks like
 *   reason          why it was not run  source_sha256
 *
 * A cell that a spreadsheet would take for a formula begins with an apostrophe; a newline in a name
 * is ^J, so that a row is a line.
 *
 * results.json is one object, mlkata-class, version 1:
 *
 *   { "format": "mlkata-class", "version": 1, "seed": 81, "exercise": null (all) or the one,
 *     "jailed": true, "bench": true,
 *     "members": [ { "name": …, "slug": …, "people": …, "problem": null or words,
 *                    "answers": [ { "exercise": …, "file": …, "source_sha256": …,
 *                                   "verdict": "pass" or null, "reason": null or words,
 *                                   "score": 87.5, "max_score": 100,
 *                                   "tests": 12, "failed": [ "chance/every_position" ],
 *                                   "mistakes": [ { "mistake": …, "says": …, "agreement": 1 } ],
 *                                   "vs_reference": 0.83, "interval": [0.81, 0.85], "band": …,
 *                                   "feedback": "feedback/SLUG/EX" or null } ],
 *                    "totals": { "answers": 3, "score": 182.5, "verdicts": {"pass": 2, …} } } ],
 *     "exercises": [ { "exercise": …, "answers": 28, "score": …, "verdicts": {…} } ],
 *     "totals": { "members": 30, "answers": 58, "score": …, "verdicts": {…} },
 *     "remarks": [ words ] }
 *
 * verdicts has all of the names above, none too. A speed that is not known or not conclusive is
 * null. feedback: what is followed by .txt, .md and so on. */
#ifndef KATA_CLASS_RESULTS_H
#define KATA_CLASS_RESULTS_H

#include "grader/class.h"
#include "grader/term.h"

/* All of these files. NULL, or words. */
const char *class_results_write(const struct class *c, struct arena *a);

/* The table: a line a member, a column an exercise, and the totals; for a terminal. Columns that do
 * not fit stand in a table below. */
const char *class_results_show(struct term *t, const struct class *c, struct arena *a);

#endif
