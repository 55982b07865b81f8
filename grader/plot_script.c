/* gnuplot's part is to draw; where things go is reckoned here, so that labels at the ends of lines
 * which meet do not cover one another. Every word from outside goes through put_quoted: between
 * single quotes gnuplot obeys nothing. */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "grader/plot.h"
#include "grader/text.h"

enum { LINES = 5, SAMPLES = 160, YOURS = 4, LABELS_HIGH = 17 /* that fit above one another */ };

struct point {
    double n, ns;
};

struct line {
    const char *name, *colour, *style;
    struct point *point;
    size_t n_points;
    double label; /* height of its name, log10 ns */
};

struct scene {
    const struct plot *p;
    struct line line[LINES]; /* later ones lie above */
    double n[2], ns[2];      /* the ranges of the axes */
};

static bool is_time(double ns)
{
    return ns > 0 && isfinite(ns);
}

/* ---- what there is to draw ---- */

static void add_point(struct line *l, double n, double ns)
{
    if (n > 0 && is_time(ns)) l->point[l->n_points++] = (struct point){n, ns};
}

static void take_rung(struct line *l, const struct plot *p, size_t offset, struct arena *a)
{
    l->point = arena_take(a, p->n_sizes + 1, sizeof *l->point);
    for (size_t i = 0; i < p->n_sizes; i++) {
        const double *ns = (const double *)(const void *)((const char *)&p->size[i] + offset);
        add_point(l, (double)p->size[i].n, *ns);
    }
}

static void take_limit(struct line *l, const struct plot *p, double from, double to,
                       struct arena *a)
{
    const char *kind;
    l->point = arena_take(a, SAMPLES, sizeof *l->point);
    for (int i = 0; p->limits && i < SAMPLES; i++) {
        double n = from * pow(to / from, i / (SAMPLES - 1.0));
        double ns =
            limits_call_ns(p->limits, p->bytes_per_n * n, p->flops_per_n * n, p->f32, &kind);
        add_point(l, n, ns / n);
    }
}

static void widen(double range[2], double x)
{
    if (!(x >= range[0])) range[0] = x;
    if (!(x <= range[1])) range[1] = x;
}

/* False: there is nothing. */
static bool set_scene(struct scene *s, const struct plot *p, struct arena *a)
{
    *s = (struct scene){.p = p, .n = {NAN, NAN}, .ns = {NAN, NAN}};
    s->line[0] = (struct line){"limit", "#8c8c8c", "lw 1.5 dt (9,6)", NULL, 0, 0};
    s->line[1] = (struct line){"plain", "#d55e00", "lw 2 pt 9 ps 1.1", NULL, 0, 0};
    s->line[2] = (struct line){"blas", "#cc79a7", "lw 2 pt 5 ps 0.9", NULL, 0, 0};
    s->line[3] = (struct line){"fast", "#009e73", "lw 2 pt 13 ps 1.2", NULL, 0, 0};
    s->line[YOURS] = (struct line){"yours", "#0072b2", "lw 4.5 pt 7 ps 1.3", NULL, 0, 0};
    take_rung(&s->line[1], p, offsetof(struct plot_size, plain), a);
    take_rung(&s->line[2], p, offsetof(struct plot_size, blas), a);
    take_rung(&s->line[3], p, offsetof(struct plot_size, fast), a);
    take_rung(&s->line[YOURS], p, offsetof(struct plot_size, yours), a);
    for (int i = 1; i < LINES; i++)
        for (size_t j = 0; j < s->line[i].n_points; j++) widen(s->n, s->line[i].point[j].n);
    if (isnan(s->n[0])) return false;
    take_limit(&s->line[0], p, s->n[0], s->n[1], a);
    for (int i = 0; i < LINES; i++)
        for (size_t j = 0; j < s->line[i].n_points; j++) widen(s->ns, s->line[i].point[j].ns);
    s->ns[0] /= 1.5;
    s->ns[1] *= 1.8; /* the caches' names stand there */
    return true;
}

/* ---- names at the ends of lines ---- */

static int by_label(const void *a, const void *b)
{
    const struct line *x = *(struct line *const *)a, *y = *(struct line *const *)b;
    return (x->label > y->label) - (x->label < y->label);
}

