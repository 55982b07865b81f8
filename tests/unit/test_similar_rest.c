/* What is left of an answer once what everybody has is taken out. */
#include "grader/similar_rest.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/unit.h"

static struct arena arena;
static struct similar_rest rest;

/* What is left of `answer` where `common` is everybody's. */
static const char *left_of(const char *answer, const char *common)
{
    static char left[4096];
    struct similar_known known = {0};
    similar_know(&known, common, strlen(common), &arena);
    memset(left, 0, sizeof left);
    FILE *out = fmemopen(left, sizeof left, "w");
    similar_rest(out, &rest, &known, answer, strlen(answer));
    fclose(out);
    return left;
}

START_TEST(layout_and_comments_are_no_part_of_a_statement)
{
    ck_assert_str_eq(left_of("a = b /* ! */ +\n\tc; // d\nx -= y;", "a=b+c;"), "x -= y ; \n");
    ck_assert_uint_eq(rest.tokens, 10);
    ck_assert_uint_eq(rest.left, 4);
}
END_TEST

START_TEST(a_statement_with_other_names_and_numbers_is_the_same)
{
    ck_assert_str_eq(
        left_of("for (size_t k = 1; k < m; k++) {", "for (size_t i = 0; i < n; i++) {"), "");
    ck_assert_uint_eq(rest.worded, rest.tokens);
    left_of("for (size_t i = 0; i < n; i++) {", "for (size_t i = 0; i < n; i++) {");
    ck_assert_uint_eq(rest.worded, 0);
}
END_TEST

START_TEST(another_operator_or_keyword_is_another_statement)
{
    ck_assert_str_eq(left_of("a = b - c; while (a) {", "a = b + c; if (a) {"),
                     "a = b - c ; \nwhile ( a ) { \n");
}
END_TEST

START_TEST(a_line_for_the_preprocessor_ends_with_its_line)
{
    ck_assert_str_eq(left_of("#include <math.h>\n#define N \\\n 3\nint n;", "#include <math.h>\n"),
                     "# define N 3 \nint n ; \n");
    ck_assert_str_eq(left_of("a = (b\n#include <math.h>\n", "#include <math.h>"), "a = ( b \n");
}
END_TEST

START_TEST(a_parenthesis_left_open_spoils_one_statement_alone)
{
    ck_assert_str_eq(left_of("if ((a) {\nb;\nc;", "b;"), "if ( ( a ) { \n");
}
END_TEST

START_TEST(only_what_stands_outside_of_strings_counts)
{
    ck_assert_str_eq(left_of("f(\"/* ; */\", '\"'); g();", ""), "f ( \"\" , 'c' ) ; \ng ( ) ; \n");
    ck_assert_str_eq(left_of("f(\"unended\n); g();", ""), "f ( \"\" ) ; \ng ( ) ; \n");
    ck_assert_str_eq(left_of("a /* unended", ""), "a \n");
    ck_assert_str_eq(left_of("x = 0x1.8p-3+1e+5 ;", ""), "x = 0x1.8p-3 + 1e+5 ; \n");
}
END_TEST

START_TEST(any_bytes_are_read_and_only_ascii_comes_out)
{
    char bytes[256];
    for (int i = 0; i < 255; i++) bytes[i] = (char)(i + 1);
    bytes[255] = '\0';
    const char *left = left_of(bytes, bytes + 40);
    for (; *left; left++) ck_assert(isprint((unsigned char)*left) || *left == '\n');
    left_of("((((((", ")))}}};;;");
    ck_assert_uint_eq(rest.left, 6);
    left_of("", "");
    ck_assert_uint_eq(rest.tokens, 0);
}
END_TEST

START_TEST(what_is_left_has_the_same_shape_where_names_alone_differ)
{
    char shape[65];
    left_of("/* one */ s += x[i] * y[i];\nreturn s;", "return t;");
    strcpy(shape, rest.shape);
    left_of("sum += left[k]\n* right[k]; // another", "");
    ck_assert_str_eq(rest.shape, shape);
    left_of("sum += left[k] + right[k];", "");
    ck_assert_str_ne(rest.shape, shape);
}
END_TEST

int main(void)
{
    return UNIT_RUN("similar_rest", layout_and_comments_are_no_part_of_a_statement,
                    a_statement_with_other_names_and_numbers_is_the_same,
                    another_operator_or_keyword_is_another_statement,
                    a_line_for_the_preprocessor_ends_with_its_line,
                    a_parenthesis_left_open_spoils_one_statement_alone,
                    only_what_stands_outside_of_strings_counts,
                    any_bytes_are_read_and_only_ascii_comes_out,
                    what_is_left_has_the_same_shape_where_names_alone_differ);
}
