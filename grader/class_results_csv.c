/* RFC 4180: CRLF, and quotes around what holds a comma, a quote or a line's end. */
#include <math.h>
#include <string.h>

#include "grader/class_results_parts.h"
#include "grader/text.h"

static void put_quoted(FILE *out, const char *words)
{
    if (words[strcspn(words, ",\"\r\n")] == '\0') {
        fputs(words, out);
        return;
    }
    fputc('"', out);
    for (; *words; words++) fputs(*words == '"' ? "\"\"" : (const char[]){*words, '\0'}, out);
    fputc('"', out);
}

/* Spreadsheets reckon what begins so, in quotes or not, some behind spaces, and some in full
 * width. */
static bool is_formula(const char *shown)
{
    static const char *const begins[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
    shown += strspn(shown, " ");
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (strncmp(shown, begins[i], strlen(begins[i])) == 0) return true;
    return false;
}

static void put_words(FILE *out, const char *words)
{
    struct text shown = {0}, cell = {0};
    text_put_visible(&shown, words, strlen(words));
    text_add(&cell, "%s%s", is_formula(text_of(&shown)) ? "'" : "", text_of(&shown));
    put_quoted(out, text_of(&cell));
    text_free(&shown);
    text_free(&cell);
}

static void add_words(FILE *out, const char *words)
{
    fputc(',', out);
    put_words(out, words ? words : "");
}

static void add_number(FILE *out, double x)
{
    fputc(',', out);
    if (isfinite(x)) fprintf(out, "%.10g", x);
}

/* ---- columns ---- */

void results_csv_head(FILE *out)
{
    fputs("member,slug,people,exercise,file,verdict,score,max_score,tests,passed,vs_reference,"
          "vs_least,vs_most,band,first_failure,mistake,reason,source_sha256\r\n",
          out);
}

static void add_tests(FILE *out, const struct report *r)
{
    size_t passed = 0;
    for (size_t i = 0; i < r->n_tests; i++) passed += r->test[i].status == TEST_PASS;
    add_number(out, r->score);
    add_number(out, r->max_score);
    add_number(out, (double)r->n_tests);
    add_number(out, (double)passed);
}

static void add_speed(FILE *out, const struct report_speed *s)
{
    bool known = s && s->conclusive;
    add_number(out, known ? s->vs_reference : NAN);
    for (int i = 0; i < 2; i++) add_number(out, known ? s->interval[i] : NAN);
    add_words(out, known ? s->band : "");
}

static void add_first_failure(FILE *out, const struct report *r, struct arena *a)
{
    size_t i = 0;
    while (i < r->n_tests && !results_test_failed(&r->test[i])) i++;
    add_words(out,
              i == r->n_tests ? "" : arena_printf(a, "%s/%s", r->test[i].group, r->test[i].name));
}

void results_csv_row(FILE *out, const struct results_row *row, struct arena *a)
{
    const struct report *r = row->report;
    const struct roster_answer *answer = row->answer;
    put_words(out, row->member->name);
    add_words(out, row->member->slug);
    add_words(out, row->member->people);
    add_words(out, answer ? answer->exercise : "");
    add_words(out, answer ? answer->found : "");
    add_words(out, results_word(results_verdict(row)));
    if (r) {
        add_tests(out, r);
        add_speed(out, r->speed);
        add_first_failure(out, r, a);
        add_words(out, r->n_diagnoses ? r->diagnosis[0].mistake : "");
    } else {
        fputs(",,,,,,,,,,", out); /* from score to mistake */
    }
    add_words(out, results_reason(row, a));
    add_words(out, answer ? answer->sha256 : "");
    fputs("\r\n", out);
}
