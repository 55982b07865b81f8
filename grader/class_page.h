/* index.html of a class: one page with everything in it. The table (sorted and filtered in place),
 * a leaderboard an exercise (intervals that overlap share a rank), distributions as plots, what the
 * group gets wrong (failures by diagnosed mistake and by test, with how many), answers that are
 * alike, and what was remarked and not measured.
 *
 * It fetches nothing, needs no script to be read, and opens as a file. What a learner was told is
 * in the page itself where there are at most 500 answers, else in the files beside it
 * (class_results.h). The same reports make the same page, to the byte. */
#ifndef KATA_CLASS_PAGE_H
#define KATA_CLASS_PAGE_H

#include "grader/class.h"
#include "grader/similar.h"

/* pair: what similar.h found, most alike first; NULL: nothing was compared, and the page says so.
 * remark: similar.h's own, or why nothing was; NULL: none. Where there is no gnuplot the page is
 * without its plots, and says so. NULL, or words. */
const char *class_page_write(const struct class *c, const struct similar_pair *pair, size_t n_pairs,
                             const char *remark, struct arena *a);

#endif
