/* The screen, from top to bottom: what was graded, a mark a test, the first failure in full, the
 * other failures in a line each, what the sanitizers found, what the answer printed, what the
 * compiler said, speed, heap, and last the verdict with what to do next. */
#include "grader/report.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "grader/remarks.h"
#include "grader/screen.h"

enum { CLOSING_COLUMNS = 100 };

/* ---- words ---- */

const char *screen_words(const char *s)
{
    return s ? s : "";
}

static const char *between(const struct term *t)
{
    return t->style->utf8 ? " · " : " - ";
}

void screen_add_piece(const struct term *t, struct text *line, const char *piece)
{
    if (!*screen_words(piece)) return;
    if (line->length) text_add(line, "%s", between(t));
    text_add(line, "%s", piece);
}

void screen_add_counted(struct text *line, uint64_t n, const char *one, const char *many)
{
    char count[32];
    text_add(line, "%s %s", n ? text_count(count, n) : "no", n == 1 ? one : many);
}

void screen_add_ratio(struct text *line, double x)
{
    if (x >= 9.95)
        text_add(line, "%.1f", x);
    else if (x >= 0.0995)
        text_add(line, "%.2f", x);
    else
        text_add(line, "%.2g", x);
}

/* 87.5, or 94: one digit, and never rounded up to a score that was not reached. */
void screen_add_score(struct text *line, double score)
{
    double tenths = floor(score * 10 + 1e-6);
    text_add(line, "%.*f", fmod(tenths, 10) != 0, tenths / 10);
}

/* ---- commands and files ---- */

static void add_exercise_file(struct text *line, const struct report *r, const char *file)
{
    text_add(line, "exercises/%s/%s", screen_words(r->exercise), file);
}

/* Where make looks for the answer if it is not told. */
static void add_usual_place(struct text *line, const struct report *r)
{
    add_exercise_file(line, r, screen_words(r->exercise));
    text_add(line, ".c");
}

