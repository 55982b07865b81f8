#include <string.h>

#include "grader/term.h"
#include "grader/watch_screen.h"
#include "grader/window.h"
#include "tests/unit/unit.h"

/* ---- rows ---- */

/* The rows, each in brackets. */
static void expect_rows(const char *words, size_t columns, const char *want)
{
    struct text row = {0}, all = {0};
    while (window_row(&words, columns, &row)) {
        text_add(&all, "[%s]", text_of(&row));
        text_clear(&row);
    }
    ck_assert_str_eq(text_of(&all), want);
    text_free(&row);
    text_free(&all);
}

START_TEST(a_row_holds_what_fits_and_tones_take_no_room)
{
    expect_rows("", 5, "");
    expect_rows("abc\n\nde", 5, "[abc][][de]");
    expect_rows("abcdefg\n", 5, "[abcde][fg]");
    expect_rows("abcde\n", 5, "[abcde]");
    expect_rows("✓✓✓✗·×\n", 3, "[✓✓✓][✗·×]");
    expect_rows("\033[32mabcde\033[0m\nf\n", 5, "[\033[32mabcde\033[0m][f]");
}
END_TEST

START_TEST(no_other_sequence_gets_through)
{
    expect_rows("a\033[2Jb\rc\bd\x7F\033]0;x\x07\n", 50, "[a[2Jbcd]0;x]");
    expect_rows("a\033[3", 50, "[a[3]");
    expect_rows("\xC3", 50, "[\xC3]");
}
END_TEST

/* ---- keys ---- */

static void expect_keys(const char *bytes, size_t n, const char *want)
{
    struct text all = {0};
    for (size_t at = 0, took; at < n; at += took)
        text_add(&all, "%d ", window_key(bytes + at, n - at, &took));
    ck_assert_str_eq(text_of(&all), want);
    text_free(&all);
}

START_TEST(sequences_are_one_key)
{
    expect_keys("q\x03", 2, "113 3 ");
    expect_keys("\033[A\033OBx", 7, "256 257 120 ");
    expect_keys("\033[5~\033[6~", 8, "258 259 ");
    expect_keys("\033", 1, "27 ");
    expect_keys("\033[1;5Cq", 7, "260 113 "); /* one that means nothing here */
    expect_keys("\033[1;5", 5, "260 ");
    expect_keys("\033xq", 3, "260 113 ");
}
END_TEST

/* ---- pictures ---- */

static void expect_picture(const char *body, size_t rows, size_t columns, size_t top,
                           const char *want)
{
    struct term_style style = {.width = 40};
    struct window w = {.rows = rows, .columns = columns};
    struct watch_screen s = {.body = body, .state = "state", .top = top, .style = &style};
    struct text picture = {0};
    watch_picture(&s, &w, &picture);
    ck_assert_str_eq(text_of(&picture), want);
    text_free(&picture);
}

#define KEYS "h hint  b bench  f full  n next  g again  q quit"

START_TEST(the_state_and_the_keys_stand_at_the_bottom)
{
    expect_picture("a\nb\n", 5, 60, 0, "a\nb\n\nstate\n" KEYS);
    expect_picture("a\nb\nc\n", 5, 60, 7, "a\nb\nc\nstate\n" KEYS);
    expect_picture("", 4, 60, 0, "\n\nstate\n" KEYS);
}
END_TEST

START_TEST(what_does_not_fit_is_counted_and_scrolled_to)
{
    const char *body = "a\nb\nc\nd\ne\n";
    expect_picture(body, 5, 60, 0, "a\nb\n3 more (down, or space for a page)\nstate\n" KEYS);
    expect_picture(body, 5, 60, 1,
                   "b\nc\n1 line above (up), 2 more (down, or space for a page)\nstate\n" KEYS);
    expect_picture(body, 5, 60, 99, "d\ne\n3 lines above (up)\nstate\n" KEYS);
}
END_TEST

START_TEST(a_tiny_window_shows_the_state)
{
    expect_picture("a\nb\nc\n", 1, 60, 0, "state");
    expect_picture("a\nb\nc\n", 2, 60, 0, "a\nstate");
    expect_picture("a\n", 4, 10, 0, "a\n\nstate\nh hint ...");
}
END_TEST

/* ---- told to another process ---- */

START_TEST(a_style_is_told_and_understood)
{
    struct arena a = {0};
    struct term_style s = {.colour = true, .utf8 = true, .width = 99, .verbose = true}, t = s;
    ck_assert_str_eq(term_style_words(&s, &a), "99,colour,utf8");
    ck_assert_ptr_null(term_style_told(&t, "40,utf8"));
    ck_assert(!t.colour && t.utf8 && t.width == 40 && t.verbose);
    ck_assert_ptr_null(term_style_told(&t, term_style_words(&s, &a)));
    ck_assert(t.colour && t.utf8 && t.width == 99);
    static const char *const wrong[] = {"", "39", "1001", "80,", "80,utf8,colour", "x", "80,utf8x"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_ptr_nonnull(term_style_told(&t, wrong[i]));
    arena_free(&a);
}
END_TEST

int main(void)
{
    return UNIT_RUN("window", a_row_holds_what_fits_and_tones_take_no_room,
                    no_other_sequence_gets_through, sequences_are_one_key,
                    the_state_and_the_keys_stand_at_the_bottom,
                    what_does_not_fit_is_counted_and_scrolled_to, a_tiny_window_shows_the_state,
                    a_style_is_told_and_understood);
}
