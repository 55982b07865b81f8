#include "grader/class_progress.h"

#include <stdio.h>
#include <unistd.h>

#include "grader/process.h"
#include "grader/term.h"
#include "grader/text.h"

enum { SHOW_MS = 100 };

void class_progress_begin(struct class_progress *p, const char *what, size_t n)
{
    *p = (struct class_progress){.what = what,
                                 .n = n,
                                 .began_ms = clock_ms(),
                                 .on_screen = isatty(STDERR_FILENO),
                                 .style = term_style_of(stderr)};
}

static void add_time(struct text *to, double ms)
{
    size_t s = (size_t)((ms + 500) / 1000);
    if (s >= 3600)
        text_add(to, "%zu:%02zu:%02zu", s / 3600, s / 60 % 60, s % 60);
    else
        text_add(to, "%zu:%02zu", s / 60, s % 60);
}

void class_progress_words(struct text *to, const struct class_progress *p, double ms)
{
    text_add(to, "%zu of %zu %s", p->done, p->n, p->what);
    if (p->without) text_add(to, " · %zu without a verdict", p->without);
    if (p->more && *p->more) text_add(to, " · %s", p->more);
    if (!p->done) return;
    text_add(to, " · ");
    add_time(to, ms / (double)p->done * (double)(p->n - p->done));
    text_add(to, " left");
}

void class_progress_show(struct class_progress *p)
{
    double now = clock_ms();
    if (!p->on_screen || (p->shown_ms && now < p->shown_ms + SHOW_MS)) return;
    struct text words = {0};
    struct term t = {.out = stderr, .style = &p->style};
    class_progress_words(&words, p, now - p->began_ms);
    fputs("\r", stderr);
    term_clip(&t, TONE_PLAIN, text_of(&words));
    fputs("\033[K", stderr);
    text_free(&words);
    p->shown_ms = now;
}

void class_progress_end(struct class_progress *p, bool all)
{
    double ms = clock_ms() - p->began_ms;
    struct text words = {0};
    if (p->shown_ms) fputs("\r\033[K", stderr);
    if (all && p->n) {
        text_add(&words, "mlkata: %zu answer%s %s in ", p->n, p->n == 1 ? "" : "s", p->what);
        add_time(&words, ms);
        text_add(&words, ", %.0f a minute", (double)p->n / (ms / 60000));
        if (p->without) text_add(&words, "; %zu without a verdict", p->without);
        fprintf(stderr, "%s\n", text_of(&words));
    }
    text_free(&words);
}
