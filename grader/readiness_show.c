#include <errno.h>
#include <string.h>

#include "grader/readiness.h"
#include "grader/whole.h"

/* At once, when all of it is written: an older page stays until there is a new one. */
static const char *write_page(FILE *out, const struct readiness *r, const char **why,
                              const struct kit *k, struct arena *a)
{
    const char *plots = readiness_plots(r, arena_printf(a, "%s/build/plots", k->root), why, a);
    const char *page = arena_printf(a, "%s/build/readiness.html", k->root);
    struct whole whole;
    const char *error = whole_begin(&whole, page, a);
    if (error) return error;
    readiness_html(whole.out, r, plots, a);
    error = whole_end(&whole, a);
    if (!error) fprintf(out, "build/readiness.html\n");
    return error;
}

const char *readiness(FILE *out, const char *format, const struct term_style *style,
                      const char **remark, const struct kit *k, struct arena *a)
{
    struct course c;
    struct readiness r;
    struct past_tests *tests = NULL;
    size_t n_tests = 0;
    const char *why = NULL;
    bool json = strcmp(format, "json") == 0, html = strcmp(format, "html") == 0;
    if (!json && !html && strcmp(format, "term") != 0)
        return "FORMAT (--format) of readiness is term, json or html";
    const char *error = course_read(&c, remark, k, a);
    if (error) return error;
    if (!*remark) *remark = history_tests(&tests, &n_tests, a);
    readiness_of(&r, &c, tests, n_tests, a);
    if (*remark) /* the report says it too: it may be read elsewhere */
        r.remark[r.n_remarks++] = arena_printf(a, "not all was read: %s", *remark);
    else if (!c.history.path)
        r.remark[r.n_remarks++] = "no history is kept: MLKATA_HOME is empty";
    if (html)
        error = write_page(out, &r, &why, k, a);
    else if (json)
        readiness_json(out, &r, a);
    else
        readiness_term(out, &r, style, a);
    if (!*remark) *remark = why;
    if (!error && fflush(out) != 0)
        error = arena_printf(a, "the report could not be written: %s", strerror(errno));
    return error ? error : c.broken;
}
