/* Each complaint is tested on the good manifest with one change: `with(from, to)`. */
#include "grader/manifest.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/text.h"
#include "tests/unit/unit.h"

static const char good[] =
    "{\n"
    "    \"title\": \"Reservoir sampling\", \"track\": \"sampling\",\n"
    "    \"level\": \"easy\",\n"
    "    \"minutes\": 20,\n"
    "    \"functions\": [\"reservoir_init\",\n"
    "        \"reservoir_push\"],\n"
    "    \"cblas\": false,\n"
    "    \"groups\": {\"basics\": 20, \"edges\": 15.5,\n"
    "        \"chance\": 40},\n"
    "    \"bands\": [{\"name\": \"reference class\", \"from\": 0.67, \"points\": 10},\n"
    "        {\"name\": \"solid\",\n"
    "         \"from\": 0.3, \"points\": 7},\n"
    "        {\"name\": \"slow\", \"from\": 0, \"points\": 3}],\n"
    "    \"limits\": {\"time_ms\": 2000, \"memory_mb\": 64, \"output_kb\": 64},\n"
    "    \"growth\": {\"exponent\": 1, \"says\": \"n\"}\n"
    "}\n";

static const char *parse(const char *text)
{
    static struct manifest m;
    const char *error = manifest_parse(&m, "reservoir", "x.json", text);
    return error ? error : "fine";
}

/* What is said of the good text with `from`, which it holds once, replaced by `to`. */
static const char *with(const char *from, const char *to)
{
    static struct text t;
    const char *at = strstr(good, from);
    ck_assert_ptr_nonnull(at);
    ck_assert_ptr_null(strstr(at + 1, from));
    text_clear(&t);
    text_put(&t, good, (size_t)(at - good));
    text_add(&t, "%s%s", to, at + strlen(from));
    return parse(text_of(&t));
}

START_TEST(a_good_manifest_is_read_whole)
{
    struct manifest m;
    ck_assert_ptr_null(manifest_parse(&m, "reservoir", "x.json", good));
    ck_assert_str_eq(m.exercise, "reservoir");
    ck_assert_str_eq(m.title, "Reservoir sampling");
    ck_assert_str_eq(m.track, "sampling");
    ck_assert_str_eq(m.level, "easy");
    ck_assert_int_eq(m.minutes, 20);
    ck_assert_uint_eq(m.n_functions, 2);
    ck_assert_str_eq(m.function[1], "reservoir_push");
    ck_assert(!m.cblas);
    ck_assert_uint_eq(m.n_groups, 3);
    ck_assert_str_eq(m.group[1].name, "edges");
    ck_assert_double_eq(m.group[1].points, 15.5);
    ck_assert_uint_eq(m.n_bands, 3);
    ck_assert_str_eq(m.band[0].name, "reference class");
    ck_assert_double_eq(m.band[0].from, 0.67);
    ck_assert_double_eq(m.band[2].points, 3);
    ck_assert_int_eq(m.limits.time_ms, 2000);
    ck_assert_int_eq(m.limits.memory_mb, 64);
    ck_assert_int_eq(m.limits.output_kb, 64);
    ck_assert_double_eq(m.growth.exponent, 1);
    ck_assert_str_eq(m.growth.says, "n");
}
END_TEST

START_TEST(an_unknown_key_is_named_with_its_line_and_the_nearest)
{
    ck_assert_str_eq(with("\"from\": 0.3, \"points\"", "\"from\": 0.3, \"pints\""),
                     "x.json:12: unknown key \"pints\" (did you mean \"points\"?)");
    ck_assert_str_eq(with("\"cblas\": false", "\"hash\": 7"), "x.json:7: unknown key \"hash\"");
    ck_assert_str_eq(with("\"exponent\": 1", "\"exponents\": 1"),
                     "x.json:15: unknown key \"exponents\" (did you mean \"exponent\"?)");
    ck_assert_str_eq(with("\"output_kb\"", "\"\\u001b[2J\xC3\xA9\""),
                     "x.json:14: unknown key \"^[[2J\xC3\xA9\"");
}
END_TEST

