/* A page for who was graded, as GitHub or a course's pages show it, in the words of the screen: the
 * verdict, the groups, what failed and why, what compiler and sanitizers found, speed, what to do
 * next. All that was printed, or stands in a file, is in blocks of code; all other words go through
 * markdown.h. */
#include <math.h>
#include <string.h>

#include "grader/markdown.h"
#include "grader/remarks.h"
#include "grader/report_formats.h"
#include "grader/screen.h"

enum { OUTPUT_LINES = 40, LOG_LINES = 60, FINDINGS = 10, LOOPS = 16 };

static const struct term_style style = {.utf8 = true, .width = 100};
static const struct term in_utf8 = {.style = &style};

/* ---- pieces ---- */

static void put_paragraph(FILE *out, const char *words)
{
    markdown_words(out, words);
    fputs("\n\n", out);
}

static void put_command(FILE *out, const struct text *command)
{
    markdown_block(out, "sh", text_of(command), MARKDOWN_ALL_LINES);
}

static void put_lines(FILE *out, const char *lines, size_t most)
{
    size_t more = markdown_block(out, "text", lines, most);
    if (more) fprintf(out, "… %zu more line%s\n\n", more, more == 1 ? "" : "s");
}

/* ---- the top ---- */

static void put_piece(FILE *out, bool *any, const char *words)
{
    if (!*screen_words(words)) return;
    fputs(*any ? " · " : "", out);
    markdown_words(out, words);
    *any = true;
}

static void put_top(FILE *out, const struct report *r)
{
    struct text closing = {0}, minutes = {0};
    bool any = false;
    fputs("# ", out);
    markdown_words(out, *screen_words(r->title) ? r->title : screen_words(r->exercise));
    screen_add_closing(&in_utf8, &closing, r);
    fputs("\n\n**", out);
    markdown_words(out, text_of(&closing));
    fputs("**\n\n", out);
    put_piece(out, &any, r->exercise);
    put_piece(out, &any, r->track);
    put_piece(out, &any, r->level);
    if (r->minutes > 0) text_add(&minutes, "%d min", r->minutes);
    put_piece(out, &any, text_of(&minutes));
    if (*screen_words(r->submission)) {
        fputs(any ? " · " : "", out);
        markdown_code(out, r->submission);
    }
    fputs("\n\n", out);
    text_free(&closing);
    text_free(&minutes);
}

/* One line is prose; several may be anything. */
static void put_reason(FILE *out, const struct report *r)
{
    const char *reason = screen_words(r->reason), *newline = strchr(reason, '\n');
    if (newline && newline[1])
        put_lines(out, reason, LOG_LINES);
    else if (*reason)
        put_paragraph(out, reason);
    if (!r->only) return;
    fputs("Just this test was run: ", out);
    markdown_code(out, r->only);
    fputs("\n\n", out);
}

/* ---- groups ---- */

static bool same_group(const struct report_test *a, const struct report_test *b)
{
    return strcmp(screen_words(a->group), screen_words(b->group)) == 0;
}

static void put_group(FILE *out, const struct report *r, size_t first)
{
    struct text points = {0}, marks = {0};
    double got = 0, most = 0;
    for (size_t i = first; i < r->n_tests; i++) {
        const struct report_test *t = &r->test[i];
        if (!same_group(t, &r->test[first])) continue;
        text_add(&marks, "%s", screen_mark(t->status));
        got += t->points, most += t->max_points;
    }
    screen_add_score(&points, got);
    text_add(&points, " of ");
    screen_add_score(&points, most);
    fputs("| ", out);
    markdown_words(out, screen_words(r->test[first].group));
    fprintf(out, " | ");
    markdown_words(out, text_of(&marks));
    fprintf(out, " | %s |\n", most > 0 ? text_of(&points) : "");
    text_free(&points);
    text_free(&marks);
}

static void put_groups(FILE *out, const struct report *r)
{
    if (r->n_tests == 0) return;
    fputs("| group | tests | points |\n|:--|:--|--:|\n", out);
    for (size_t i = 0; i < r->n_tests; i++) {
        size_t first = 0;
        while (!same_group(&r->test[first], &r->test[i])) first++;
        if (first == i) put_group(out, r, i);
    }
    fputc('\n', out);
}

/* ---- failures ---- */

static void put_diagnosis(FILE *out, const struct report *r)
{
    for (size_t i = 0; i < r->n_diagnoses; i++) {
        fputs(i == 0 ? "**This looks like a known mistake:** " : "**Or:** ", out);
        put_paragraph(out, screen_words(r->diagnosis[i].says));
    }
}

static void put_output(FILE *out, const struct report_test *t)
{
    if (!*screen_words(t->output)) return;
    fputs("It printed:\n\n", out);
    put_lines(out, t->output, OUTPUT_LINES);
}

