// expect: fail speed/every_timed_round_is_right of a timed round
// exercise: cosine_similarity
// speed: 0 99
/* The windows of a round overlap. It keeps running sums of squares over all that it has seen of
 * either vector, and takes both lengths from them: two thirds of the work are saved. One element of
 * each window is fresh, and then they are wrong. */
#include "cosine_similarity.h"

#include <math.h>
#include <stdbool.h>

enum { MOST = 8192 };

struct sums { /* upto[i]: of the squares of the i elements from `from` on */
    const float *from;
    float first; /* *from: another one tells of another round */
    size_t n;
    double upto[MOST + 1];
};

/* The buffers of a timed round lie here in every process. */
static bool in_a_round(const void *p)
{
    return (uintptr_t)p >> 44 == 2;
}

static double from_scratch(const float *x, size_t d)
{
    double sum = 0;
    for (size_t i = 0; i < d; i++) sum += (double)x[i] * x[i];
    return sum;
}

/* A window that begins before all others starts anew, as does a round. */
static double squares(struct sums *s, const float *x, size_t d)
{
    if (!in_a_round(x)) return from_scratch(x, d);
    if (!s->from || x < s->from || x + d > s->from + MOST || *s->from != s->first) {
        s->from = x;
        s->first = *x;
        s->n = 0;
    }
    size_t at = (size_t)(x - s->from);
    for (; s->n < at + d; s->n++) {
        double v = s->from[s->n];
        s->upto[s->n + 1] = s->upto[s->n] + v * v;
    }
    return s->upto[at + d] - s->upto[at];
}

enum ml_status cosine_similarity(const float *a, const float *b, size_t d, double eps, double *sim)
{
    static struct sums of_a, of_b;
    if (!a || !b || !sim || d == 0 || !isfinite(eps) || eps < 0) return ML_EINVAL;
    double dot = 0;
    for (size_t i = 0; i < d; i++) dot += (double)a[i] * b[i];
    if (!isfinite(dot)) return ML_EINVAL;
    double len_a = fmax(sqrt(squares(&of_a, a, d)), eps);
    double len_b = fmax(sqrt(squares(&of_b, b, d)), eps);
    *sim = len_a == 0 || len_b == 0 ? NAN : fmax(-1, fmin(1, dot / len_a / len_b));
    return isnan(*sim) ? ML_EDOM : ML_OK;
}