/* A value for make, typed into a POSIX shell: bare where that is safe. */
static void add_make_value(struct text *line, const char *word)
{
    static const char safe[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+,:@";
    if (word[strspn(word, safe)] == '\0') {
        text_add(line, "%s", word);
        return;
    }
    text_add(line, "'");
    for (; *word; word++) {
        if (*word == '\'')
            text_add(line, "'\\''");
        else if (*word == '$')
            text_add(line, "$$");
        else
            text_put(line, word, 1);
    }
    text_add(line, "'");
}

void screen_add_command(struct text *line, const struct report *r, const char *test)
{
    struct text usual = {0};
    add_usual_place(&usual, r);
    text_add(line, "make grade EX=%s", screen_words(r->exercise));
    if (test) text_add(line, " TEST=%s SEED=%llu", test, (unsigned long long)r->seed);
    if (r->submission && !r->own && strcmp(r->submission, text_of(&usual)) != 0) {
        text_add(line, " SUBMISSION=");
        add_make_value(line, r->submission);
    }
    text_free(&usual);
}

/* ---- the top ---- */

/* One on the left, the other on the right, or below where there is no room. */
static void show_ends(struct term *t, enum tone tone, const char *left, const char *right)
{
    size_t width = t->style->width < CLOSING_COLUMNS ? (size_t)t->style->width : CLOSING_COLUMNS;
    size_t wanted = term_width(t, left) + 4 + term_width(t, right);
    if (!*right || wanted > width) {
        term_wrap(t, tone, 0, left);
        if (*right) term_line(t, TONE_PLAIN, 0, right);
        return;
    }
    term_put(t, tone, left);
    term_pad(t, width - term_width(t, right));
    term_line(t, TONE_PLAIN, 0, right);
}

/* "4:12 since you started" */
static void add_running(struct text *line, double ms)
{
    long seconds = (long)(ms / 1000), hours = seconds / 3600;
    if (hours)
        text_add(line, "%ld:%02ld:%02ld", hours, seconds / 60 % 60, seconds % 60);
    else
        text_add(line, "%ld:%02ld", seconds / 60, seconds % 60);
    text_add(line, " since you started");
}

static void show_header(struct term *t, const struct report *r)
{
    struct text line = {0}, minutes = {0};
    if (r->minutes > 0) text_add(&minutes, "%d min", r->minutes);
    screen_add_piece(t, &line, r->exercise);
    screen_add_piece(t, &line, r->track);
    screen_add_piece(t, &line, r->level);
    screen_add_piece(t, &line, text_of(&minutes));
    text_clear(&minutes);
    if (r->running_ms > 0) add_running(&minutes, r->running_ms);
    show_ends(t, TONE_STRONG, text_of(&line), text_of(&minutes));
    text_free(&minutes);
    text_free(&line);
}

static void show_paragraph(struct term *t, const char *words)
{
    if (!*screen_words(words)) return;
    term_end(t);
    term_wrap(t, TONE_PLAIN, 2, words);
}

static void show_only(struct term *t, const struct report *r)
{
    if (!r->only) return;
    struct text line = {0};
    text_add(&line, "just this test was run: %s", r->only);
    show_paragraph(t, text_of(&line));
    text_free(&line);
}

/* ---- nothing to grade yet ---- */

static void show_step(struct term *t, const char *label, const struct text *what)
{
    term_pad(t, 4);
    term_put(t, TONE_FAINT, label);
    term_pad(t, 12);
    term_put(t, TONE_PLAIN, text_of(what));
    term_end(t);
}

void screen_add_steps(struct text *readme, struct text *answer, struct text *grade,
                      const struct report *r)
{
    struct report there = *r;
    const char *slash = strrchr(screen_words(r->submission), '/');
    bool is_the_stub = slash && strcmp(slash, "/stub.c") == 0;
    if (is_the_stub || r->own) there.submission = NULL; /* the stub itself is no place to write */
    add_exercise_file(readme, r, "README.md");
    if (there.submission)
        text_add(answer, "%s", there.submission);
    else
        add_usual_place(answer, r);
    screen_add_command(grade, &there, NULL);
}

const char screen_unsolved[] =
    "The stub is untouched, so there is nothing to grade yet. Good luck!";

void screen_add_gone(struct text *words, const struct report *r)
{
    if (!r->before) return;
    text_add(words,
             "Your file was not there any more, so it is the stub again. What was in it when it "
             "was last graded is kept: make restore EX=%s AT=%lld",
             r->exercise, (long long)r->before);
}

static void show_unsolved(struct term *t, const struct report *r)
{
    struct text readme = {0}, answer = {0}, grade = {0}, gone = {0};
    screen_add_steps(&readme, &answer, &grade, r);
    show_paragraph(t, screen_unsolved);
    screen_add_gone(&gone, r);
    show_paragraph(t, text_of(&gone));
    term_end(t);
    show_step(t, "read", &readme);
    show_step(t, "write", &answer);
    show_step(t, "grade", &grade);
    text_free(&readme);
    text_free(&answer);
    text_free(&grade);
    text_free(&gone);
}

/* ---- the bottom ---- */

static const struct {
    const char *words;
    enum tone tone;
} verdicts[] = {
    [VERDICT_PASS] = {"pass", TONE_GOOD},
    [VERDICT_FAIL] = {"not yet", TONE_WARN},
    [VERDICT_UNSOLVED] = {"nothing to grade yet", TONE_PLAIN},
    [VERDICT_NO_COMPILE] = {"does not compile", TONE_BAD},
    [VERDICT_REJECTED] = {"rejected", TONE_BAD},
    [VERDICT_FAULT] = {"no verdict: the fault is the kit's, not your answer's", TONE_BAD},
};

const char *screen_verdict(enum verdict v)
{
    return verdicts[v].words;
}

/* An answer that was not fit to run, too large for instance, has a reason and no tests. */
bool screen_was_run(const struct report *r)
{
    return (r->verdict == VERDICT_PASS || r->verdict == VERDICT_FAIL) && !*screen_words(r->reason);
}

/* `solid; reference class begins at 0.67×` */
static void add_band(struct text *line, const struct report_speed *s)
{
    if (!s->conclusive || !s->band) return;
    text_add(line, "%s", s->band);
    if (!s->next_band) return;
    text_add(line, "; %s begins at ", s->next_band);
    screen_add_ratio(line, s->next_from);
    text_add(line, "×");
}

/* In a round that is the round's to say. */
void screen_add_next(struct text *line, const struct report *r)
{
    if (r->rehearsed) return;
    if (screen_was_run(r) && (r->verdict == VERDICT_FAIL || !r->only))
        text_add(line, "make %s EX=%s", r->verdict == VERDICT_PASS ? "debrief" : "hint",
                 r->exercise);
    else if (r->verdict == VERDICT_PASS)
        screen_add_command(line, r, NULL);
}

void screen_add_closing(const struct term *t, struct text *line, const struct report *r)
{
    struct text piece = {0};
    text_add(line, "%s", verdicts[r->verdict].words);
    if (r->only)
        screen_add_piece(t, line, "this test alone");
    else if (screen_was_run(r)) {
        screen_add_score(&piece, r->score);
        text_add(&piece, " of ");
        screen_add_score(&piece, r->max_score);
        screen_add_piece(t, line, text_of(&piece));
        if (r->verdict == VERDICT_FAIL && r->score >= r->max_score)
            screen_add_piece(t, line, "but with undefined behaviour");
    }
    text_clear(&piece);
    if (r->verdict == VERDICT_PASS && r->speed) add_band(&piece, r->speed);
    screen_add_piece(t, line, text_of(&piece));
    text_free(&piece);
}

static void show_closing(struct term *t, const struct report *r)
{
    struct text left = {0}, right = {0};
    screen_add_closing(t, &left, r);
    screen_add_next(&right, r);
    term_end(t);
    show_ends(t, verdicts[r->verdict].tone, text_of(&left), text_of(&right));
    text_free(&left);
    text_free(&right);
}

void report_term(FILE *out, const struct report *r, const struct term_style *style)
{
    assert(style->width >= 40);
    struct term t = {.out = out, .style = style};
    show_header(&t, r);
    if (r->verdict == VERDICT_UNSOLVED) {
        show_unsolved(&t, r);
        return;
    }
    show_paragraph(&t, r->reason);
    show_only(&t, r);
    if (screen_was_run(r)) {
        screen_groups(&t, r);
        screen_failures(&t, r);
    }
    if (r->verdict != VERDICT_NO_COMPILE) screen_sanitizers(&t, r);
    screen_outputs(&t, r);
    if (r->verdict == VERDICT_NO_COMPILE) screen_compile_errors(&t, r);
    screen_warnings(&t, r);
    screen_speed(&t, r);
    screen_bench(&t, r);
    if (r->verdict == VERDICT_PASS || r->heap.leaked_bytes > 0 || style->verbose)
        screen_heap(&t, r);
    if (r->n_remarks) remarks_show(&t, r->remark, r->n_remarks);
    show_closing(&t, r);
}
