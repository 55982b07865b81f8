#include "grader/screen.h"

#include <string.h>

enum { OUTPUT_LINES = 12, NAME_COLUMNS = 48 };

static const struct mark {
    const char *sign, *words;
    enum tone tone;
} marks[] = {
    [TEST_PASS] = {"✓", "it passed", TONE_GOOD},
    [TEST_FAIL] = {"✗", "it failed", TONE_BAD},
    [TEST_CRASH] = {"!", "it crashed", TONE_BAD},
    [TEST_TIMEOUT] = {"⏱", "it did not end in time", TONE_WARN},
    [TEST_SKIPPED] = {"-", "it was not run", TONE_FAINT},
};

/* ---- marks ---- */

const char *screen_mark(enum test_status s)
{
    return marks[s].sign;
}

static bool same_group(const struct report_test *a, const struct report_test *b)
{
    return strcmp(screen_words(a->group), screen_words(b->group)) == 0;
}

/* The group whose first test this is, as `edges  ✓✓✗`. */
static void show_group(struct term *t, const struct report *r, const struct report_test *first)
{
    const struct report_test *end = r->test + r->n_tests;
    size_t n = 0, indent = 2, apart = 4;
    for (const struct report_test *test = first; test < end; test++) n += same_group(first, test);

    size_t width = term_width(t, screen_words(first->group)) + 2 + n;
    if (t->column > indent && apart + width > term_room(t)) term_end(t);
    term_pad(t, t->column > indent ? t->column + apart : indent);
    term_clip(t, TONE_PLAIN, screen_words(first->group));
    term_put(t, TONE_PLAIN, "  ");
    for (const struct report_test *test = first; test < end; test++) {
        if (!same_group(first, test)) continue;
        if (term_room(t) == 0) {
            term_end(t);
            term_pad(t, indent + 2);
        }
        term_put(t, marks[test->status].tone, marks[test->status].sign);
    }
}

void screen_groups(struct term *t, const struct report *r)
{
    if (r->n_tests == 0) return;
    term_end(t);
    for (size_t i = 0; i < r->n_tests; i++) {
        size_t first = 0;
        while (!same_group(&r->test[first], &r->test[i])) first++;
        if (first == i) show_group(t, r, &r->test[i]);
    }
    term_end(t);
}

/* ---- failures ---- */

/* What the sanitizers found has a place of its own on the screen. */
bool screen_has_failed(const struct report_test *test)
{
    bool found = strcmp(screen_words(test->group), "sanitizers") == 0;
    return test->status != TEST_PASS && test->status != TEST_SKIPPED && !found;
}

const char *screen_message(const struct report_test *test)
{
    return *screen_words(test->message) ? test->message : marks[test->status].words;
}

static void show_name(struct term *t, const struct report_test *test)
{
    term_pad(t, 2);
    term_put(t, marks[test->status].tone, marks[test->status].sign);
    term_put(t, TONE_PLAIN, " ");
    term_clip(t, TONE_STRONG, screen_words(test->name));
}

static void show_diagnosis(struct term *t, const struct report *r)
{
    for (size_t i = 0; i < r->n_diagnoses; i++) {
        struct text line = {0};
        text_add(&line, "%s %s", i == 0 ? "This looks like a known mistake:" : "Or:",
                 screen_words(r->diagnosis[i].says));
        term_wrap(t, TONE_WARN, 4, text_of(&line));
        text_free(&line);
    }
}

/* What is known of the whole answer stands under its first failure. */
static void show_in_full(struct term *t, const struct report *r, const struct report_test *test,
                         bool is_first)
{
    struct text replay = {0};
    bool in_suite = strcmp(screen_words(test->group), "speed") != 0; /* a timed round is none */
    screen_add_command(&replay, r, in_suite ? screen_words(test->name) : NULL);
    term_end(t);
    show_name(t, test);
    term_end(t);
    term_wrap(t, TONE_PLAIN, 4, screen_message(test));
    if (is_first) show_diagnosis(t, r);
    term_pad(t, 4);
    term_put(t, TONE_FAINT, "replay   ");
    term_put(t, TONE_PLAIN, text_of(&replay)); /* never broken: it is there to be copied */
    term_end(t);
    text_free(&replay);
}

