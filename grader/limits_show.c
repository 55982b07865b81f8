#include <string.h>

#include "grader/limits.h"
#include "grader/term.h"
#include "grader/text.h"

enum { NAME_COLUMN = 4, RATE_COLUMN = 12, SIZE_COLUMN = 24 };

/* 49152 as "48 KB" */
static void add_size(struct text *line, size_t bytes)
{
    if (bytes >= (size_t)1 << 30 && bytes % ((size_t)1 << 30) == 0)
        text_add(line, "%zu GB", bytes >> 30);
    else if (bytes >= 1 << 20)
        text_add(line, "%.*f MB", bytes % (1 << 20) ? 1 : 0, (double)bytes / 0x1p20);
    else
        text_add(line, "%zu KB", bytes >> 10);
}

static void show_rate(struct term *t, const char *name, double rate, const char *rest)
{
    char value[32];
    snprintf(value, sizeof value, "%8.*f", rate < 99.95 ? 1 : 0, rate);
    term_pad(t, NAME_COLUMN);
    term_put(t, TONE_PLAIN, name);
    term_pad(t, RATE_COLUMN);
    term_put(t, TONE_STRONG, value);
    if (*rest) term_pad(t, SIZE_COLUMN);
    term_clip(t, TONE_FAINT, rest);
    term_end(t);
}

static void show_level(struct term *t, const struct limits_level *level)
{
    struct text rest = {0};
    add_size(&rest, level->footprint);
    text_add(&rest, ", again and again");
    if (level->capacity) {
        text_add(&rest, "; it holds ");
        add_size(&rest, level->capacity);
    }
    show_rate(t, level->name, level->read_gb_s, text_of(&rest));
    text_free(&rest);
}

/* The roofline's ridge: where reading and computing take equally long. */
static void show_balance(struct term *t, const struct limits *l)
{
    const struct limits_level *last = &l->level[l->n_levels - 1];
    struct text line = {0};
    text_add(&line,
             "Code on floats that does fewer than %.2g operations a byte waits for L1; fewer than "
             "%.2g, for %s. A dot product of floats does a quarter of one.",
             l->fma_gflops_f32 / l->level[0].read_gb_s, l->fma_gflops_f32 / last->read_gb_s,
             last->name);
    term_end(t);
    term_wrap(t, TONE_PLAIN, 2, text_of(&line));
    text_free(&line);
}

void limits_show(FILE *out, const struct limits *l, const struct term_style *style)
{
    struct term t = {.out = out, .style = style};
    term_clip(&t, TONE_STRONG, l->cpu);
    term_put(&t, TONE_PLAIN, ", one core at its best");
    term_end(&t);
    term_end(&t);
    term_line(&t, TONE_PLAIN, 2, "reads, in GB/s");
    for (size_t i = 0; i < l->n_levels; i++) show_level(&t, &l->level[i]);
    term_end(&t);
    term_line(&t, TONE_PLAIN, 2, "multiplies and adds, in GFLOP/s");
    show_rate(&t, "float", l->fma_gflops_f32, "");
    show_rate(&t, "double", l->fma_gflops_f64, "");
    show_balance(&t, l);
}
