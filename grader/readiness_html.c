#include <string.h>

#include "grader/calendar.h"
#include "grader/html.h"
#include "grader/readiness.h"
#include "grader/text.h"

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>Readiness</title>\n<style>\n"
    "body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;"
    " padding: 0 1rem; color: #222; background: #fff }\n"
    "table { border-collapse: collapse; width: 100% }\n"
    "td, th { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0;"
    " border-bottom: 1px solid #ddd }\n"
    ".strong { color: #00664b } .weak { color: #a33d00 } .mixed { color: #7a5600 }\n"
    ".none, .thin { color: #666 } code { background: #f2f2f2; padding: .1rem .3rem }\n"
    "td:nth-child(2) { min-width: 7em }\n"
    "svg { max-width: 100%; height: auto }\n</style></head><body>\n";

/* Between tags: "<td>", words, "</td>". */
static void put_in(FILE *out, const char *tag, const char *words)
{
    fprintf(out, "<%s>", tag);
    html_put(out, words);
    fprintf(out, "</%s>", tag);
}

static void row(FILE *out, const char *class, const char *a, const char *b, const char *c)
{
    fprintf(out, "<tr class=\"%s\">", class);
    put_in(out, "td", a);
    put_in(out, "td", b);
    put_in(out, "td", c);
    fputs("</tr>\n", out);
}

static void put_areas(FILE *out, const char *title, const struct readiness_area *x, size_t n,
                      struct arena *a)
{
    put_in(out, "h2", title);
    fputs("<table><tr><th>name<th>level<th>evidence</tr>\n", out);
    for (size_t i = 0; i < n; i++, x++) {
        bool none = x->level == LEVEL_NO_EVIDENCE;
        row(out, none ? "none" : readiness_level_name(x->level), x->name,
            readiness_level_name(x->level), none ? "" : readiness_evidence(x, a));
    }
    fputs("</table>\n", out);
}

static void put_groups(FILE *out, const struct readiness *r, struct arena *a)
{
    put_in(out, "h2", "Failures by group of tests");
    if (!r->n_groups) put_in(out, "p", "no evidence");
    fputs("<table>\n", out);
    for (size_t i = 0; i < r->n_groups; i++) {
        const struct readiness_group *g = &r->group[i];
        row(out, "group", g->name,
            arena_printf(a, "%zu of %zu gradings", g->failures.n, g->failures.of),
            g->last_ms ? arena_printf(a, "last %s", calendar_date(g->last_ms, a)) : "");
    }
    fputs("</table>\n", out);
}

static void put_due(FILE *out, const struct readiness *r, struct arena *a)
{
    put_in(out, "h2", "To be repeated");
    if (!r->n_due) put_in(out, "p", "nothing yet");
    fputs("<table>\n", out);
    for (size_t i = 0; i < r->n_due; i++)
        row(out, "repetition", r->due[i]->m.exercise, calendar_date(r->due[i]->p.due_ms, a),
            course_is_due(r->course, r->due[i]) ? "due" : "");
    fputs("</table>\n", out);
}

static void put_advice(FILE *out, const struct readiness *r)
{
    put_in(out, "h2", "Risks");
    if (!r->n_risks) put_in(out, "p", "none that the history shows");
    fputs("<ol id=\"risks\">\n", out);
    for (size_t i = 0; i < r->n_risks; i++) {
        fputs("<li>", out);
        put_in(out, "b", r->risk[i].name);
        fputs(": ", out);
        html_put(out, r->risk[i].evidence);
        fputs("</li>\n", out);
    }
    fputs("</ol>\n", out);
    put_in(out, "h2", "First");
    if (!r->first.item) {
        put_in(out, "p", "nothing: all pass, and none is due");
        return;
    }
    fputs("<p>", out);
    put_in(out, "code", r->first.what);
    fputs(" ", out);
    html_put(out, r->first.why);
    fputs("</p>\n", out);
}

static void put_stages(FILE *out, const struct readiness *r)
{
    put_in(out, "h2", "The rounds");
    fputs("<table><tr><th>round<th>what this kit measured<th>yours to see to</tr>\n", out);
    for (size_t i = 0; i < READINESS_STAGES; i++) {
        const struct readiness_stage *s = &r->stage[i];
        fprintf(out, "<tr class=\"%s\"><td><label><input type=\"checkbox\"> ",
                s->measured ? "measured" : "none");
        html_put(out, s->name);
        fputs("</label></td>", out);
        put_in(out, "td", s->measured ? s->evidence : "not measured by this kit");
        put_in(out, "td", s->beyond);
        fputs("</tr>\n", out);
    }
    fputs("</table>\n", out);
}

void readiness_html(FILE *out, const struct readiness *r, const char *plots, struct arena *a)
{
    fputs(head, out);
    put_in(out, "h1", arena_printf(a, "Readiness on %s", calendar_date(r->course->now_ms, a)));
    put_in(out, "p",
           r->to_ms
               ? arena_printf(a, "Evidence: %s to %s, %zu gradings", calendar_date(r->from_ms, a),
                              calendar_date(r->to_ms, a), r->n_gradings)
               : "Evidence: none yet");
    for (size_t i = 0; i < r->n_remarks; i++) put_in(out, "p", r->remark[i]);
    put_advice(out, r);
    put_areas(out, "Competencies", r->competency, r->n_competencies, a);
    put_areas(out, "Tracks", r->track, r->n_tracks, a);
    fputs(plots, out);
    put_groups(out, r, a);
    put_due(out, r, a);
    put_stages(out, r);
    fputs("</body></html>\n", out);
}
