/* The times of an answer and of the rungs beside it against n, as a picture: SVG for a page, PNG
 * for a screen, drawn by gnuplot.
 *
 * Both axes are logarithmic; the sizes that were measured are the marks on the x axis, and each
 * line carries its name at its end. Colours are Okabe and Ito's, told apart by everybody. */
#ifndef KATA_PLOT_H
#define KATA_PLOT_H

#include <stdbool.h>

#include "grader/limits.h"

struct plot_size {
    size_t n;
    double yours, plain, blas, fast; /* ns a unit; NaN: no such rung, or not measured */
};

struct plot {
    const char *exercise, *unit, *cpu; /* any words */
    size_t n_sizes;
    const struct plot_size *size; /* ascending */
    size_t graded;                /* the n that is graded; 0: none */
    const struct limits *limits;  /* NULL: no line for the limit, and no marks where caches end */
    double bytes_per_n, flops_per_n;
    bool f32; /* what is computed with */
};

/* Writes EX.svg and EX.png into the folder, which is made if need be; what is no letter, digit or -
 * in the exercise's name is _ in theirs. Pictures that were there stay until there are new ones.
 * NULL, or words: there is no gnuplot, or nothing to draw. */
const char *plot_sizes(const struct plot *p, const char *folder, struct arena *a);

/* plot_script.c: what gnuplot is told, for pictures of these names; "": no time is known. */
char *plot_script(const struct plot *p, const char *svg, const char *png, struct arena *a);

/* Runs gnuplot in the folder on a script of one's own. NULL, or words. */
const char *plot_draw(const char *script, const char *folder, struct arena *a);

/* folder/STEM.svg, to stand in a page beside others: what it calls its parts has the stem before
 * it, and what gnuplot says of itself is left out. "": there is none. */
const char *plot_inline(const char *folder, const char *stem, struct arena *a);

#endif