static const char *summary_of(const struct report_test *test)
{
    return *screen_words(test->summary) ? test->summary : screen_message(test);
}

bool screen_ended_alike(const struct report_test *a, const struct report_test *b)
{
    return a->status == b->status && strcmp(summary_of(a), summary_of(b)) == 0;
}

/* `✗ name   what was wrong`, below one another. */
static void show_in_a_line(struct term *t, const struct report_test *test, size_t column)
{
    struct text line = {0};
    const char *words = summary_of(test);
    text_put(&line, words, strcspn(words, "\n"));
    show_name(t, test);
    column = (column > t->column ? column : t->column) + 3;
    if (column + 10 <= (size_t)t->style->width) { /* a few letters would say nothing */
        term_pad(t, column);
        term_clip(t, TONE_PLAIN, text_of(&line));
    }
    term_end(t);
    text_free(&line);
}

static void show_alike(struct term *t, size_t alike)
{
    struct text line = {0};
    text_add(&line, "%zu more test%s ended the same way", alike, alike == 1 ? "" : "s");
    term_end(t);
    term_line(t, TONE_PLAIN, 2, text_of(&line));
    text_free(&line);
}

/* An answer that stops at the same place in every test says so once. */
static void show_others(struct term *t, const struct report_test *first,
                        const struct report_test *end)
{
    size_t column = 0, others = 0, alike = 0;
    for (const struct report_test *other = first + 1; other < end; other++) {
        if (!screen_has_failed(other)) continue;
        if (screen_ended_alike(first, other)) {
            alike++;
            continue;
        }
        size_t width = 4 + term_width(t, screen_words(other->name));
        if (width > column && width <= NAME_COLUMNS) column = width;
        others++;
    }
    if (others > 0) term_end(t);
    for (const struct report_test *other = first + 1; other < end; other++)
        if (screen_has_failed(other) && !screen_ended_alike(first, other))
            show_in_a_line(t, other, column);
    if (alike > 0) show_alike(t, alike);
}

void screen_failures(struct term *t, const struct report *r)
{
    bool is_first = true;
    for (size_t i = 0; i < r->n_tests; i++) {
        if (!screen_has_failed(&r->test[i])) continue;
        show_in_full(t, r, &r->test[i], is_first);
        is_first = false;
        if (t->style->verbose) continue;
        show_others(t, &r->test[i], r->test + r->n_tests);
        return;
    }
}

/* ---- what the answer printed ---- */

static void show_output(struct term *t, const struct report_test *test)
{
    struct text line = {0};
    text_add(&line, "%s printed", screen_words(test->name));
    term_end(t);
    term_wrap(t, TONE_PLAIN, 2, text_of(&line));
    text_clear(&line);
    size_t more = term_quote(t, 4, test->output, t->style->verbose ? TERM_ALL_LINES : OUTPUT_LINES);
    if (more) {
        text_add(&line, "… ");
        screen_add_counted(&line, more, "more line; V=1 shows it", "more lines; V=1 shows them");
        term_wrap(t, TONE_FAINT, 4, text_of(&line));
    }
    text_free(&line);
}

/* The test whose prints are shown without asking: the first that failed, or the only one that
 * was run. */
static const struct report_test *test_in_focus(const struct report *r)
{
    for (size_t i = 0; i < r->n_tests; i++)
        if (screen_has_failed(&r->test[i])) return &r->test[i];
    for (size_t i = 0; i < r->n_tests && r->only; i++)
        if (r->test[i].status == TEST_PASS) return &r->test[i];
    return NULL;
}

void screen_outputs(struct term *t, const struct report *r)
{
    const struct report_test *focus = test_in_focus(r);
    size_t others = 0;
    for (size_t i = 0; i < r->n_tests; i++) {
        const struct report_test *test = &r->test[i];
        if (!*screen_words(test->output)) continue;
        if (test == focus || t->style->verbose)
            show_output(t, test);
        else
            others++;
    }
    if (others == 0) return;
    struct text line = {0};
    screen_add_counted(&line, others, focus ? "more test" : "test", focus ? "more tests" : "tests");
    text_add(&line, " printed something; V=1 shows it");
    term_end(t);
    term_wrap(t, TONE_FAINT, 2, text_of(&line));
    text_free(&line);
}