START_TEST(a_missing_key_is_named_with_the_line_of_what_misses_it)
{
    ck_assert_str_eq(with("    \"cblas\": false,\n", ""), "x.json: key \"cblas\" is missing");
    ck_assert_str_eq(with("\"time_ms\": 2000, ", ""), "x.json:14: key \"time_ms\" is missing");
    ck_assert_str_eq(with("\"name\": \"solid\",\n", "\n"), "x.json:11: key \"name\" is missing");
    ck_assert_str_eq(parse("{}"), "x.json: key \"title\" is missing");
}
END_TEST

START_TEST(a_key_that_comes_twice_is_an_error)
{
    ck_assert_str_eq(with("\"minutes\": 20", "\"minutes\": 20, \n\"level\": \"hard\""),
                     "x.json:5: key \"level\" appears twice, first in line 3");
    ck_assert_str_eq(with("\"chance\": 40", "\"basics\": 40"),
                     "x.json:9: key \"basics\" appears twice, first in line 8");
    ck_assert_str_eq(with("\"exponent\": 1,", "\"exponent\": 1, \"exponent\": 1,"),
                     "x.json:15: key \"exponent\" appears twice, first in line 15");
}
END_TEST

START_TEST(minutes_are_a_whole_number_in_range)
{
    static const struct {
        const char *value, *shown;
    } cases[] = {{"\"twenty\"", "\"twenty\""},
                 {"0", "0"},
                 {"241", "241"},
                 {"2.5", "2.5"},
                 {"-1", "-1"},
                 {"1e999", "inf"},
                 {"null", "null"},
                 {"[]", "an empty list"},
                 {"[1]", "a list"},
                 {"{}", "an empty object"},
                 {"true", "true"},
                 {"\"0123456789012345678901234567890123456789+\"",
                  "\"0123456789012345678901234567890123456789...\""}};
    struct text change = {0}, said = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        text_clear(&change);
        text_clear(&said);
        text_add(&change, "\"minutes\": %s", cases[i].value);
        text_add(&said, "x.json:4: \"minutes\" must be a whole number from 1 to 240, not %s",
                 cases[i].shown);
        ck_assert_str_eq(with("\"minutes\": 20", text_of(&change)), text_of(&said));
    }
    ck_assert_str_eq(with("\"minutes\": 20", "\"minutes\": 240"), "fine");
    text_free(&change);
    text_free(&said);
}
END_TEST

START_TEST(words_have_a_length_and_no_control_characters)
{
    ck_assert_str_eq(with("\"sampling\"", "\"\""),
                     "x.json:2: \"track\" must be 1 to 31 characters of text, not \"\"");
    ck_assert_str_eq(with("\"sampling\"", "\"a\\nb\""),
                     "x.json:2: \"track\" must be 1 to 31 characters of text, not \"a^Jb\"");
    ck_assert_str_eq(with("\"sampling\"", "\"12345678901234567890123456789012\""),
                     "x.json:2: \"track\" must be 1 to 31 characters of text, "
                     "not \"12345678901234567890123456789012\"");
    ck_assert_str_eq(with("\"sampling\"", "\"1234567890123456789012345678901\""), "fine");
    ck_assert_str_eq(with("\"easy\"", "\"eazy\""),
                     "x.json:3: \"level\" must be \"easy\", \"medium\" or \"hard\", not \"eazy\" "
                     "(did you mean \"easy\"?)");
    ck_assert_str_eq(with("false", "\"no\""),
                     "x.json:7: \"cblas\" must be true or false, not \"no\"");
}
END_TEST

