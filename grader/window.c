#include "grader/window.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* ---- open and closed ---- */

/* The second screen, no cursor, no wrapping: a row too many would scroll all of it. */
static const char begin[] = "\033[?1049h\033[?25l\033[?7l\033[H\033[2J";
static const char end[] = "\033[0m\033[?7h\033[?25h\033[?1049l";

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t done = write(fd, bytes, n);
        if (done < 0 && errno != EINTR && errno != EAGAIN) return false;
        if (done > 0) bytes += done, n -= (size_t)done;
    }
    return true;
}

const char *window_of(struct window *w)
{
    const char *kind = getenv("TERM");
    *w = (struct window){.in = STDIN_FILENO, .out = STDOUT_FILENO};
    if (!isatty(w->in) || !isatty(w->out) || tcgetattr(w->in, &w->was) != 0)
        return "it takes a terminal to watch: its keyboard and its window";
    w->in_place = kind && *kind && strcmp(kind, "dumb") != 0;
    window_measure(w);
    return NULL;
}

/* What is written stays as it is (OPOST); Ctrl-S does not stop it. */
void window_open(struct window *w)
{
    struct termios keys = w->was;
    if (w->open) return;
    keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
    keys.c_iflag &= ~(tcflag_t)(IXON | INLCR | ICRNL);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    w->open = true;
    tcsetattr(w->in, TCSADRAIN, &keys);
    if (w->in_place) write_all(w->out, begin, sizeof begin - 1);
    text_clear(&w->shown);
}

/* Where the shell has the terminal already (the one that it waited for was killed), that is no
 * reason to be stopped here. */
void window_close(struct window *w)
{
    if (!w->open) return;
    w->open = false;
    void (*before)(int) = signal(SIGTTOU, SIG_IGN);
    if (w->in_place) write_all(w->out, end, sizeof end - 1);
    tcsetattr(w->in, TCSAFLUSH, &w->was);
    signal(SIGTTOU, before);
}

bool window_measure(struct window *w)
{
    enum { ROWS = 24, COLUMNS = 80 };
    struct winsize size = {0};
    ioctl(w->out, TIOCGWINSZ, &size);
    size_t rows = size.ws_row ? size.ws_row : ROWS;
    size_t columns = (size.ws_col > 1 ? size.ws_col : COLUMNS) - 1;
    bool changed = rows != w->rows || columns != w->columns;
    w->rows = rows;
    w->columns = columns;
    if (changed) text_clear(&w->shown);
    return changed;
}

/* ---- the picture ---- */

/* ESC [ numbers m; 0: something else. */
static size_t tone_length(const char *words)
{
    if (strncmp(words, "\033[", 2) != 0) return 0;
    size_t n = 2 + strspn(words + 2, "0123456789;");
    return words[n] == 'm' ? n + 1 : 0;
}

/* A character and what follows it without a beginning of its own. */
static size_t character_length(const char *words)
{
    size_t n = 1;
    while (((unsigned char)words[n] & 0xC0) == 0x80) n++;
    return n;
}

bool window_row(const char **words, size_t columns, struct text *row)
{
    const char *c = *words;
    size_t column = 0;
    if (!*c) return false;
    while (*c && *c != '\n') {
        size_t tone = tone_length(c), length = tone ? tone : character_length(c);
        bool visible = !tone && ((unsigned char)*c >= ' ' && *c != 127);
        if (visible && column == columns) break;
        if (tone || visible) text_put(row, c, length);
        column += visible;
        c += length;
    }
    *words = c + (*c == '\n');
    return true;
}

/* Each row over the old one, then the rest of it away: nothing is empty in between. */
bool window_draw(struct window *w, const char *picture)
{
    struct text bytes = {0};
    if (w->shown.bytes && strcmp(text_of(&w->shown), picture) == 0) return true;
    text_clear(&w->shown);
    text_put(&w->shown, picture, strlen(picture));
    text_add(&bytes, "\033[H");
    for (const char *row = picture; *row;) {
        size_t n = strcspn(row, "\n");
        text_put(&bytes, row, n);
        text_add(&bytes, "\033[K");
        if (row[n]) text_add(&bytes, "\r\n");
        row += n + (row[n] == '\n');
    }
    text_add(&bytes, "\033[0m\033[J");
    bool there = write_all(w->out, text_of(&bytes), bytes.length);
    text_free(&bytes);
    return there;
}

/* ---- keys ---- */

int window_key(const char *bytes, size_t n, size_t *took)
{
    static const struct {
        const char *sequence;
        int key;
    } sequences[] = {{"\033[A", KEY_UP},   {"\033OA", KEY_UP},       {"\033[B", KEY_DOWN},
                     {"\033OB", KEY_DOWN}, {"\033[5~", KEY_PAGE_UP}, {"\033[6~", KEY_PAGE_DOWN}};
    *took = n ? 1 : 0;
    if (!n) return KEY_NONE;
    if (bytes[0] != '\033') return (unsigned char)bytes[0];
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
        size_t length = strlen(sequences[i].sequence);
        if (n < length || memcmp(bytes, sequences[i].sequence, length) != 0) continue;
        *took = length;
        return sequences[i].key;
    }
    if (n == 1) return KEY_ESCAPE;
    /* another sequence: its parameters, and the letter that ends it */
    size_t at = bytes[1] == '[' || bytes[1] == 'O' ? 2 : 1;
    while (at < n && (unsigned char)bytes[at] < '@') at++;
    *took = at < n ? at + 1 : n;
    return KEY_UNKNOWN;
}

bool window_read(struct window *w, char *bytes, size_t room, size_t *n)
{
    ssize_t got = read(w->in, bytes, room);
    *n = got > 0 ? (size_t)got : 0;
    return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}
