/* feedback/SLUG/EX and an ending for each format that there is. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/class_results_parts.h"
#include "grader/report_formats.h"
#include "grader/whole.h"

const char *results_feedback_base(const struct results_row *row, struct arena *a)
{
    return arena_printf(a, "feedback/%s/%s", row->member->slug, row->answer->exercise);
}

/* As on a terminal that nobody sized. */
static void write_text(FILE *out, const struct report *r)
{
    static const struct term_style style = {.utf8 = true, .width = 100};
    report_term(out, r, &style);
}

static const char *make_folder(const char *path, struct arena *a)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return NULL;
    return arena_printf(a, "%s: %s", path, strerror(errno));
}

static const char *write_file(const char *path, report_format write, const struct report *r,
                              struct arena *a)
{
    struct whole w;
    const char *error = whole_begin(&w, path, a);
    if (error) return error;
    write(w.out, r);
    return whole_end(&w, a);
}

static const char *write_or_remove(const char *path, report_format write, const struct report *r,
                                   struct arena *a)
{
    if (r) return write_file(path, write, r, a);
    unlink(path);
    return NULL;
}

const char *results_feedback_write(const struct class *c, const struct results_row *row,
                                   struct arena *a)
{
    const char *base = arena_printf(a, "%s/%s", c->out, results_feedback_base(row, a)), *error;
    if (row->report) {
        error = make_folder(arena_printf(a, "%s/feedback", c->out), a);
        if (!error)
            error = make_folder(arena_printf(a, "%s/feedback/%s", c->out, row->member->slug), a);
        if (error) return error;
    }
    error = write_or_remove(arena_printf(a, "%s.txt", base), write_text, row->report, a);
    for (const struct report_writer *w = report_writers; w->name && !error; w++)
        error = write_or_remove(arena_printf(a, "%s%s", base, w->ending), w->write, row->report, a);
    return error;
}
