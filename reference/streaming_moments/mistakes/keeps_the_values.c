// expect: fail memory/nothing_is_kept_but_the_struct
// says: All values are kept in a list and gone through when asked: the memory grows with the stream, and nobody ever frees it. Seven numbers are enough.
#include "streaming_moments.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct value {
    double x;
    struct value *next;
};

static struct value *list_of(const struct moments *s)
{
    struct value *list;
    memcpy(&list, &s->m2, sizeof list);
    return list;
}

void moments_init(struct moments *s)
{
    *s = (struct moments){.min = INFINITY, .max = -INFINITY};
}

enum ml_status moments_push(struct moments *s, double x)
{
    if (!s || !isfinite(x)) return ML_EINVAL;
    struct value *newest = malloc(sizeof *newest);
    if (!newest) return ML_ENOMEM;
    *newest = (struct value){x, list_of(s)};
    memcpy(&s->m2, &newest, sizeof newest);
    s->n++;
    if (x < s->min) s->min = x;
    if (x > s->max) s->max = x;
    return ML_OK;
}

void moments_merge(struct moments *into, const struct moments *other)
{
    for (const struct value *v = list_of(other); v; v = v->next) moments_push(into, v->x);
}

enum ml_status moments_get(const struct moments *s, unsigned ddof, double *mean, double *var,
                           double *skew_opt, double *kurt_opt)
{
    if (!s || !mean || !var) return ML_EINVAL;
    double n = (double)s->n, m1 = 0, m2 = 0, m3 = 0, m4 = 0;
    bool spread = s->min < s->max;
    const struct value *list = list_of(s);
    for (const struct value *v = list; v; v = v->next) m1 += (v->x - s->min) / n;
    for (const struct value *v = list; v; v = v->next) {
        double d = v->x - s->min - m1;
        m2 += d * d;
        m3 += d * d * d;
        m4 += d * d * d * d;
    }
    *mean = s->n ? s->min + m1 : NAN;
    *var = s->n > ddof ? m2 / (n - ddof) : NAN;
    if (skew_opt) *skew_opt = spread ? sqrt(n) * m3 / pow(m2, 1.5) : NAN;
    if (kurt_opt) *kurt_opt = spread ? n * m4 / (m2 * m2) - 3 : NAN;
    bool undefined = s->n <= ddof || (!spread && (skew_opt || kurt_opt));
    return undefined ? ML_EDOM : ML_OK;
}