START_TEST(functions_are_distinct_names_in_c)
{
    ck_assert_str_eq(with("\"reservoir_push\"", "\"2nd\""),
                     "x.json:6: \"functions\" must be a list of names in C, not \"2nd\"");
    ck_assert_str_eq(with("\"reservoir_push\"", "7"),
                     "x.json:6: \"functions\" must be a list of names in C, not 7");
    ck_assert_str_eq(with("\"reservoir_push\"", "\"reservoir_init\""),
                     "x.json:6: function \"reservoir_init\" is listed twice");
    ck_assert_str_eq(
        with("[\"reservoir_init\",\n        \"reservoir_push\"]", "[]"),
        "x.json:5: \"functions\" must be a list of 1 to 16 functions, not an empty list");
    ck_assert_str_eq(
        with("[\"reservoir_init\",\n        \"reservoir_push\"]",
             "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]"),
        "x.json:5: \"functions\" must be a list of 1 to 16 functions, not a list of 17");
    ck_assert_str_eq(with("[\"reservoir_init\",\n        \"reservoir_push\"]", "{\"a\": 1}"),
                     "x.json:5: \"functions\" must be a list of 1 to 16 functions, not an object");
}
END_TEST

START_TEST(groups_earn_points)
{
    ck_assert_str_eq(with("\"chance\": 40", "\"chance\": -1"),
                     "x.json:9: \"chance\" must be a number from 0 to 1000, not -1");
    ck_assert_str_eq(with("\"chance\": 40", "\"a b\": 40"),
                     "x.json:9: the group \"a b\" needs a name in C of at most 31 characters");
    ck_assert_str_eq(
        with("{\"basics\": 20, \"edges\": 15.5,\n        \"chance\": 40}", "{\"a\": 0}"),
        "x.json:8: the points of \"groups\" must add up to more than 0");
    ck_assert_str_eq(
        with("{\"basics\": 20, \"edges\": 15.5,\n        \"chance\": 40}", "{}"),
        "x.json:8: \"groups\" must be an object of 1 to 8 groups, not an empty object");
    ck_assert_str_eq(with("{\"basics\": 20, \"edges\": 15.5,\n        \"chance\": 40}", "[3]"),
                     "x.json:8: \"groups\" must be an object of 1 to 8 groups, not a list");
}
END_TEST

START_TEST(bands_fall_to_zero)
{
    ck_assert_str_eq(with("\"from\": 0.3", "\"from\": 0.67"),
                     "x.json:12: bands must lie a factor of 1.5 apart, the fastest first: 0.67 is "
                     "above 0.446667");
    ck_assert_str_eq(with("\"from\": 0.3", "\"from\": 0.45"),
                     "x.json:12: bands must lie a factor of 1.5 apart, the fastest first: 0.45 is "
                     "above 0.446667");
    ck_assert_str_eq(with("\"points\": 7", "\"points\": 11"),
                     "x.json:12: a slower band cannot earn more: 11 points is above 10");
    ck_assert_str_eq(with("\"from\": 0,", "\"from\": 0.1,"),
                     "x.json:13: the last band must begin \"from\" 0, not 0.1");
    ck_assert_str_eq(with("{\"name\": \"slow\", \"from\": 0, \"points\": 3}", "5"),
                     "x.json:13: \"bands\" must be an object in braces, not 5");
}
END_TEST

START_TEST(limits_are_positive)
{
    ck_assert_str_eq(with("\"memory_mb\": 64", "\"memory_mb\": 0"),
                     "x.json:14: \"memory_mb\" must be a whole number from 1 to 65536, not 0");
    ck_assert_str_eq(
        with("\"time_ms\": 2000", "\"time_ms\": 1e9"),
        "x.json:14: \"time_ms\" must be a whole number from 1 to 600000, not 1000000000");
    ck_assert_str_eq(with("{\"exponent\": 1, \"says\": \"n\"}", "null"),
                     "x.json:15: \"growth\" must be an object in braces, not null");
}
END_TEST

