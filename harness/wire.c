#include "harness/wire.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char hex[] = "0123456789abcdef";

static bool plain(unsigned char c)
{
    return c > ' ' && c < 0x7F && c != '%';
}

/* Encodes words at `to`, which has room for 3 bytes each and a terminator; returns the end. */
static char *encode(char *to, const char *words)
{
    if (!*words) *to++ = '%';
    for (const unsigned char *c = (const unsigned char *)words; *c; c++) {
        if (plain(*c)) {
            *to++ = (char)*c;
        } else {
            *to++ = '%';
            *to++ = hex[*c >> 4];
            *to++ = hex[*c & 15];
        }
    }
    *to = '\0';
    return to;
}

static void send_bytes(const char *bytes, size_t n)
{
    while (n) {
        ssize_t sent = write(WIRE_FD, bytes, n);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) _exit(2); /* the grader is gone: nobody to tell */
        bytes += sent;
        n -= (size_t)sent;
    }
}

static void send_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void send_line(const char *format, ...)
{
    char line[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line - 1, format, arguments);
    va_end(arguments);
    if (length > (int)sizeof line - 2) length = (int)sizeof line - 2;
    line[length] = '\n';
    send_bytes(line, (size_t)length + 1);
}

/* head, and each of the words behind a space; the last is NULL. */
static void send_words(const char *head, const char *const *words)
{
    size_t room = strlen(head) + 2;
    for (const char *const *w = words; *w; w++) room += 3 * strlen(*w) + 2;
    char *line = malloc(room);
    if (!line) _exit(2);
    char *end = line + sprintf(line, "%s", head);
    for (; *words; words++) {
        *end++ = ' ';
        end = encode(end, *words);
    }
    *end++ = '\n';
    send_bytes(line, (size_t)(end - line));
    free(line);
}

void wire_hello(void)
{
    send_line("hello %d", WIRE_VERSION);
}

void wire_workload(size_t graded, const char *unit, double bytes_per_n, double flops_per_n,
                   bool single_precision, const size_t *sizes)
{
    char list[256];
    int end = 0;
    for (size_t i = 0; i < WIRE_MAX_SIZES && sizes[i]; i++)
        end += snprintf(list + end, sizeof list - (size_t)end, " %zu", sizes[i]);
    send_line("workload %zu %s %.17g %.17g %d%s", graded, unit, bytes_per_n, flops_per_n,
              single_precision, list);
}

void wire_test(size_t i, const char *group, const char *name)
{
    send_line("test %zu %s %s", i, group, name);
}

void wire_begin(size_t i)
{
    send_line("begin %zu", i);
}

void wire_end(size_t i, const char *status, double us, const char *call, const char *words,
              const char *output)
{
    char head[64];
    snprintf(head, sizeof head, "end %zu %s %.0f", i, status, us);
    send_words(head, (const char *const[]){call, words, output, NULL});
}

void wire_left(size_t i, const double *value, size_t n)
{
    enum { WIDEST = 20 }; /* -1.23456789e-300, and its comma */
    char *line = malloc(64 + n * WIDEST);
    if (!line) _exit(2);
    char *end = line + sprintf(line, "left %zu %s", i, n ? "" : "%");
    for (size_t k = 0; k < n; k++) {
        if (k > 0) *end++ = ',';
        end += isnan(value[k]) ? sprintf(end, "nan") : sprintf(end, "%.9g", value[k]);
    }
    *end++ = '\n';
    send_bytes(line, (size_t)(end - line));
    free(line);
}

void wire_heap(size_t allocations, size_t peak_bytes, size_t live_bytes)
{
    send_line("heap %zu %zu %zu", allocations, peak_bytes, live_bytes);
}

void wire_lap(double ns)
{
    send_line("lap %.0f", ns);
}

void wire_wrong(const char *words)
{
    send_words("wrong", (const char *const[]){words, NULL});
}

void wire_ready(void)
{
    send_line("ready");
}

void wire_unloadable(const char *words)
{
    send_words("unloadable", (const char *const[]){words, NULL});
}

void wire_fault(const char *words)
{
    send_words("fault", (const char *const[]){words, NULL});
}

void wire_bye(void)
{
    send_line("bye");
}

static int hex_digit(char c)
{
    const char *at = c ? strchr(hex, c) : NULL;
    return at ? (int)(at - hex) : -1;
}

static bool decode(char *field)
{
    char *to = field;
    if (strcmp(field, "%") == 0) field++;
    for (; *field; field++) {
        if (*field == '%') {
            int high = hex_digit(field[1]), low = high < 0 ? -1 : hex_digit(field[2]);
            if (low < 0 || !(high | low)) return false;
            *to++ = (char)(high << 4 | low);
            field += 2;
        } else if (plain((unsigned char)*field)) {
            *to++ = *field;
        } else {
            return false;
        }
    }
    *to = '\0';
    return true;
}

size_t wire_split(char *line, char *field[WIRE_MAX_FIELDS])
{
    size_t n = 0;
    for (char *next = line; next;) {
        if (n == WIRE_MAX_FIELDS) return 0;
        char *start = next;
        next = strchr(next, ' ');
        if (next) *next++ = '\0';
        if (!*start || !decode(start)) return 0;
        field[n++] = start;
    }
    return n;
}

bool wire_count(const char *field, size_t *n)
{
    char *end;
    errno = 0;
    *n = strtoul(field, &end, 10); /* which takes spaces, signs and what is too large as well */
    return *field >= '0' && *field <= '9' && !*end && errno == 0;
}

bool wire_number(const char *field, double *x)
{
    char *end;
    if (!(*field >= '0' && *field <= '9')) return false;
    *x = strtod(field, &end);
    return !*end && isfinite(*x);
}
