#include "grader/class_ranks.h"

#include <math.h>
#include <stdlib.h>

#include "grader/text.h"

bool class_ranks_known(double ratio, const double interval[2])
{
    return isfinite(ratio) && isfinite(interval[0]) && isfinite(interval[1]) &&
           interval[0] <= interval[1];
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int by_place(const void *a, const void *b)
{
    const struct class_rank *x = a, *y = b;
    if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
    if (x->ratio != y->ratio) return x->ratio > y->ratio ? -1 : 1;
    return (x->answer > y->answer) - (x->answer < y->answer);
}

/* How many of the ascending n lie above x. */
static size_t above(const double *low, size_t n, double x)
{
    size_t from = 0, to = n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (low[middle] > x)
            to = middle;
        else
            from = middle + 1;
    }
    return n - from;
}

void class_ranks(struct class_rank *r, size_t n)
{
    double *low = calloc(n + 1, sizeof *low);
    if (!low) text_out_of_memory();
    for (size_t i = 0; i < n; i++) low[i] = r[i].interval[0];
    qsort(low, n, sizeof *low, ascending);
    for (size_t i = 0; i < n; i++) r[i].rank = 1 + above(low, n, r[i].interval[1]);
    free(low);

    qsort(r, n, sizeof *r, by_place);
    for (size_t i = 0; i < n; i++)
        r[i].shared =
            (i > 0 && r[i - 1].rank == r[i].rank) || (i + 1 < n && r[i + 1].rank == r[i].rank);
}