/* "must be at most 1000, not 1000" helps nobody. */
START_TEST(a_number_is_told_with_the_digits_that_matter)
{
    ck_assert_str_eq(with("\"chance\": 40", "\"chance\": 1000.0000001"),
                     "x.json:9: \"chance\" must be a number from 0 to 1000, not 1000.0000001");
    ck_assert_str_eq(
        with("\"points\": 7", "\"points\": 10.000000000000002"),
        "x.json:12: a slower band cannot earn more: 10.000000000000002 points is above 10");
    ck_assert_str_eq(
        with("\"time_ms\": 2000", "\"time_ms\": 600000.00001"),
        "x.json:14: \"time_ms\" must be a whole number from 1 to 600000, not 600000.00001");
    ck_assert_str_eq(with("\"from\": 0.3", "\"from\": 0.4500000000001"),
                     "x.json:12: bands must lie a factor of 1.5 apart, the fastest first: "
                     "0.4500000000001 is above 0.446667");
}
END_TEST

START_TEST(broken_json_is_told_with_its_place)
{
#define BROKEN(line) "x.json:" line ": broken JSON: expected "
    ck_assert_str_eq(with("\"easy\",", "\"easy\""),
                     BROKEN("4") "a comma or a closing brace near '\"minutes\": 20,'");
    ck_assert_str_eq(with("reservoir_push\"]", "reservoir_push\""),
                     BROKEN("7") "a comma or a closing bracket near ': false,'");
    ck_assert_str_eq(with("\"says\": \"n\"}\n}\n", "\"says\": \"n\"}"),
                     BROKEN("15") "a comma or a closing brace at the end of the file");
    ck_assert_str_eq(with("\"cblas\"", "cblas"),
                     BROKEN("7") "a key in double quotes near 'cblas: false,'");
    ck_assert_str_eq(with("\"n\"}", "\"n\",}"), BROKEN("15") "a key in double quotes near '}'");
    ck_assert_str_eq(with("\"cblas\":", "\"cblas\""),
                     BROKEN("7") "a colon after the key near 'false,'");
    ck_assert_str_eq(with("false", "False"), BROKEN("7") "a value near 'False,'");
    ck_assert_str_eq(with("\"easy\"", "\"easy"),
                     BROKEN("3") "a closing quote on the same line near '\"easy,'");
    ck_assert_str_eq(with("20,\n", "020,\n"),
                     BROKEN("4") "a number without leading zeros near ','");
    ck_assert_str_eq(with("20,\n", "20.,\n"), BROKEN("4") "digits after the point near ','");
    ck_assert_str_eq(with("easy", "\\x"),
                     BROKEN("3") "one of \" \\ / b f n r t u after the backslash near '\\x\",'");
    ck_assert_str_eq(with("easy", "\\u0000"),
                     BROKEN("3") "another character than \\u0000 near '\\u0000\",'");
    ck_assert_str_eq(with("easy", "\xff"), BROKEN("3") "valid UTF-8 near '\uFFFD\",'");
    ck_assert_str_eq(with("easy", "a\033"),
                     BROKEN("3") "no control characters between quotes near '^[\",'");
    ck_assert_str_eq(
        with("easy", "\\ud800"),
        BROKEN("3") "a shorter number, or both halves of a surrogate pair near '\\ud800\",'");
    ck_assert_str_eq(parse("{} x"), BROKEN("1") "nothing more after the end of the value near 'x'");
    ck_assert_str_eq(parse(""), BROKEN("1") "a value at the end of the file");
    ck_assert_str_eq(parse("\n[1]"), "x.json:2: must hold one object in braces");
}
END_TEST

START_TEST(deep_nesting_is_refused)
{
    char deep[2001];
    memset(deep, '[', 2000);
    deep[2000] = '\0';
    ck_assert(strstr(parse(deep), "fewer braces and brackets inside one another") != NULL);
}
END_TEST

/* Every prefix, and every byte changed: never an accepted text but where the change is harmless,
 * and no fault of ours (run under the sanitizers). */
