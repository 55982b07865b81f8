#include "grader/page.h"

#include <string.h>

#include "tests/unit/unit.h"

static struct arena arena;

static const char *page(const char *markdown, int width)
{
    char *bytes;
    size_t n;
    struct term_style style = {.utf8 = true, .width = width};
    struct term t = {.out = open_memstream(&bytes, &n), .style = &style};
    page_show(&t, 0, markdown, &arena);
    fclose(t.out);
    const char *copy = arena_copy(&arena, bytes);
    free(bytes);
    return copy;
}

START_TEST(a_paragraph_is_broken_to_the_width)
{
    ck_assert_str_eq(page("One two three\nfour five six seven eight nine ten\n", 40),
                     "One two three four five six seven eight\nnine ten\n");
}
END_TEST

START_TEST(code_stands_as_it_is)
{
    ck_assert_str_eq(page("    a   b\n\n```c\nint  x;\n```\nend\n", 40),
                     "    a   b\n\n    int  x;\nend\n");
    ck_assert_str_eq(page("```\nnever closed", 40), "    never closed\n");
}
END_TEST

START_TEST(items_and_headings_are_lines_of_their_own)
{
    ck_assert_str_eq(page("# Title\n\ntext\n- one\n  goes on\n- two\n1. three\n## Part\n", 60),
                     "Title\n\ntext\n- one goes on\n- two\n1. three\nPart\n");
}
END_TEST

START_TEST(what_marks_strong_words_is_left_out)
{
    ck_assert_str_eq(page("a **b c** d [e](f.h) g[1] (h)\n", 40), "a b c d e g[1] (h)\n");
    ck_assert_str_eq(page("is it *so*, (*now*)?\n", 40), "is it so, (now)?\n");
    ck_assert_str_eq(page("a * b * c, *p and *q, `**x`\n", 40), "a * b * c, *p and *q, `**x`\n");
    ck_assert_str_eq(page("**Why?** Because\nof *that*.\n", 40), "Why?\nBecause of that.\n");
}
END_TEST

START_TEST(what_hangs_below_its_mark_is_in_line)
{
    ck_assert_str_eq(page("- one two three four five six seven eight nine\n", 40),
                     "- one two three four five six seven\n  eight nine\n");
    ck_assert_str_eq(page("> one two three\n> four five six seven eight nine\n", 40),
                     "  one two three four five six seven\n  eight nine\n");
}
END_TEST

START_TEST(a_table_has_columns_and_the_last_is_broken)
{
    ck_assert_str_eq(page("| in | out |\n|-|:-:|\n| `NULL` | one two three four five six seven |\n"
                          "| 0 | |\nend\n",
                          40),
                     "in      out\n"
                     "`NULL`  one two three four five six\n"
                     "        seven\n"
                     "0\n"
                     "end\n");
}
END_TEST

START_TEST(a_table_too_wide_for_columns_is_lines)
{
    ck_assert_str_eq(
        page("| a label other than 0 and 1 | status | 7 |\n|-|-|-|\n| NULL | | 8 |", 40),
        "a label other than 0 and 1 · status · 7\n"
        "NULL · 8\n");
}
END_TEST

START_TEST(empty_lines_come_one_at_a_time)
{
    ck_assert_str_eq(page("\n\n\na\n\n\n\nb", 40), "a\n\nb\n");
    ck_assert_str_eq(page("", 40), "");
}
END_TEST

START_TEST(control_characters_are_made_visible)
{
    ck_assert_ptr_null(strchr(page("a\033[31mb\n\n    c\033[0m\n", 40), '\033'));
}
END_TEST

START_TEST(a_part_is_found_by_its_number)
{
    static const char hints[] = "# Hints\n## 1\n\none\n\n## 2\n\ntwo\n";
    ck_assert_str_eq(page(page_part(hints, 1, &arena), 40), "one\n");
    ck_assert_str_eq(page(page_part(hints, 2, &arena), 40), "two\n");
    ck_assert_ptr_null(page_part(hints, 3, &arena));
    ck_assert_ptr_null(page_part("", 1, &arena));
}
END_TEST

int main(void)
{
    return UNIT_RUN("page", a_paragraph_is_broken_to_the_width, code_stands_as_it_is,
                    items_and_headings_are_lines_of_their_own, what_marks_strong_words_is_left_out,
                    what_hangs_below_its_mark_is_in_line,
                    a_table_has_columns_and_the_last_is_broken,
                    a_table_too_wide_for_columns_is_lines, empty_lines_come_one_at_a_time,
                    control_characters_are_made_visible, a_part_is_found_by_its_number);
}
