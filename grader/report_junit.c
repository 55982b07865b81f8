/* JUnit's XML as Jenkins, GitLab and GitHub's reporters read it. Wrong is a failure, a crash or a
 * timeout an error. An answer that was not run is one test case, "is graded". */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "grader/report_formats.h"
#include "grader/text.h"

/* XML 1.0 has no place for most control characters, U+FFFE and U+FFFF, not even escaped. */
static bool is_xml(uint32_t code)
{
    if (code < 0x20) return code == '\n' || code == '\t';
    return code != 0xFFFE && code != 0xFFFF && code != 0x7F;
}

static void put(FILE *out, const char *words)
{
    struct text clean = {0};
    if (words) text_put_utf8(&clean, words, strlen(words));
    for (const char *at = text_of(&clean), *end = at + clean.length; at < end;) {
        uint32_t code = 0;
        size_t n = text_utf8(at, (size_t)(end - at), &code);
        if (code == '&')
            fputs("&amp;", out);
        else if (code == '<')
            fputs("&lt;", out);
        else if (code == '>')
            fputs("&gt;", out);
        else if (code == '"')
            fputs("&quot;", out);
        else if (code == '\n')
            fputs("&#10;", out); /* in an attribute a plain one would become a space */
        else if (is_xml(code))
            fwrite(at, 1, n, out);
        at += n ? n : 1;
    }
    text_free(&clean);
}

static void put_attribute(FILE *out, const char *name, const char *value)
{
    fprintf(out, " %s=\"", name);
    put(out, value);
    fputc('"', out);
}

static void put_property(FILE *out, const char *name, const char *value)
{
    fputs("      <property", out);
    put_attribute(out, "name", name);
    put_attribute(out, "value", value);
    fputs("/>\n", out);
}

static void put_number(FILE *out, const char *name, double value)
{
    char digits[40];
    snprintf(digits, sizeof digits, "%.10g", value);
    put_property(out, name, digits);
}

static void put_properties(FILE *out, const struct report *r)
{
    char seed[32];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)r->seed);
    fputs("    <properties>\n", out);
    put_property(out, "verdict", verdict_name(r->verdict));
    put_property(out, "submission", r->submission);
    put_property(out, "source_sha256", r->source_sha256);
    put_property(out, "seed", seed);
    put_number(out, "score", r->score);
    put_number(out, "max_score", r->max_score);
    if (r->speed && r->speed->conclusive) put_number(out, "vs_reference", r->speed->vs_reference);
    fputs("    </properties>\n", out);
}

static void put_case(FILE *out, const struct report *r, const char *group, const char *name,
                     double ms)
{
    struct text class = {0};
    text_add(&class, "%s%s%s", r->exercise, *group ? "." : "", group);
    fputs("    <testcase", out);
    put_attribute(out, "name", name);
    put_attribute(out, "classname", text_of(&class));
    fprintf(out, " time=\"%.6f\">\n", ms / 1000);
    text_free(&class);
}

static void put_trouble(FILE *out, const char *kind, const char *type, const char *message,
                        const char *words)
{
    fprintf(out, "      <%s", kind);
    put_attribute(out, "message", message);
    put_attribute(out, "type", type);
    fputc('>', out);
    put(out, words);
    fprintf(out, "</%s>\n", kind);
}

/* The line that says it: the summary, or the message's first, or how it ended. */
static char *line_of(const struct report_test *t)
{
    const char *words = t->summary ? t->summary : t->message ? t->message : "";
    if (!*words) words = test_status_name(t->status);
    char *line = strndup(words, strcspn(words, "\n"));
    if (!line) text_out_of_memory();
    return line;
}

static void put_test(FILE *out, const struct report *r, const struct report_test *t)
{
    char *line = line_of(t);
    put_case(out, r, t->group, t->name, t->ms);
    if (t->status == TEST_FAIL)
        put_trouble(out, "failure", test_status_name(t->status), line, t->message);
    else if (t->status == TEST_SKIPPED)
        fputs("      <skipped message=\"was not run\"/>\n", out);
    else if (t->status != TEST_PASS)
        put_trouble(out, "error", test_status_name(t->status), line, t->message);
    if (t->output && *t->output) {
        fputs("      <system-out>", out);
        put(out, t->output);
        fputs("</system-out>\n", out);
    }
    fputs("    </testcase>\n", out);
    free(line);
}

struct counts {
    size_t tests, failures, errors, skipped;
};

static struct counts count(const struct report *r, bool ran)
{
    struct counts n = {r->n_tests, 0, 0, 0};
    if (!ran) return (struct counts){.tests = 1, .errors = 1};
    for (size_t i = 0; i < r->n_tests; i++) {
        enum test_status s = r->test[i].status;
        n.failures += s == TEST_FAIL;
        n.skipped += s == TEST_SKIPPED;
        n.errors += s == TEST_CRASH || s == TEST_TIMEOUT;
    }
    return n;
}

static void put_counts(FILE *out, const struct report *r, struct counts n)
{
    put_attribute(out, "name", r->exercise);
    fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.6f\"",
            n.tests, n.failures, n.errors, n.skipped, r->ms.total / 1000);
    char when[32];
    struct tm utc;
    time_t seconds = (time_t)(r->at_ms / 1000);
    if (gmtime_r(&seconds, &utc) && strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &utc))
        put_attribute(out, "timestamp", when);
}

void report_junit(FILE *out, const struct report *r)
{
    char *reason = report_reason(r);
    bool ran = report_ran(r);
    struct counts n = count(r, ran);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites", out);
    put_counts(out, r, n);
    fputs(">\n  <testsuite", out);
    put_counts(out, r, n);
    put_attribute(out, "file", r->submission);
    fputs(">\n", out);
    put_properties(out, r);
    for (size_t i = 0; i < r->n_tests && ran; i++) put_test(out, r, &r->test[i]);
    if (!ran) {
        put_case(out, r, "", "is graded", 0);
        put_trouble(out, "error", verdict_name(r->verdict), verdict_name(r->verdict), reason);
        fputs("    </testcase>\n", out);
    }
    fputs("  </testsuite>\n</testsuites>\n", out);
    free(reason);
}