/* Each begins at the height of its line's end. From the bottom up, those that are too near to the
 * one below are raised; then all of such a heap are lowered by half of what its top was raised. */
static void place_labels(struct scene *s)
{
    struct line *by_height[LINES];
    double apart = log10(s->ns[1] / s->ns[0]) / LABELS_HIGH, wanted[LINES];
    size_t n = 0;
    for (int i = 0; i < LINES; i++) {
        struct line *l = &s->line[i];
        if (l->n_points == 0) continue;
        l->label = log10(l->point[l->n_points - 1].ns);
        by_height[n++] = l;
    }
    qsort(by_height, n, sizeof *by_height, by_label);
    for (size_t i = 0; i < n; i++) wanted[i] = by_height[i]->label;
    for (size_t first = 0, last; first < n; first = last + 1) {
        double raised = 0;
        for (last = first; last + 1 < n; last++) {
            double next = by_height[last]->label + apart;
            if (wanted[last + 1] >= next) break;
            by_height[last + 1]->label = next;
            raised = next - wanted[last + 1];
        }
        for (size_t i = first; i <= last; i++) by_height[i]->label -= raised / 2;
    }
}

/* ---- the script ---- */

/* An apostrophe becomes a typographic one: as gnuplot would have it, twice, it fails at the start
 * of a string. */
static void put_quoted(struct text *t, const char *words)
{
    struct text visible = {0};
    text_put_visible(&visible, words, strlen(words));
    text_add(t, "'");
    for (const char *c = text_of(&visible); *c; c++)
        if (*c == '\'')
            text_add(t, "’");
        else
            text_put(t, c, 1);
    text_add(t, "'");
    text_free(&visible);
}

static void put_data(struct text *t, const struct scene *s)
{
    for (int i = 0; i < LINES; i++) {
        const struct line *l = &s->line[i];
        if (l->n_points == 0) continue;
        text_add(t, "$%s << end\n", l->name);
        for (size_t j = 0; j < l->n_points; j++)
            text_add(t, "%.9g %.9g\n", l->point[j].n, l->point[j].ns);
        text_add(t, "end\n");
    }
}

/* The sizes; where two are too near for both their names, the smaller one's is left out. */
static void put_x_marks(struct text *t, const struct scene *s)
{
    double least = log10(s->n[1] / s->n[0]) / 9;
    text_add(t, "set xtics (");
    for (size_t i = 0; i < s->p->n_sizes; i++) {
        size_t n = s->p->size[i].n;
        bool last = i + 1 == s->p->n_sizes;
        bool room = last || log10((double)s->p->size[i + 1].n / (double)n) > least;
        char count[32] = "";
        if (room || n == s->p->graded) text_count(count, n);
        text_add(t, "%s\"%s%s\" %zu", i ? ", " : "", count, n == s->p->graded ? "\\ngraded" : "",
                 n);
    }
    text_add(t, ") scale 0.6\n");
}

/* 1, 2 and 5 times the powers of ten; over many decades the powers alone. */
static void put_y_marks(struct text *t, const struct scene *s)
{
    static const double steps[] = {1, 2, 5};
    size_t n_steps = s->ns[1] / s->ns[0] < 2000 ? 3 : 1;
    const char *before = "";
    text_add(t, "set ytics (");
    for (int power = (int)floor(log10(s->ns[0])); power <= (int)log10(s->ns[1]) + 1; power++)
        for (size_t i = 0; i < n_steps; i++) {
            double ns = steps[i] * pow(10, power);
            if (ns < s->ns[0] || ns > s->ns[1]) continue;
            text_add(t, "%s\"%.9g\" %.9g", before, ns, ns);
            before = ", ";
        }
    text_add(t, ") scale 0\n");
}

