/* How points and speeds are spread: a row of columns an exercise, all to one scale, and the numbers
 * below for who cannot see them. Words from outside are cut down to letters before gnuplot sees
 * them. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grader/class_page_parts.h"
#include "grader/html.h"
#include "grader/plot.h"
#include "grader/scratch.h"
#include "grader/stats.h"
#include "grader/text.h"

#define POINTS "class-points"
#define SPEEDS "class-speeds"

/* Points in tenths of what was to be had, all of it apart; speeds by factors of the square root of
 * two, from 1/32 to 8 of the reference's, what lies outside in the columns at the ends. */
enum { POINT_COLUMNS = 11, SPEED_COLUMNS = 18, SPEED_FROM = -10, MOST_COLUMNS = SPEED_COLUMNS };
enum { WIDTH = 480, MARGIN = 142, LABELS_MOST_ROWS = 8 };

struct row {
    size_t n, column[MOST_COLUMNS];
    double least, median, most; /* of what the columns count; n = 0: none */
};

struct spread {
    const char *stem, *title, *unit;
    size_t n_columns, from, to; /* those that hold something: from .. to - 1 */
    struct row *row;            /* an exercise each */
    size_t n, highest;          /* rows that hold something; the highest column */
};

/* ---- counting ---- */

static size_t column_of_points(double share)
{
    if (share >= 1) return POINT_COLUMNS - 1;
    return share > 0 ? (size_t)floor(share * 10 + 1e-9) : 0;
}

static size_t column_of_speed(double ratio)
{
    double halves = floor(2 * log2(ratio) + 1e-9) - SPEED_FROM + 1;
    return (size_t)fmin(fmax(halves, 0), SPEED_COLUMNS - 1);
}

/* Where such a column begins. */
static double speed_edge(size_t column)
{
    return pow(2, ((int)column - 1 + SPEED_FROM) / 2.0);
}

static void count_row(struct class_page *p, size_t exercise, struct row *r, bool speed)
{
    const struct class_page_exercise *e = &p->exercise[exercise];
    double *x = arena_take(p->a, e->n, sizeof *x);
    for (size_t i = 0; i < p->c->roster.n_answers; i++) {
        const struct class_page_answer *y = &p->answer[i];
        bool known = speed ? y->ratio > 0 : y->verdict != VERDICT_FAULT && e->max_score > 0;
        if (y->exercise != exercise || !known) continue;
        x[r->n++] = speed ? y->ratio : y->score;
        r->column[speed ? column_of_speed(y->ratio) : column_of_points(y->score / e->max_score)]++;
    }
    if (r->n == 0) return;
    r->median = stats_median(x, r->n); /* x is then sorted */
    r->least = x[0], r->most = x[r->n - 1];
}

static struct spread spread_of(struct class_page *p, bool speed)
{
    struct spread s = {.stem = speed ? SPEEDS : POINTS,
                       .title =
                           speed ? "Speed, in times the reference" : "Points, of all there are",
                       .n_columns = speed ? SPEED_COLUMNS : POINT_COLUMNS};
    s.row = arena_take(p->a, p->n_exercises, sizeof *s.row);
    s.from = s.n_columns;
    for (size_t e = 0; e < p->n_exercises; e++) {
        count_row(p, e, &s.row[e], speed);
        s.n += s.row[e].n > 0;
        for (size_t i = 0; i < s.n_columns; i++) {
            size_t n = s.row[e].column[i];
            if (n > s.highest) s.highest = n;
            if (n && i < s.from) s.from = i;
            if (n && i + 1 > s.to) s.to = i + 1;
        }
    }
    if (!speed) s.from = 0, s.to = s.n_columns;
    return s;
}

/* "40–49", "all"; "0.71–1": what a column holds. */
static const char *column_name(const struct spread *s, size_t i, struct arena *a)
{
    if (strcmp(s->stem, POINTS) == 0)
        return i + 1 == POINT_COLUMNS ? "all" : arena_printf(a, "%zu–%zu %%", 10 * i, 10 * i + 9);
    if (i == 0) return arena_printf(a, "below %.2g", speed_edge(1));
    if (i + 1 == SPEED_COLUMNS) return arena_printf(a, "from %.2g", speed_edge(i));
    return arena_printf(a, "%.2g–%.2g", speed_edge(i), speed_edge(i + 1));
}

/* ---- as a picture ---- */

static void put_marks(struct text *t, const struct spread *s)
{
    text_add(t, "set xtics (");
    if (strcmp(s->stem, POINTS) == 0) {
        for (int i = 0; i < 10; i += 2) text_add(t, "'%d %%%%' %d, ", 10 * i, i);
        text_add(t, "'all' 10.6");
    } else {
        const char *before = "";
        for (int power = SPEED_FROM / 2; power <= 3; power++) {
            double x = 2 * power - SPEED_FROM + 1;
            if (x < (double)s->from || x > (double)s->to) continue;
            text_add(t, "%s'%s%d×' %g", before, power < 0 ? "1/" : "", 1 << abs(power), x);
            before = ", ";
        }
    }
    text_add(t, ") scale 0\n");
}

static void put_row_names(struct text *t, const struct class_page *p, const struct spread *s)
{
    size_t y = s->n;
    text_add(t, "set ytics (");
    for (size_t e = 0; e < p->n_exercises; e++) {
        if (s->row[e].n == 0) continue;
        text_add(t, "%s'", y == s->n ? "" : ", ");
        for (const char *c = p->exercise[e].name; *c; c++)
            text_add(t, "%c", isalnum((unsigned char)*c) || *c == '_' ? *c : '-');
        text_add(t, "' %zu.3", --y);
    }
    text_add(t, ") scale 0\n");
}