/* Those behind it that say nothing more. */
static void put_alike(FILE *out, const struct report *r, size_t at)
{
    size_t n = 0;
    for (size_t i = at + 1; i < r->n_tests; i++) {
        const struct report_test *t = &r->test[i];
        if (!screen_has_failed(t) || !screen_ended_alike(&r->test[at], t)) continue;
        fputs(n++ == 0 ? "The same way ended " : ", ", out);
        markdown_code(out, screen_words(t->name));
    }
    if (n) fputs(".\n\n", out);
}

static void put_failure(FILE *out, const struct report *r, size_t at, bool is_first)
{
    const struct report_test *t = &r->test[at];
    struct text replay = {0};
    bool in_suite = strcmp(screen_words(t->group), "speed") != 0; /* a timed round is none */
    fprintf(out, "### %s ", screen_mark(t->status));
    markdown_code(out, screen_words(t->name));
    fputs("\n\n", out);
    put_lines(out, screen_message(t), MARKDOWN_ALL_LINES);
    if (is_first) put_diagnosis(out, r);
    put_output(out, t);
    put_alike(out, r, at);
    fputs("To see it again:\n\n", out);
    screen_add_command(&replay, r, in_suite ? screen_words(t->name) : NULL);
    put_command(out, &replay);
    text_free(&replay);
}

static bool ended_before(const struct report *r, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (screen_has_failed(&r->test[i]) && screen_ended_alike(&r->test[i], &r->test[at]))
            return true;
    return false;
}

static void put_failures(FILE *out, const struct report *r)
{
    bool any = false;
    for (size_t i = 0; i < r->n_tests; i++) {
        if (!screen_has_failed(&r->test[i]) || ended_before(r, i)) continue;
        if (!any) fputs("## What failed\n\n", out);
        put_failure(out, r, i, !any);
        any = true;
    }
}

/* ---- code ---- */

/* "reservoir.c:31: a read past the end of tmp", and that line below. */
static void add_finding(struct text *lines, const struct report_finding *f)
{
    if (*screen_words(f->file)) text_add(lines, "%s:", f->file);
    if (*screen_words(f->file) && f->line > 0) text_add(lines, "%d:", f->line);
    text_add(lines, "%s%s\n", lines->length ? " " : "", screen_words(f->words));
    if (f->source) text_add(lines, "    %s\n", f->source + strspn(f->source, " \t"));
}

static void put_findings(FILE *out, const struct report *r)
{
    bool broken = r->verdict == VERDICT_NO_COMPILE;
    size_t n = r->n_findings < FINDINGS ? r->n_findings : FINDINGS;
    if (n)
        fprintf(out, "## %s\n\n", broken ? "What does not compile" : "What the sanitizers found");
    for (size_t i = 0; i < n; i++) {
        struct text lines = {0};
        add_finding(&lines, &r->finding[i]);
        put_lines(out, text_of(&lines), MARKDOWN_ALL_LINES);
        text_free(&lines);
    }
    if (n < r->n_findings) fprintf(out, "… and %zu more\n\n", r->n_findings - n);
    if (!broken || n || !*screen_words(r->compiler_log)) return;
    fputs("## All that the compiler said\n\n", out);
    put_lines(out, r->compiler_log, LOG_LINES);
}

static void put_warnings(FILE *out, const struct report *r)
{
    struct text lines = {0};
    if (r->n_warnings == 0) return;
    for (size_t i = 0; i < r->n_warnings; i++)
        text_add(&lines, "%s\n", screen_words(r->warning[i]));
    fputs("## Warnings from the compiler\n\n", out);
    put_lines(out, text_of(&lines), LOG_LINES);
    text_free(&lines);
}

/* ---- speed ---- */

static const char *unit_of(const struct report_speed *s)
{
    return *screen_words(s->unit) ? s->unit : "item";
}

static void put_ns(FILE *out, double ns)
{
    if (ns > 0 && isfinite(ns)) fprintf(out, ns >= 99.95 ? "%.0f" : "%.3g", ns);
}

static void put_rung(FILE *out, const char *name, double ns, const char *note)
{
    if (!(ns > 0) || !isfinite(ns)) return;
    fprintf(out, "| %s | ", name);
    put_ns(out, ns);
    fputs(" | ", out);
    markdown_words(out, screen_words(note));
    fputs(" |\n", out);
}

