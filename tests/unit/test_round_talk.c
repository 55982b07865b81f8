#include "grader/round_talk.h"

#include <string.h>
#include <unistd.h>

#include "tests/unit/unit.h"

static struct arena arena;
static struct term_style style = {.utf8 = true, .width = 80};
static struct term term;
static struct talk talk;
static char *shown;
static size_t n_shown;
static int end;

/* What is typed, and, where it is all, no more. */
static void hears(const char *bytes, size_t n, bool all)
{
    int pipe_[2];
    ck_assert_int_eq(pipe(pipe_), 0);
    term = (struct term){.out = open_memstream(&shown, &n_shown), .style = &style};
    talk = (struct talk){.in = pipe_[0], .term = &term};
    ck_assert_int_eq(write(pipe_[1], bytes, n), (ssize_t)n);
    end = pipe_[1];
    if (all) close(end);
}

static const char *said(void)
{
    fflush(term.out);
    return shown;
}

static const char *ask(void)
{
    const char *line;
    enum talk_said s = talk_ask(&talk, "well", &line);
    return s == TALK_SAID    ? arena_copy(&arena, line)
           : s == TALK_ENDED ? "(ended)"
                             : "(by the tick)";
}

START_TEST(lines_come_one_by_one_without_spaces)
{
    hears("one\n  two  \r\n\nfour", 18, true);
    ck_assert_str_eq(ask(), "one");
    ck_assert_str_eq(ask(), "two");
    ck_assert_str_eq(ask(), "");
    ck_assert_str_eq(ask(), "four"); /* the last one needs no newline */
    ck_assert_str_eq(ask(), "(ended)");
    ck_assert_str_eq(said(), "well > one\nwell > two\nwell > \nwell > four\nwell > \n");
}
END_TEST

START_TEST(a_terminal_has_shown_what_was_typed)
{
    hears("one\n", 4, true);
    talk.typed = true;
    ck_assert_str_eq(ask(), "one");
    ck_assert_str_eq(said(), "well > ");
}
END_TEST

START_TEST(a_line_without_end_is_cut_and_the_next_is_whole)
{
    static char bytes[10000];
    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes + sizeof bytes - 6, "\nnext\n", 6);
    hears(bytes, sizeof bytes, true);
    ck_assert_uint_eq(strlen(ask()), 4095);
    ck_assert_str_eq(ask(), "next");
    ck_assert_str_eq(ask(), "(ended)");
}
END_TEST

START_TEST(no_byte_reaches_the_terminal_as_it_is)
{
    hears("\033[31m\377\n", 7, true);
    ask();
    ck_assert_str_eq(said(), "well > ^[[31m\357\277\275\n");
}
END_TEST

static int ticks;

static bool speaks(void *with)
{
    (void)with;
    if (++ticks == 1) return false;
    talk_interrupt(&talk);
    term_line(&term, TONE_PLAIN, 0, "-- so late");
    return ticks == 3;
}

START_TEST(a_clock_interrupts_who_is_silent)
{
    hears("", 0, false);
    ticks = 0;
    talk.tick = speaks;
    const char *line;
    ck_assert_int_eq(talk_ask(&talk, "well", &line), TALK_INTERRUPTED);
    ck_assert_int_eq(talk_ask(&talk, "well", &line), TALK_STOPPED);
    ck_assert_str_eq(said(), "well > \n-- so late\nwell > \n-- so late\n");
    ck_assert_int_eq(ticks, 3);
    close(end);
}
END_TEST

int main(void)
{
    return UNIT_RUN("round_talk", lines_come_one_by_one_without_spaces,
                    a_terminal_has_shown_what_was_typed,
                    a_line_without_end_is_cut_and_the_next_is_whole,
                    no_byte_reaches_the_terminal_as_it_is, a_clock_interrupts_who_is_silent);
}
