#include "grader/speed.h"

#include <math.h>
#include <string.h>

#include "grader/stats.h"

/* A trend is one if chance makes it once in a thousand series, and if it matters. */
static const double trend_z = 3.29, trend_matters = 1.03;

static void widen(struct speed_judgement *j, double a, double b)
{
    j->from = a, j->to = b;
    j->interval[0] = fmin(j->interval[0], fmin(a, b));
    j->interval[1] = fmax(j->interval[1], fmax(a, b));
}

/* From the first third's median to the last third's. */
static void look_for_drift(struct speed_judgement *j, const double *ratio, size_t n, double *room)
{
    if (fabs(stats_trend(ratio, n)) <= trend_z) return;
    size_t third = n / 3;
    memcpy(room, ratio, third * sizeof *room);
    double first = stats_median(room, third);
    memcpy(room, ratio + n - third, third * sizeof *room);
    double last = stats_median(room, third);
    j->drifts = fmax(first, last) >= trend_matters * fmin(first, last);
    if (j->drifts) widen(j, first, last);
}

static size_t band_of(const struct manifest *m, double ratio)
{
    size_t i = 0;
    while (i + 1 < m->n_bands && !(ratio >= m->band[i].from)) i++;
    return i;
}

struct speed_judgement speed_judge(const double *ratio, size_t n, const struct manifest *m)
{
    struct speed_judgement j = {.state = SPEED_UNSURE};
    struct arena a = {0};
    double *room = arena_take(&a, n + 1, sizeof *room);
    memcpy(room, ratio, n * sizeof *room);
    j.ratio = stats_median(room, n);
    stats_median_interval(room, n, j.interval);
    struct stats_modes modes = stats_modes(room, n);
    look_for_drift(&j, ratio, n, room);
    j.two_modes = modes.two && !j.drifts;
    if (j.two_modes) widen(&j, modes.low, modes.high);
    arena_free(&a);

    j.band = band_of(m, j.interval[1]);
    if (j.interval[1] <= MANIFEST_BANDS_APART * j.interval[0])
        j.state = band_of(m, j.interval[0]) == j.band ? SPEED_SURE : SPEED_ON_EDGE;
    return j;
}

bool speed_is_precise(const struct speed_judgement *j)
{
    double half = sqrt(j->interval[1] / j->interval[0]);
    return j->state == SPEED_SURE && !j->drifts && !j->two_modes && half <= SPEED_PRECISE;
}

const char *speed_why_unsure(const struct speed_judgement *j, struct arena *a)
{
    if (j->drifts)
        return arena_printf(a, "the ratio drifted from %.2f to %.2f while it was measured", j->from,
                            j->to);
    if (j->two_modes)
        return arena_printf(a, "the ratio jumped to and fro between %.2f and %.2f", j->from, j->to);
    return arena_printf(a, "from round to round the ratio wandered between %.2f and %.2f",
                        j->interval[0], j->interval[1]);
}