/* x from, x to, y from, y to, how many */
static void put_columns(struct text *t, const struct class_page *p, const struct spread *s)
{
    size_t y = s->n;
    text_add(t, "$c << EOD\n");
    for (size_t e = 0; e < p->n_exercises; e++) {
        if (s->row[e].n == 0) continue;
        y--;
        for (size_t i = 0; i < s->n_columns; i++) {
            size_t n = s->row[e].column[i];
            bool all = i == 10 && s->n_columns == POINT_COLUMNS;
            double x = all ? 10.2 : (double)i;
            if (n)
                text_add(t, "%.2f %.2f %zu %.4f %zu\n", x + 0.04, x + (all ? 0.8 : 0.96), y,
                         (double)y + 0.64 * (double)n / (double)s->highest, n);
        }
    }
    text_add(t, "EOD\n");
}

static void draw(struct text *t, const struct class_page *p, const struct spread *s)
{
    size_t most = p->n_exercises; /* either picture to the same scale */
    size_t row = most <= 3 ? 84 : most <= LABELS_MOST_ROWS ? 56 : 36, height = 50 + row * s->n;
    bool points = strcmp(s->stem, POINTS) == 0;
    put_columns(t, p, s);
    text_add(t,
             "reset\nset terminal svg size %d,%zu dynamic noenhanced font 'sans-serif,13'\n"
             "set output '%s.svg'\nset encoding utf8\nset key off\nset border 0\n"
             "set lmargin at screen %.4f\nset rmargin at screen 0.985\n"
             "set tmargin at screen %.4f\nset bmargin at screen %.4f\n",
             WIDTH, height, s->stem, (double)MARGIN / WIDTH, 1 - 8.0 / (double)height,
             30.0 / (double)height);
    text_add(t, "set xrange [%g:%g]\nset yrange [0:%zu]\n", points ? -0.1 : (double)s->from - 0.1,
             points ? 11.1 : (double)s->to + 0.1, s->n);
    put_marks(t, s);
    put_row_names(t, p, s);
    for (size_t y = 0; y < s->n; y++)
        text_add(t,
                 "set arrow from graph 0, first %zu to graph 1, first %zu nohead back lw 1 "
                 "lc rgb '#9aa3ab'\n",
                 y, y);
    if (!points && s->from <= 11 && s->to >= 11)
        text_add(t, "set arrow from 11, graph 0 to 11, graph 1 nohead back lw 1.5 dt 2 lc rgb "
                    "'#8c8c8c'\n");
    text_add(t, "plot $c using 1:3:1:2:3:4 with boxxy fs solid noborder lc rgb '#2f86c1'");
    if (most <= LABELS_MOST_ROWS)
        text_add(t, ", $c using (($1 + $2) / 2):4:5 with labels offset 0, 0.5 font ',10'");
    text_add(t, "\n");
}

/* ---- as numbers ---- */

static void put_numbers(struct class_page *p, const struct spread *s)
{
    FILE *out = p->out;
    fprintf(out,
            "<details class=\"more\"><summary>the same in numbers</summary><div class=\"wide\""
            " tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table><thead><tr>"
            "<th scope=\"col\">exercise</th><th scope=\"col\">answers</th>"
            "<th scope=\"col\">least</th><th scope=\"col\">median</th><th scope=\"col\">most"
            "</th>",
            s->title);
    for (size_t i = s->from; i < s->to; i++)
        fprintf(out, "<th scope=\"col\">%s</th>", column_name(s, i, p->a));
    fputs("</tr></thead><tbody>\n", out);
    for (size_t e = 0; e < p->n_exercises; e++) {
        const struct row *r = &s->row[e];
        if (r->n == 0) continue;
        fputs("<tr><th scope=\"row\">", out);
        html_put(out, p->exercise[e].name);
        fprintf(out, "</th><td>%zu</td><td>%.3g</td><td>%.3g</td><td>%.3g</td>", r->n, r->least,
                r->median, r->most);
        for (size_t i = s->from; i < s->to; i++) fprintf(out, "<td>%zu</td>", r->column[i]);
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div></details>\n", out);
}

static void put_spread(struct class_page *p, const struct spread *s, const char *folder)
{
    fputs("<figure>", p->out);
    class_page_in(p->out, "figcaption", s->title);
    const char *svg = folder ? plot_inline(folder, s->stem, p->a) : "";
    if (*svg)
        fprintf(p->out, "<div class=\"plot\" role=\"img\" aria-label=\"%s\">%s</div>\n", s->title,
                svg);
    put_numbers(p, s);
    fputs("</figure>\n", p->out);
}

void class_page_plots(struct class_page *p)
{
    struct spread s[2] = {spread_of(p, false), spread_of(p, true)};
    struct text script = {0};
    const char *folder = NULL;
    for (int i = 0; i < 2; i++)
        if (s[i].n) draw(&script, p, &s[i]);
    if (script.length) p->no_plots = scratch_make(&folder, p->c->k, p->a);
    if (folder) p->no_plots = plot_draw(text_of(&script), folder, p->a);
    text_free(&script);

    fputs("<section id=\"spread\" aria-labelledby=\"spread-h\">"
          "<h2 id=\"spread-h\">Distributions</h2>\n",
          p->out);
    fputs(s[0].n ? "<p class=\"soft\">The height of a column is how many answers lie there. What "
                   "does not compile, or was rejected, has no points; speeds are those of right "
                   "answers.</p>\n<div class=\"pair\">\n"
                 : "<p>Nothing was graded.</p>\n<div class=\"pair\">\n",
          p->out);
    for (int i = 0; i < 2; i++)
        if (s[i].n) put_spread(p, &s[i], p->no_plots ? NULL : folder);
    fputs("</div>\n</section>\n", p->out);
    if (folder) scratch_remove(folder);
}
