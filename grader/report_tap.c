/* TAP version 14 (testanything.org). What there is to say of a test that failed stands in the YAML
 * block below it. */
#include <stdlib.h>
#include <string.h>

#include "grader/report_formats.h"
#include "grader/text.h"

/* A description, or what follows "Bail out!": one line, in which # begins a directive. */
static void put_words(FILE *out, const char *words)
{
    struct text clean = {0};
    text_put_visible(&clean, words, strcspn(words, "\n"));
    for (const char *at = text_of(&clean); *at; at++) {
        if (*at == '#' || *at == '\\') fputc('\\', out);
        fputc(*at, out);
    }
    text_free(&clean);
}

static void put_line(FILE *out, const char *before, const char *words, size_t n)
{
    struct text line = {0};
    text_put_visible(&line, words, n);
    fprintf(out, "%s%s\n", before, text_of(&line));
    text_free(&line);
}

/* Any lines, as a literal block: indented, nothing in them means anything. Its first line says how
 * far, and so may not begin with a space. */
static void put_block(FILE *out, const char *key, const char *words)
{
    if (!words || !*words) return;
    fprintf(out, "  %s: |\n", key);
    if (strchr(" \t\n", *words)) fputs("    .\n", out);
    while (*words) {
        size_t n = strcspn(words, "\n");
        put_line(out, "    ", words, n);
        words += n + (words[n] == '\n');
    }
}

/* The first line ends the run; the others are comments before it. */
static void put_bail_out(FILE *out, const struct report *r)
{
    char *reason = report_reason(r);
    for (const char *at = strchr(reason, '\n'); at; at = strchr(at + 1, '\n'))
        put_line(out, "# ", at + 1, strcspn(at + 1, "\n"));
    fprintf(out, "Bail out! %s: ", verdict_name(r->verdict));
    put_words(out, reason);
    fputc('\n', out);
    free(reason);
}

static void put_test(FILE *out, const struct report_test *t, size_t number)
{
    bool fine = t->status == TEST_PASS || t->status == TEST_SKIPPED;
    fprintf(out, "%s %zu - ", fine ? "ok" : "not ok", number);
    put_words(out, t->group);
    fputc('/', out);
    put_words(out, t->name);
    fputs(t->status == TEST_SKIPPED ? " # SKIP was not run\n" : "\n", out);
    if (fine) return;
    fputs("  ---\n", out);
    fprintf(out, "  status: %s\n", test_status_name(t->status));
    put_block(out, "message", t->message);
    put_block(out, "output", t->output);
    fputs("  ...\n", out);
}

void report_tap(FILE *out, const struct report *r)
{
    fputs("TAP version 14\n", out);
    if (!report_ran(r)) {
        put_bail_out(out, r);
        return;
    }
    fprintf(out, "1..%zu\n", r->n_tests);
    for (size_t i = 0; i < r->n_tests; i++) put_test(out, &r->test[i], i + 1);
}
