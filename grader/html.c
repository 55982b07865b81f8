#include "grader/html.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "grader/text.h"

/* No XML may hold these, and no font has them. */
static bool is_no_character(uint32_t c)
{
    return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

static void put_character(FILE *out, const char *c, size_t length, uint32_t code)
{
    switch (code) {
    case '&': fputs("&amp;", out); break;
    case '<': fputs("&lt;", out); break;
    case '>': fputs("&gt;", out); break;
    case '"': fputs("&quot;", out); break;
    case '\'': fputs("&#39;", out); break;
    default:
        if (is_no_character(code))
            fputs("\uFFFD", out);
        else
            fwrite(c, 1, length, out);
    }
}

static void put_at_most(FILE *out, const char *bytes, size_t n, size_t most)
{
    struct text safe = {0};
    text_put_visible(&safe, bytes, n);
    const char *at = text_of(&safe);
    size_t left = safe.length, length, width = text_width(at);
    uint32_t code = 0;
    for (size_t shown = 0; (length = text_utf8(at, left, &code)); at += length, left -= length) {
        if (++shown == most && width > most) {
            fputs("…", out);
            break;
        }
        put_character(out, at, length, code);
    }
    text_free(&safe);
}

void html_put_bytes(FILE *out, const char *bytes, size_t n)
{
    put_at_most(out, bytes, n, SIZE_MAX);
}

void html_put(FILE *out, const char *words)
{
    html_put_bytes(out, words, strlen(words));
}

void html_clip(FILE *out, const char *words, size_t most)
{
    put_at_most(out, words, strlen(words), most);
}
