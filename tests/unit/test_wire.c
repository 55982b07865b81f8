#include "harness/wire.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/rng.h"
#include "tests/unit/unit.h"

/* What `speak` sends. A process of its own does it: descriptor 3 of this one is Check's. */
static const char *sent_by(void (*speak)(void))
{
    static char bytes[8192];
    int pair[2];
    ck_assert_int_eq(pipe(pair), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(pair[1], WIRE_FD);
        speak();
        _exit(0);
    }
    close(pair[1]);
    size_t n = 0;
    for (ssize_t got; (got = read(pair[0], bytes + n, sizeof bytes - 1 - n)) > 0;) n += (size_t)got;
    bytes[n] = '\0';
    close(pair[0]);
    waitpid(child, NULL, 0);
    return bytes;
}

static size_t split(const char *words, char *field[WIRE_MAX_FIELDS])
{
    static char line[8192];
    snprintf(line, sizeof line, "%s", words);
    line[strcspn(line, "\n")] = '\0';
    return wire_split(line, field);
}

static void speak_of_everything(void)
{
    wire_hello();
    wire_workload(4096, "item", 8, 0.5, true, (const size_t[]){1024, 4096, 0});
    wire_test(0, "edges", "an_empty_stream_keeps_nothing");
    wire_begin(0);
    wire_left(0, (const double[]){0, -1.5, NAN, 1e300, INFINITY}, 5);
    wire_left(0, NULL, 0);
    wire_heap(1, 2, 3);
    wire_lap(1234567.8);
    wire_wrong("a b");
    wire_ready();
    wire_fault("100 % é");
    wire_bye();
}

START_TEST(each_message_is_a_line_of_the_protocol)
{
    ck_assert_str_eq(
        sent_by(speak_of_everything),
        "hello 1\nworkload 4096 item 8 0.5 1 1024 4096\n"
        "test 0 edges an_empty_stream_keeps_nothing\nbegin 0\n"
        "left 0 0,-1.5,nan,1e+300,inf\nleft 0 %\n"
        "heap 1 2 3\nlap 1234568\nwrong a%20b\nready\nfault 100%20%25%20%c3%a9\nbye\n");
}
END_TEST

START_TEST(only_a_whole_field_is_a_number)
{
    static const char *const none[] = {"",   "x",   "-1",  "+1",    " 1", "1 ",
                                       ".5", "nan", "inf", "1e999", "1x"};
    double x = -1;
    ck_assert(wire_number("0.125", &x) && x == 0.125);
    ck_assert(wire_number("1e+20", &x) && x == 1e20);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_msg(!wire_number(none[i], &x), "%s", none[i]);
}
END_TEST

static char every_byte[256];

static void speak_every_byte(void)
{
    for (int i = 0; i < 255; i++) every_byte[i] = (char)(i + 1);
    wire_end(7, "fail", 2.5, "", every_byte, "%");
}

START_TEST(every_byte_arrives_as_it_was_sent)
{
    char *field[WIRE_MAX_FIELDS];
    const char *line = sent_by(speak_every_byte);
    for (const char *c = line; *c; c++)
        ck_assert((*c >= ' ' && *c < 0x7F) || (*c == '\n' && !c[1]));
    ck_assert_uint_eq(split(line, field), 7);
    ck_assert_str_eq(field[1], "7");
    ck_assert_str_eq(field[3], "2");
    ck_assert_str_eq(field[4], "");
    ck_assert_str_eq(field[6], "%");
    for (int i = 0; i < 255; i++) ck_assert_int_eq((unsigned char)field[5][i], i + 1);
    ck_assert_int_eq(field[5][255], '\0');
}
END_TEST

START_TEST(a_line_that_is_no_message_is_refused)
{
    static const char *const bad[] = {"",       " ",
                                      "a ",     " a",
                                      "a  b",   "%0",
                                      "%g0",    "a%2",
                                      "%00",    "%2G",
                                      "%%",     "a%",
                                      "%A0",    "a %1",
                                      "% %2",   "%-1",
                                      "%20%",   "%2 0",
                                      "a\tb",   "\x80",
                                      "a \x1b", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17"};
    char *field[WIRE_MAX_FIELDS];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(split(bad[i], field) == 0, "taken for a message: \"%s\"", bad[i]);
    ck_assert_uint_eq(split("1 2 3 4 5 6 7 8", field), 8);
    ck_assert_uint_eq(split("%20 %", field), 2);
    ck_assert_str_eq(field[0], " ");
    ck_assert_str_eq(field[1], "");
}
END_TEST

START_TEST(a_count_is_digits_and_nothing_else)
{
    static const char *const bad[] = {"",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "1x",
                                      "0x1",
                                      "1e3",
                                      "18446744073709551616",
                                      "99999999999999999999999"};
    size_t n;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!wire_count(bad[i], &n), "taken for a count: \"%s\"", bad[i]);
    ck_assert(wire_count("0", &n) && n == 0);
    ck_assert(wire_count("18446744073709551615", &n) && n == SIZE_MAX);
}
END_TEST

/* Whatever comes, fields lie in the line, one behind the other, and end there. */
START_TEST(any_bytes_are_split_within_their_line)
{
    struct ml_rng rng = rng_seeded(1);
    for (int round = 0; round < 20000; round++) {
        char line[40], *field[WIRE_MAX_FIELDS];
        size_t length = ml_rng_below(&rng, sizeof line);
        for (size_t i = 0; i < length; i++) line[i] = "% 02af7\x80g"[ml_rng_below(&rng, 9)];
        line[length] = '\0';
        size_t n = wire_split(line, field);
        ck_assert_uint_le(n, WIRE_MAX_FIELDS);
        for (size_t i = 0; i < n; i++) {
            ck_assert(field[i] >= (i ? field[i - 1] : line));
            ck_assert(field[i] + strlen(field[i]) <= line + length);
        }
    }
}
END_TEST

int main(void)
{
    return UNIT_RUN("wire", each_message_is_a_line_of_the_protocol, only_a_whole_field_is_a_number,
                    every_byte_arrives_as_it_was_sent, a_line_that_is_no_message_is_refused,
                    a_count_is_digits_and_nothing_else, any_bytes_are_split_within_their_line);
}