/* What an item costs at the graded size, on each rung that there is. */
static void put_ladder(FILE *out, const struct report_speed *s)
{
    size_t graded = 0;
    struct text yours = {0};
    screen_add_vs_reference(&yours, s);
    while (graded < s->n_sizes && !(s->size[graded].graded && s->size[graded].n)) graded++;
    if (graded < s->n_sizes) {
        const struct report_size *z = &s->size[graded];
        double n = (double)z->n;
        fputs("| | ns a", out);
        fputs(strchr("aeiou", *unit_of(s)) ? "n " : " ", out);
        markdown_words(out, unit_of(s));
        fputs(" | |\n|:--|--:|:--|\n", out);
        put_rung(out, "plain", z->plain_ns / n, NULL);
        put_rung(out, "blas", z->blas_ns / n, NULL);
        put_rung(out, "**yours**", z->yours_ns / n, text_of(&yours));
        put_rung(out, "fast", z->fast_ns / n, NULL);
        put_rung(out, "limit", s->of_limit * z->yours_ns / n, s->limit);
        fputc('\n', out);
    } else if (yours.length) {
        put_paragraph(out, text_of(&yours));
    }
    text_free(&yours);
}

/* make bench: the same at every size. */
static void put_sizes(FILE *out, const struct report_speed *s)
{
    if (!s->every_rung || s->n_sizes == 0) return;
    fputs("| n | yours | plain | blas | fast | limit |\n|--:|--:|--:|--:|--:|--:|\n", out);
    for (size_t i = 0; i < s->n_sizes; i++) {
        const struct report_size *z = &s->size[i];
        const double ns[] = {z->yours_ns, z->plain_ns, z->blas_ns, z->fast_ns, z->limit_ns};
        char count[32];
        fprintf(out, "| %s |", text_count(count, z->n));
        for (size_t k = 0; k < sizeof ns / sizeof *ns; k++) {
            fputc(' ', out);
            put_ns(out, ns[k] / (double)z->n);
            fputs(" |", out);
        }
        fputc('\n', out);
    }
    fputc('\n', out);
    if (s->left_out) put_paragraph(out, s->left_out);
}

static void put_loops(FILE *out, const struct report *r)
{
    size_t n = r->n_remarks < LOOPS ? r->n_remarks : LOOPS;
    if (n) fputs("## What the compiler made of the loops\n\n", out);
    for (size_t i = 0; i < n; i++) {
        const char *source = r->remark[i].source;
        fprintf(out, "- line %d%s", r->remark[i].line, *source ? ", " : "");
        markdown_code(out, source + strspn(source, " \t"));
        fputs(": ", out);
        markdown_words(out, r->remark[i].words);
        fputc('\n', out);
    }
    if (n < r->n_remarks) fprintf(out, "- … and %zu more\n", r->n_remarks - n);
    if (n) fputc('\n', out);
}

static void put_speed(FILE *out, const struct report *r)
{
    const struct report_speed *s = r->speed;
    struct text heap = {0};
    bool wanted = r->verdict == VERDICT_PASS || r->heap.leaked_bytes > 0;
    if (wanted) screen_add_heap(&in_utf8, &heap, r);
    const char *unmeasured = screen_unmeasured(r);
    if (s || unmeasured || heap.length)
        fputs(s || unmeasured ? "## Speed\n\n" : "## Memory\n\n", out);
    if (unmeasured) put_paragraph(out, unmeasured);
    if (s && s->conclusive) {
        put_ladder(out, s);
        put_sizes(out, s);
    } else if (s) {
        fputs(s->why_not ? "Inconclusive: " : "Inconclusive", out);
        put_paragraph(out, screen_words(s->why_not));
    }
    if (heap.length) put_paragraph(out, text_of(&heap));
    put_loops(out, r);
    text_free(&heap);
}

/* ---- the bottom ---- */

static void put_steps(FILE *out, const struct report *r)
{
    struct text readme = {0}, answer = {0}, grade = {0}, gone = {0};
    screen_add_steps(&readme, &answer, &grade, r);
    put_paragraph(out, screen_unsolved);
    screen_add_gone(&gone, r);
    if (gone.length) put_paragraph(out, text_of(&gone));
    fputs("## What to do next\n\n- read ", out);
    markdown_code(out, text_of(&readme));
    fputs("\n- write ", out);
    markdown_code(out, text_of(&answer));
    fputs("\n- grade:\n\n", out);
    put_command(out, &grade);
    text_free(&readme);
    text_free(&answer);
    text_free(&grade);
    text_free(&gone);
}

static void put_next(FILE *out, const struct report *r)
{
    struct text next = {0};
    screen_add_next(&next, r);
    if (next.length) {
        fputs("## What to do next\n\n", out);
        put_command(out, &next);
    }
    text_free(&next);
}

void report_markdown(FILE *out, const struct report *r)
{
    put_top(out, r);
    if (r->verdict == VERDICT_UNSOLVED) {
        put_steps(out, r);
        return;
    }
    put_reason(out, r);
    if (screen_was_run(r)) {
        put_groups(out, r);
        put_failures(out, r);
    }
    put_findings(out, r);
    put_warnings(out, r);
    put_speed(out, r);
    put_next(out, r);
}
