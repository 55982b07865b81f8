#include "grader/round_talk.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "grader/process.h"

enum { TICK_MS = 1000 };

void talk_interrupt(struct talk *t)
{
    if (t->asking) term_end(t->term);
    t->asking = false;
}

static char *trimmed(char *line)
{
    size_t n = strlen(line);
    while (n && strchr(" \t\r", line[n - 1])) line[--n] = '\0';
    return line + strspn(line, " \t");
}

/* What was read, up to the first newline; at the end of the input what is left. */
static bool take_line(struct talk *t, const char **line)
{
    char *newline = memchr(t->bytes, '\n', t->n);
    bool full = t->n == sizeof t->bytes - 1;
    if (!newline && !full && !(t->ended && t->n)) return false;
    size_t n = newline ? (size_t)(newline - t->bytes) : t->n, end = n + (newline != NULL);
    memcpy(t->line, t->bytes, n);
    t->line[n] = '\0';
    t->n -= end;
    memmove(t->bytes, t->bytes + end, t->n);
    t->dropping = !newline && full;
    *line = trimmed(t->line);
    return true;
}

/* The rest of a line that was too long. */
static void drop(struct talk *t)
{
    char *newline = memchr(t->bytes, '\n', t->n);
    size_t end = newline ? (size_t)(newline + 1 - t->bytes) : t->n;
    if (!t->dropping) return;
    t->n -= end;
    memmove(t->bytes, t->bytes + end, t->n);
    t->dropping = !newline;
}

static void listen_a_little(struct talk *t)
{
    struct pollfd fd = {.fd = t->in, .events = POLLIN};
    if (poll(&fd, 1, TICK_MS) <= 0) return;
    ssize_t n = read(t->in, t->bytes + t->n, sizeof t->bytes - 1 - t->n);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (n <= 0) t->ended = true;
    if (n > 0) t->n += (size_t)n;
    drop(t);
}

void talk_pause(struct talk *t)
{
    fflush(t->term->out);
    poll(NULL, 0, TICK_MS);
}

static void put_question(struct talk *t, const char *question)
{
    if (t->asking) return;
    term_put(t->term, TONE_STRONG, question);
    term_put(t->term, TONE_PLAIN, " > ");
    fflush(t->term->out);
    t->asking = true;
}

static void put_answer(struct talk *t, const char *line)
{
    t->asking = false;
    if (t->typed)
        t->term->column = 0;
    else
        term_line(t->term, TONE_PLAIN, 0, line);
}

enum talk_said talk_ask(struct talk *t, const char *question, const char **line)
{
    for (;;) {
        put_question(t, question);
        if (!process_interrupted() && take_line(t, line)) {
            put_answer(t, *line);
            return TALK_SAID;
        }
        if (t->ended || process_interrupted()) {
            talk_interrupt(t);
            return TALK_ENDED;
        }
        listen_a_little(t);
        bool stops = t->tick && t->tick(t->with);
        if (!stops && t->asking) continue;
        talk_interrupt(t);
        return stops ? TALK_STOPPED : TALK_INTERRUPTED;
    }
}
