/* Two pictures: how long each pass took beside what was planned, and which groups of tests failed.
 * Every word from outside is cut down to letters before gnuplot sees it. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "grader/calendar.h"
#include "grader/plot.h"
#include "grader/readiness.h"
#include "grader/text.h"

enum { AROUND_DAYS = 4 };
#define TIMES "readiness-times"
#define GROUPS "readiness-groups"

static void begin(struct text *s, const char *stem, const char *title)
{
    text_add(
        s,
        "reset\nset terminal svg size 760,300 dynamic font 'sans-serif,13'\n"
        "set output '%s.svg'\nset title '%s'\nset border 3 lc rgb '#606060'\nset tics nomirror\n"
        "set key off\n",
        stem, title);
}

/* "": no pass has a clock. */
static bool draw_times(struct text *s, const struct readiness *r, struct arena *a)
{
    size_t n = 0;
    int64_t first_ms = INT64_MAX, last_ms = 0;
    begin(s, TIMES, "Minutes worked, beside those planned (1)");
    text_add(s, "$t << EOD\n");
    for (size_t i = 0; i < r->course->n; i++) {
        const struct course_item *it = &r->course->item[i];
        for (size_t t = 0; t < it->p.n_attempts; t++) {
            const struct attempt *of = &it->p.attempt[t];
            if (!of->ended_ms || of->gave_up || of->worked_ms <= 0) continue;
            text_add(s, "%s %.4f\n", calendar_date(of->ended_ms, a),
                     of->worked_ms / CALENDAR_MINUTE / it->m.minutes);
            if (of->ended_ms < first_ms) first_ms = of->ended_ms;
            if (of->ended_ms > last_ms) last_ms = of->ended_ms;
            n++;
        }
    }
    if (n == 0) return false;
    text_add(s,
             "EOD\nset xdata time\nset timefmt '%%Y-%%m-%%d'\nset format x '%%d %%b'\n"
             "set xrange ['%s':'%s']\nset yrange [0:*]\nset offsets 0, 0, 0.3, 0\n"
             "plot 1 lc rgb '#8c8c8c' dt 2, $t using 1:2 with points pt 7 ps 0.9 lc rgb "
             "'#0072b2'\n",
             calendar_date(first_ms - AROUND_DAYS * CALENDAR_DAY, a),
             calendar_date(last_ms + AROUND_DAYS * CALENDAR_DAY, a));
    return true;
}

static bool draw_groups(struct text *s, const struct readiness *r)
{
    begin(s, GROUPS, "Share of gradings that failed a test of the group");
    text_add(s, "$g << EOD\n");
    for (size_t i = 0; i < r->n_groups; i++) {
        const struct readiness_count *c = &r->group[i].failures;
        text_add(s, "%zu %.4f x", i, (double)c->n / (double)c->of);
        for (const char *n = r->group[i].name; *n; n++)
            text_add(s, "%c", isalnum((unsigned char)*n) ? *n : '-');
        text_add(s, " %zu/%zu\n", c->n, c->of);
    }
    text_add(s,
             "EOD\nset yrange [0:1.15]\nset xrange [-0.7:%zu-0.3]\nset style fill solid\n"
             "plot $g using 1:2:(0.6):xtic(substr(strcol(3), 2, 40)) with boxes lc rgb '#d55e00',"
             " $g using 1:($2 + 0.06):4 with labels\n",
             r->n_groups);
    return r->n_groups > 0;
}

const char *readiness_plots(const struct readiness *r, const char *folder, const char **why,
                            struct arena *a)
{
    struct text times = {0}, groups = {0};
    bool has_times = draw_times(&times, r, a), has_groups = draw_groups(&groups, r);
    const char *script = arena_printf(a, "%s%s", has_times ? text_of(&times) : "",
                                      has_groups ? text_of(&groups) : "");
    text_free(&times);
    text_free(&groups);
    *why = NULL;
    if (!*script) return "";
    if (mkdir(folder, 0755) != 0 && errno != EEXIST)
        *why = arena_printf(a, "%s cannot be made: %s", folder, strerror(errno));
    if (!*why) *why = plot_draw(script, folder, a);
    if (*why) *why = arena_printf(a, "the page is without its plots: %s", *why);
    if (*why) return "";
    return arena_printf(a, "%s%s", has_times ? plot_inline(folder, TIMES, a) : "",
                        has_groups ? plot_inline(folder, GROUPS, a) : "");
}
