#include "grader/plot.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/process.h"
#include "grader/text.h"

enum { DEADLINE_MS = 60000, WORDS_LIMIT = 4096 };

static char *file_stem(const char *exercise, struct arena *a)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    char *stem = *exercise ? arena_printf(a, "%.100s", exercise) : arena_copy(a, "_");
    for (char *c = stem; *c; c++)
        if (!strchr(letters, *c)) *c = '_';
    return stem;
}

/* The script as an open file, to be read from its start. NULL, with errno. */
static FILE *as_file(const char *script)
{
    FILE *f = tmpfile();
    if (!f) return NULL;
    bool whole = fputs(script, f) >= 0 && fflush(f) == 0 && lseek(fileno(f), 0, SEEK_SET) == 0;
    if (whole) return f;
    fclose(f);
    return NULL;
}

static const char *why_not_drawn(const struct process *p, struct arena *a)
{
    if (process_error(p))
        return arena_printf(a, "no gnuplot to draw with: %s (apt-get install gnuplot-nox)",
                            process_error(p));
    if (p->overran) return "gnuplot was not done after a minute";
    return arena_printf(a, "gnuplot could not draw: %.300s", p->err.n ? p->err.bytes : "no word");
}

const char *plot_draw(const char *script, const char *folder, struct arena *a)
{
    const char *argv[] = {"gnuplot", "-d", "-", NULL}; /* -d: no settings of the user's own */
    struct process p;
    FILE *f = as_file(script);
    if (!f) return arena_printf(a, "no temporary file to be had: %s", strerror(errno));
    const char *error = process_start(&p, &(struct launch){.argv = argv,
                                                           .folder = folder,
                                                           .reads = fileno(f),
                                                           .deadline_ms = DEADLINE_MS,
                                                           .err_limit = WORDS_LIMIT,
                                                           .cpu = -1});
    if (!error) process_finish(&p);
    if (!error && !process_succeeded(&p)) error = why_not_drawn(&p, a);
    process_free(&p);
    fclose(f);
    return error;
}

/* ---- in a page ---- */

/* Two pictures in one page: what either calls its parts gets the picture's name before it. */
static void put_with_own_names(struct text *t, const char *svg, const char *stem)
{
    static const char *const before[] = {" id=\"", " id='", "href=\"#", "href='#", "url(#"};
    while (*svg) {
        size_t n = 0;
        for (size_t i = 0; i < sizeof before / sizeof *before && !n; i++)
            if (strncmp(svg, before[i], strlen(before[i])) == 0) n = strlen(before[i]);
        text_put(t, svg, n ? n : 1);
        if (n) text_add(t, "%s-", stem);
        svg += n ? n : 1;
    }
}

/* From <svg on, for a page has its own head; and without its title, which browsers show. */
static char *picture_of(const char *file, struct arena *a)
{
    const char *svg = strstr(file, "<svg"), *title = svg ? strstr(svg, "<title>") : NULL;
    const char *end = title ? strstr(title, "</desc>") : NULL;
    if (!svg) return arena_copy(a, "");
    if (!end) return arena_copy(a, svg);
    return arena_printf(a, "%.*s%s", (int)(title - svg), svg, end + strlen("</desc>"));
}

const char *plot_inline(const char *folder, const char *stem, struct arena *a)
{
    struct text file = {0}, own = {0};
    char bytes[4096];
    size_t n;
    FILE *f = fopen(arena_printf(a, "%s/%s.svg", folder, stem), "r");
    if (!f) return "";
    while ((n = fread(bytes, 1, sizeof bytes, f))) text_put(&file, bytes, n);
    fclose(f);
    put_with_own_names(&own, picture_of(text_of(&file), a), stem);
    const char *copy = arena_copy(a, text_of(&own));
    text_free(&own);
    text_free(&file);
    return copy;
}

/* ---- of one exercise ---- */

static const char *put_in_place(const char *from, const char *to, struct arena *a)
{
    if (rename(from, to) == 0) return NULL;
    return arena_printf(a, "%s cannot be written: %s", to, strerror(errno));
}

const char *plot_sizes(const struct plot *p, const char *folder, struct arena *a)
{
    char *stem = file_stem(p->exercise, a);
    char *svg = arena_printf(a, "%s.new.svg", stem), *png = arena_printf(a, "%s.new.png", stem);
    const char *script = plot_script(p, svg, png, a);
    if (!*script) return "there are no times to draw";
    if (mkdir(folder, 0755) != 0 && errno != EEXIST)
        return arena_printf(a, "%s cannot be made: %s", folder, strerror(errno));
    const char *new_svg = arena_printf(a, "%s/%s", folder, svg);
    const char *new_png = arena_printf(a, "%s/%s", folder, png);
    const char *error = plot_draw(script, folder, a);
    if (!error) error = put_in_place(new_svg, arena_printf(a, "%s/%s.svg", folder, stem), a);
    if (!error) error = put_in_place(new_png, arena_printf(a, "%s/%s.png", folder, stem), a);
    unlink(new_svg);
    unlink(new_png);
    return error;
}