/* Where the inputs of a call no longer fit. */
static void put_cache_marks(struct text *t, const struct scene *s)
{
    const struct limits *l = s->p->limits;
    for (size_t i = 0; l && i < l->n_levels && s->p->bytes_per_n > 0; i++) {
        double n = (double)l->level[i].capacity / s->p->bytes_per_n;
        if (n <= s->n[0] || n >= s->n[1]) continue;
        text_add(t, "set arrow from first %.9g, graph 0 to first %.9g, graph 1 nohead back lw 1 ",
                 n, n);
        text_add(t, "lc rgb '#d9d9d9'\nset label '%s ends' at first %.9g, graph 0.975 left ",
                 l->level[i].name, n);
        text_add(t, "offset char 0.4, 0 tc rgb '#8c8c8c' font ',11'\n");
    }
}

static void put_names(struct text *t, const struct scene *s)
{
    for (int i = 0; i < LINES; i++) {
        const struct line *l = &s->line[i];
        if (l->n_points == 0) continue;
        const struct point *end = &l->point[l->n_points - 1];
        text_add(
            t, "set label '%s' at %.9g, %.9g left offset char 1.2, 0 front tc rgb '%s' font '%s'\n",
            l->name, end->n, pow(10, l->label), l->colour, i == YOURS ? ":Bold" : "");
    }
}

static void put_lines(struct text *t, const struct scene *s)
{
    const char *before = "plot ";
    for (int i = 0; i < LINES; i++) {
        const struct line *l = &s->line[i];
        if (l->n_points == 0) continue;
        text_add(t, "%s$%s with %s %s lc rgb '%s' title '%s'", before, l->name,
                 i ? "linespoints" : "lines", l->style, l->colour, l->name);
        before = ", \\\n     ";
    }
    text_add(t, "\n");
}

static void put_words(struct text *t, const struct plot *p)
{
    struct text below = {0};
    text_add(&below, "ns %s %s against n, on one core of %s",
             *p->unit && strchr("aeiou", *p->unit) ? "an" : "a", p->unit, p->cpu);
    text_add(t, "set label ");
    put_quoted(t, p->exercise);
    text_add(t, " at graph 0, 1 left offset char 0, 2.4 font ':Bold,17'\nset label ");
    put_quoted(t, text_of(&below));
    text_add(t, " at graph 0, 1 left offset char 0, 1.1 tc rgb '#595959' font ',13'\n"
                "set label 'n' at graph 0, 0 right offset char -4.6, -0.95 tc rgb '#595959'\n");
    text_free(&below);
}

static void put_frame(struct text *t, const struct scene *s)
{
    text_add(t, "set encoding utf8\nset logscale xy\nunset key\nset border 1 lc rgb '#8c8c8c'\n"
                "set tmargin 5\nset rmargin 10\nset lmargin 8\nset bmargin 4\n"
                "set grid ytics lt 1 lw 0.8 lc rgb '#e6e6e6'\n"
                "set tics nomirror tc rgb '#333333'\n");
    text_add(t, "set xrange [%.9g:%.9g]\nset yrange [%.9g:%.9g]\n", s->n[0] / 1.06, s->n[1],
             s->ns[0], s->ns[1]);
}

/* The same picture twice: PNG with two pixels where SVG has one. */
static void put_terminal(struct text *t, const char *terminal, const char *size, const char *file)
{
    text_add(t, "set terminal %s size %s noenhanced font 'sans-serif,14' %s\nset output ", terminal,
             size,
             strcmp(terminal, "svg") == 0 ? "background '#ffffff'"
                                          : "fontscale 2 linewidth 2 pointscale 2");
    put_quoted(t, file);
    text_add(t, "\n");
}

char *plot_script(const struct plot *p, const char *svg, const char *png, struct arena *a)
{
    struct scene s;
    struct text t = {0};
    if (set_scene(&s, p, a)) {
        place_labels(&s);
        put_data(&t, &s);
        put_terminal(&t, "svg", "900,560", svg);
        put_frame(&t, &s);
        put_words(&t, p);
        put_x_marks(&t, &s);
        put_y_marks(&t, &s);
        put_cache_marks(&t, &s);
        put_names(&t, &s);
        put_lines(&t, &s);
        put_terminal(&t, "pngcairo", "1800,1120", png);
        text_add(&t, "replot\n");
    }
    char *script = arena_copy(a, text_of(&t));
    text_free(&t);
    return script;
}