START_TEST(no_damage_to_the_text_does_harm)
{
    static const char bytes[] = "\x01\"{}[],:0-e\\\n \xff\xE2z";
    char text[sizeof good];
    for (size_t n = 0; n < sizeof good - 2; n++) {
        memcpy(text, good, n);
        text[n] = '\0';
        const char *said = parse(text);
        if (n < sizeof good - 3) ck_assert_str_ne(said, "fine");
    }
    memcpy(text, good, sizeof good);
    for (size_t i = 0; i < sizeof good - 1; i++) {
        for (size_t b = 0; b < sizeof bytes - 1; b++) {
            text[i] = bytes[b];
            const char *said = parse(text);
            ck_assert(strncmp(said, "x.json:", 7) == 0 || strcmp(said, "fine") == 0);
            for (; *said; said++) ck_assert((unsigned char)*said >= 32);
        }
        text[i] = good[i];
    }
}
END_TEST

/* ---- files ---- */

static const char *read_bytes(const char *bytes, size_t n)
{
    static struct manifest m;
    char path[] = "/tmp/mlkata-manifest-XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq((int)write(fd, bytes, n), (int)n);
    close(fd);
    const char *said = manifest_read(&m, "reservoir", path);
    unlink(path);
    if (!said) return "fine";
    ck_assert_int_eq(strncmp(said, path, strlen(path)), 0);
    return said + strlen(path);
}

START_TEST(a_file_is_read_like_its_text)
{
    static char large[70000];
    memset(large, ' ', sizeof large);
    memcpy(large, good, sizeof good - 1);
    ck_assert_str_eq(read_bytes(good, sizeof good - 1), "fine");
    ck_assert_str_eq(read_bytes(large, 65536), "fine");
    ck_assert_str_eq(read_bytes(large, 65537), ": is longer than 64 KB");
    ck_assert_str_eq(read_bytes("", 0), ": is empty");
    ck_assert_str_eq(read_bytes("{\n\"a\": \0}", 10), ":2: holds a zero byte");
}
END_TEST

START_TEST(what_cannot_be_read_is_told_in_one_line)
{
    struct manifest m;
    ck_assert_str_eq(manifest_read(&m, "e", "/nowhere/exercise.json"),
                     "/nowhere/exercise.json: there is no such file");
    ck_assert_str_eq(manifest_read(&m, "e", "/tmp"), "/tmp: is a directory, not a file");
    ck_assert_str_eq(manifest_read(&m, "e", "/dev/null"), "/dev/null: is not an ordinary file");
    ck_assert_str_eq(manifest_read(&m, "e", "/dev/null/x"),
                     "/dev/null/x: cannot be read: Not a directory");

    char path[] = "/tmp/mlkata-manifest-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(path));
    char pipe[64];
    snprintf(pipe, sizeof pipe, "%s/pipe", path);
    ck_assert_int_eq(mkfifo(pipe, 0600), 0);
    ck_assert(strstr(manifest_read(&m, "e", pipe), "is not an ordinary file") != NULL);
    unlink(pipe);
    rmdir(path);
}
END_TEST

START_TEST(a_name_that_does_not_fit_is_refused)
{
    struct manifest m;
    char name[65];
    memset(name, 'n', 64);
    name[64] = '\0';
    ck_assert(strstr(manifest_parse(&m, name, "x.json", good), "name is too long") != NULL);
    ck_assert_ptr_null(manifest_parse(&m, name + 1, "x.json", good));
}
END_TEST

int main(void)
{
    return UNIT_RUN("manifest", a_good_manifest_is_read_whole,
                    an_unknown_key_is_named_with_its_line_and_the_nearest,
                    a_missing_key_is_named_with_the_line_of_what_misses_it,
                    a_key_that_comes_twice_is_an_error, minutes_are_a_whole_number_in_range,
                    words_have_a_length_and_no_control_characters,
                    functions_are_distinct_names_in_c, groups_earn_points, bands_fall_to_zero,
                    limits_are_positive, a_number_is_told_with_the_digits_that_matter,
                    broken_json_is_told_with_its_place, deep_nesting_is_refused,
                    no_damage_to_the_text_does_harm, a_file_is_read_like_its_text,
                    what_cannot_be_read_is_told_in_one_line, a_name_that_does_not_fit_is_refused);
}
