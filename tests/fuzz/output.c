/* What must hold of everything that the kit shows, whatever bytes it was made of. */
#include <cjson/cJSON.h>
#include <string.h>

#include "grader/json_read.h"
#include "grader/text.h"
#include "tests/fuzz/fuzz.h"

/* ---- bytes ---- */

/* UTF-8 without control characters, but for newlines where there may be some. */
static void must_be_visible(const char *bytes, size_t n, bool newlines)
{
    uint32_t code;
    for (size_t length; n > 0; bytes += length, n -= length) {
        length = text_utf8(bytes, n, &code);
        MUST(length > 0);
        bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
        MUST(!control || (newlines && code == '\n'));
    }
}

void fuzz_check_line(const char *words)
{
    MUST(words && *words);
    must_be_visible(words, strlen(words), false);
}

/* ---- JSON ---- */

static void must_be_text(const cJSON *object, const char *key, const char *words)
{
    struct text clean = {0};
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(object, key);
    text_put_utf8(&clean, words, strlen(words));
    MUST(cJSON_IsString(node) && strcmp(node->valuestring, text_of(&clean)) == 0);
    text_free(&clean);
}

static void check_tests(const cJSON *root, const struct report *r)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(root, "tests");
    const cJSON *node = list ? list->child : NULL;
    for (size_t i = 0; i < r->n_tests; i++, node = node->next) {
        MUST(cJSON_IsObject(node));
        must_be_text(node, "group", r->test[i].group);
        must_be_text(node, "name", r->test[i].name);
        must_be_text(node, "status", test_status_name(r->test[i].status));
        must_be_text(node, "message", r->test[i].message);
        must_be_text(node, "output", r->test[i].output);
    }
    MUST(!node);
}

/* json_read is stricter than cJSON: one value of RFC 8259, in UTF-8. */
static void check_json(const struct report *r)
{
    char *bytes;
    size_t n;
    struct json_error error;
    FILE *out = open_memstream(&bytes, &n);
    report_json(out, r);
    fclose(out);
    MUST(n > 0 && bytes[n - 1] == '\n' && strlen(bytes) == n);
    for (size_t i = 0; i + 1 < n; i++) MUST((unsigned char)bytes[i] >= 0x20);
    cJSON *root = json_read(bytes, &error);
    MUST(root);
    must_be_text(root, "verdict", verdict_name(r->verdict));
    check_tests(root, r);
    cJSON_Delete(root);
    free(bytes);
}

/* ---- screens ---- */

static char *screen(const struct report *r, struct term_style style, size_t *n)
{
    char *bytes;
    FILE *out = open_memstream(&bytes, n);
    report_term(out, r, &style);
    fclose(out);
    return bytes;
}

/* Commands are never broken: they are there to be copied. */
static void must_fit(const char *bytes, size_t width)
{
    while (*bytes) {
        size_t n = strcspn(bytes, "\n"), characters = 0;
        for (size_t i = 0; i < n; i++) characters += ((unsigned char)bytes[i] & 0xC0) != 0x80;
        MUST(characters <= width || memmem(bytes, n, "make grade EX=", 14));
        bytes += n + (bytes[n] == '\n');
    }
}

/* Takes the sequences of a tone out of a screen, in place. Returns what is left. */
static size_t without_colour(char *bytes, size_t n)
{
    static const char *const tones[] = {"\033[0m",  "\033[1m",  "\033[2m",
                                        "\033[31m", "\033[32m", "\033[33m"};
    size_t to = 0;
    for (size_t i = 0; i < n;) {
        size_t length = 0;
        for (size_t k = 0; k < sizeof tones / sizeof *tones && !length; k++)
            if (strncmp(bytes + i, tones[k], strlen(tones[k])) == 0) length = strlen(tones[k]);
        if (length)
            i += length;
        else
            bytes[to++] = bytes[i++];
    }
    return to;
}

static void check_screen(const struct report *r, struct term_style style)
{
    size_t n, n_coloured;
    char *bytes = screen(r, style, &n);
    must_be_visible(bytes, n, true);
    MUST(strlen(bytes) == n);
    must_fit(bytes, (size_t)style.width);
    for (size_t i = 0; i < n && !style.utf8; i++) MUST((unsigned char)bytes[i] < 0x80);

    style.colour = true;
    char *coloured = screen(r, style, &n_coloured);
    n_coloured = without_colour(coloured, n_coloured);
    MUST(n_coloured == n && memcmp(coloured, bytes, n) == 0);
    free(coloured);
    free(bytes);
}

void fuzz_check_report(const struct report *r, size_t which)
{
    static const struct term_style screens[] = {{.utf8 = true, .width = 100},
                                                {.utf8 = true, .verbose = true, .width = 40},
                                                {.verbose = true, .width = 80}};
    check_json(r);
    check_screen(r, screens[which % (sizeof screens / sizeof *screens)]);
}
