#include "grader/text.h"

#include <string.h>

#include "tests/unit/unit.h"

#define NEAREST(word, ...)                                                                         \
    text_nearest(word, (const char *const[]){__VA_ARGS__},                                         \
                 sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static const char *visible(const char *bytes)
{
    static struct text t;
    text_clear(&t);
    text_put_visible(&t, bytes, strlen(bytes));
    return text_of(&t);
}

static const char *utf8(const char *bytes)
{
    static struct text t;
    text_clear(&t);
    text_put_utf8(&t, bytes, strlen(bytes));
    return text_of(&t);
}

START_TEST(an_empty_text_reads_as_an_empty_string)
{
    struct text t = {0};
    ck_assert_str_eq(text_of(&t), "");
    text_add(&t, "%s", "");
    text_put(&t, NULL, 0);
    ck_assert_str_eq(text_of(&t), "");
    text_free(&t);
    ck_assert_str_eq(text_of(&t), "");
}
END_TEST

START_TEST(a_text_grows_as_far_as_it_is_asked_to)
{
    struct text t = {0};
    for (int i = 0; i < 10000; i++) text_add(&t, "%d,", i % 10);
    ck_assert_uint_eq(t.length, 20000);
    ck_assert_uint_eq(strlen(t.bytes), 20000);
    ck_assert_int_eq(strncmp(t.bytes + 19996, "8,9,", 4), 0);
    text_clear(&t);
    text_add(&t, "again");
    ck_assert_str_eq(text_of(&t), "again");
    text_free(&t);
}
END_TEST

START_TEST(every_byte_that_is_no_character_is_replaced)
{
    ck_assert_str_eq(utf8("a\xff"
                          "b"),
                     "a\uFFFDb");
    ck_assert_str_eq(utf8("\xC0\xAF"), "\uFFFD\uFFFD");           /* overlong */
    ck_assert_str_eq(utf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD"); /* half a surrogate pair */
    ck_assert_str_eq(utf8("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD"); /* above U+10FFFF */
    ck_assert_str_eq(utf8("\xE2\x82"), "\uFFFD\uFFFD");                     /* cut off */
    ck_assert_str_eq(utf8("é€😀\n\033"), "é€😀\n\033");
}
END_TEST

START_TEST(no_control_character_survives_becoming_visible)
{
    ck_assert_str_eq(visible("\033[2Jx\r\n\ty\x7f\b"), "^[[2Jx^M^J    y^?^H");
    ck_assert_str_eq(visible("\xC2\x9B"
                             "31m"),
                     "\uFFFD31m"); /* the one-byte CSI, in UTF-8 */
    ck_assert_str_eq(visible("a\u202Eb\u200Bc"), "a\uFFFDb\uFFFDc");
    for (int c = 1; c < 256; c++) {
        char byte[2] = {(char)c, '\0'};
        for (const char *s = visible(byte); *s; s++)
            ck_assert((unsigned char)*s >= 32 && *s != 127);
    }
}
END_TEST

START_TEST(width_counts_characters)
{
    ck_assert_uint_eq(text_width(""), 0);
    ck_assert_uint_eq(text_width("χ² ±"), 4);
    ck_assert_uint_eq(text_width("😀"), 1);
}
END_TEST

START_TEST(counts_have_a_comma_every_three_digits)
{
    char out[32];
    ck_assert_str_eq(text_count(out, 0), "0");
    ck_assert_str_eq(text_count(out, 999), "999");
    ck_assert_str_eq(text_count(out, 1000), "1,000");
    ck_assert_str_eq(text_count(out, UINT64_MAX), "18,446,744,073,709,551,615");
}
END_TEST

START_TEST(the_nearest_word_is_what_was_meant)
{
    ck_assert_str_eq(NEAREST("pints", "name", "from", "points"), "points");
    ck_assert_str_eq(NEAREST("resevoir", "roc_auc", "reservoir", "cosine_similarity"), "reservoir");
    ck_assert_str_eq(NEAREST("ROC_AUC", "reservoir", "roc_auc"), "roc_auc");
    ck_assert_str_eq(NEAREST("auc", "reservoir", "roc_auc"), "roc_auc");
    ck_assert_str_eq(NEAREST("from", "form", "from"), "from");
}
END_TEST

START_TEST(a_word_that_is_far_from_all_has_no_nearest)
{
    char huge[1000];
    memset(huge, 'a', sizeof huge - 1);
    huge[sizeof huge - 1] = '\0';
    ck_assert_ptr_null(NEAREST("kmeans", "reservoir", "roc_auc"));
    ck_assert_ptr_null(NEAREST("", "a"));
    ck_assert_ptr_null(NEAREST("x", "y"));
    ck_assert_ptr_null(NEAREST(huge, "reservoir"));
    ck_assert_ptr_null(NEAREST("reservoir", huge));
    ck_assert_ptr_null(text_nearest("reservoir", NULL, 0));
}
END_TEST

int main(void)
{
    return UNIT_RUN(
        "text", an_empty_text_reads_as_an_empty_string, a_text_grows_as_far_as_it_is_asked_to,
        every_byte_that_is_no_character_is_replaced, no_control_character_survives_becoming_visible,
        width_counts_characters, counts_have_a_comma_every_three_digits,
        the_nearest_word_is_what_was_meant, a_word_that_is_far_from_all_has_no_nearest);
}
