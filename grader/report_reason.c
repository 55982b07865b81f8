#include <stdlib.h>
#include <string.h>

#include "grader/report_formats.h"
#include "grader/text.h"

static void add_finding(struct text *out, const struct report_finding *f)
{
    text_add(out, "\n%s", f->file ? f->file : "");
    if (f->line) text_add(out, ":%d", f->line);
    text_add(out, "%s%s", f->file ? ": " : "", f->words ? f->words : "");
    if (f->source) text_add(out, "\n    %s", f->source);
}

bool report_ran(const struct report *r)
{
    return r->verdict == VERDICT_PASS || r->verdict == VERDICT_FAIL ||
           r->verdict == VERDICT_UNSOLVED;
}

static const char *why_not(enum verdict v)
{
    return v == VERDICT_NO_COMPILE ? "it does not compile"
           : v == VERDICT_REJECTED ? "it was rejected before it ran"
                                   : "the grader failed, and not the answer";
}

char *report_reason(const struct report *r)
{
    struct text out = {0};
    text_add(&out, "%s", r->reason ? r->reason : why_not(r->verdict));
    for (size_t i = 0; i < r->n_findings && r->verdict == VERDICT_NO_COMPILE; i++)
        add_finding(&out, &r->finding[i]);
    char *words = strdup(text_of(&out));
    if (!words) text_out_of_memory();
    text_free(&out);
    return words;
}

const struct report_writer report_writers[] = {
    {"json", ".json", report_json},
    {"markdown", ".md", report_markdown},
    {"gradescope", ".gradescope.json", report_gradescope},
    {"exercism", ".exercism.json", report_exercism},
    {"junit", ".junit.xml", report_junit},
    {"tap", ".tap", report_tap},
    {NULL, NULL, NULL}};

report_format report_format_of(const char *name)
{
    for (const struct report_writer *w = report_writers; w->name; w++)
        if (strcmp(name, w->name) == 0) return w->write;
    return NULL;
}
