#include "grader/archive_row.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader/text.h"

enum { MOST_TEXT = 1 << 16, MOST_BLOB = 1 << 20 };

#define TEXT(name_)                                                                                \
    {                                                                                              \
        .name = name_, .kind = ARCHIVE_TEXT                                                        \
    }
#define WHOLE(name_)                                                                               \
    {                                                                                              \
        .name = name_, .kind = ARCHIVE_WHOLE                                                       \
    }
#define REAL(name_)                                                                                \
    {                                                                                              \
        .name = name_, .kind = ARCHIVE_REAL, .optional = true                                      \
    }

const struct archive_table archive_source = {
    "source", 2, {TEXT("sha256"), {.name = "bytes", .kind = ARCHIVE_TEXT, .blob = true}}};

const struct archive_table archive_grading = {
    "grading",
    16,
    {TEXT("exercise"),
     WHOLE("at_ms"),
     TEXT("submission"),
     TEXT("source"),
     TEXT("verdict"),
     REAL("score"),
     REAL("max_score"),
     {.name = "only_test", .kind = ARCHIVE_TEXT, .optional = true},
     {.name = "seed", .kind = ARCHIVE_SEED},
     REAL("vs_reference"),
     REAL("vs_least"),
     REAL("vs_most"),
     {.name = "band", .kind = ARCHIVE_TEXT, .optional = true},
     REAL("total_ms"),
     {.name = "since_start_ms", .kind = ARCHIVE_WHOLE, .optional = true},
     {.name = "hints", .kind = ARCHIVE_WHOLE, .optional = true}}};

const struct archive_table archive_test = {"test",
                                           7,
                                           {WHOLE("place"), TEXT("category"), TEXT("name"),
                                            TEXT("status"), REAL("points"), REAL("max_points"),
                                            REAL("ms")}};

const struct archive_table archive_event = {
    "event", 4, {WHOLE("at_ms"), TEXT("exercise"), TEXT("kind"), TEXT("detail")}};

/* ---- SQLite ---- */

const char *archive_names(const struct archive_table *t, const char *prefix, struct arena *a)
{
    const char *names = "";
    for (size_t i = 0; i < t->n; i++)
        names = arena_printf(a, "%s%s%s%s", names, i ? ", " : "", prefix, t->column[i].name);
    return names;
}

static const char *copy(const void *bytes, size_t n, struct arena *a)
{
    char *c = arena_take(a, n + 1, 1);
    if (n) memcpy(c, bytes, n);
    return c;
}

void archive_read(struct archive_cell *cell, const struct archive_table *t, sqlite3_stmt *q,
                  int first, struct arena *a)
{
    for (size_t i = 0; i < t->n; i++) {
        int at = first + (int)i;
        cell[i] = (struct archive_cell){.null = sqlite3_column_type(q, at) == SQLITE_NULL &&
                                                t->column[i].optional};
        if (t->column[i].kind == ARCHIVE_REAL) {
            cell[i].real = sqlite3_column_double(q, at);
        } else if (t->column[i].kind == ARCHIVE_TEXT) {
            const void *bytes =
                t->column[i].blob ? sqlite3_column_blob(q, at) : sqlite3_column_text(q, at);
            cell[i].n = (size_t)sqlite3_column_bytes(q, at);
            cell[i].bytes = copy(bytes, cell[i].n, a);
        } else {
            cell[i].whole = sqlite3_column_int64(q, at);
        }
    }
}

void archive_bind(sqlite3_stmt *q, int first, const struct archive_table *t,
                  const struct archive_cell *cell)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct archive_cell *c = &cell[i];
        int at = first + (int)i;
        if (c->null)
            sqlite3_bind_null(q, at);
        else if (t->column[i].kind == ARCHIVE_REAL)
            sqlite3_bind_double(q, at, c->real);
        else if (t->column[i].kind != ARCHIVE_TEXT)
            sqlite3_bind_int64(q, at, c->whole);
        else if (t->column[i].blob)
            sqlite3_bind_blob64(q, at, c->bytes, c->n, SQLITE_STATIC);
        else
            sqlite3_bind_text(q, at, c->bytes, (int)c->n, SQLITE_STATIC);
    }
}

/* ---- base64 ---- */

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void encode(struct text *to, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i += 3) {
        size_t have = n - i < 3 ? n - i : 3;
        uint32_t bits = 0;
        for (size_t j = 0; j < 3; j++)
            bits = bits << 8 | (j < have ? (unsigned char)bytes[i + j] : 0);
        for (size_t j = 0; j < 4; j++)
            text_put(to, j <= have ? &digits[bits >> (18 - 6 * j) & 63] : "=", 1);
    }
}

/* False: that is no base64, or not as `encode` writes it. */
static bool decode(const char *words, char *bytes, size_t *n)
{
    struct text again = {0};
    uint32_t bits = 0;
    size_t length = strcspn(words, "=");
    *n = 0;
    for (size_t i = 0; i < length; i++) {
        const char *digit = strchr(digits, words[i]);
        if (!digit) return false;
        bits = bits << 6 | (uint32_t)(digit - digits);
        if (i % 4) bytes[(*n)++] = (char)(bits >> (6 - 2 * (i % 4)));
    }
    encode(&again, bytes, *n);
    bool same = strcmp(text_of(&again), words) == 0;
    text_free(&again);
    return same;
}

/* ---- JSON ---- */

static bool is_utf8(const char *bytes, size_t n)
{
    uint32_t code;
    for (size_t at = 0, length; at < n; at += length)
        if (!bytes[at] || !(length = text_utf8(bytes + at, n - at, &code))) return false;
    return true;
}

static cJSON *text_node(const struct archive_cell *c)
{
    if (is_utf8(c->bytes, c->n)) return cJSON_CreateString(c->bytes);
    struct text coded = {0};
    cJSON *node = cJSON_CreateObject();
    encode(&coded, c->bytes, c->n);
    cJSON_AddStringToObject(node, "base64", text_of(&coded));
    text_free(&coded);
    return node;
}

static cJSON *node_of(enum archive_kind kind, const struct archive_cell *c)
{
    char words[40];
    if (c->null || (kind == ARCHIVE_REAL && isnan(c->real))) return cJSON_CreateNull();
    switch (kind) {
    case ARCHIVE_TEXT: return text_node(c);
    case ARCHIVE_WHOLE: snprintf(words, sizeof words, "%lld", (long long)c->whole); break;
    case ARCHIVE_SEED:
        snprintf(words, sizeof words, "%llu", (unsigned long long)c->whole);
        return cJSON_CreateString(words);
    case ARCHIVE_REAL:
        if (isinf(c->real)) return cJSON_CreateRaw(c->real < 0 ? "-1e999" : "1e999");
        snprintf(words, sizeof words, "%.17g", c->real);
    }
    return cJSON_CreateRaw(words);
}

cJSON *archive_object(const struct archive_table *t, const struct archive_cell *cell)
{
    cJSON *object = cJSON_CreateObject();
    for (size_t i = 0; i < t->n; i++)
        cJSON_AddItemToObject(object, t->column[i].name, node_of(t->column[i].kind, &cell[i]));
    return object;
}

/* ---- and back ---- */

static bool parse_text(struct archive_cell *c, const cJSON *node, struct arena *a)
{
    const cJSON *coded = cJSON_GetObjectItemCaseSensitive(node, "base64");
    if (cJSON_IsString(node)) {
        c->n = strlen(node->valuestring);
        c->bytes = copy(node->valuestring, c->n, a);
        return true;
    }
    if (!cJSON_IsObject(node) || cJSON_GetArraySize(node) != 1 || !cJSON_IsString(coded))
        return false;
    char *bytes = arena_take(a, strlen(coded->valuestring) + 1, 1);
    c->bytes = bytes;
    return decode(coded->valuestring, bytes, &c->n);
}

static bool parse_whole(struct archive_cell *c, const cJSON *node)
{
    const double most = 9007199254740992; /* 2^53 */
    if (!cJSON_IsNumber(node) || !(fabs(node->valuedouble) <= most)) return false;
    c->whole = (int64_t)node->valuedouble;
    return (double)c->whole == node->valuedouble;
}

static bool parse_seed(struct archive_cell *c, const cJSON *node)
{
    if (!cJSON_IsString(node) || !*node->valuestring || strlen(node->valuestring) > 20)
        return false;
    if (node->valuestring[strspn(node->valuestring, "0123456789")]) return false;
    errno = 0;
    c->whole = (int64_t)strtoull(node->valuestring, NULL, 10);
    return errno == 0;
}

static bool parse_cell(struct archive_cell *c, const struct archive_column *column,
                       const cJSON *node, struct arena *a)
{
    *c = (struct archive_cell){.null = column->optional && cJSON_IsNull(node), .bytes = ""};
    if (c->null) return true;
    switch (column->kind) {
    case ARCHIVE_TEXT: return parse_text(c, node, a);
    case ARCHIVE_WHOLE: return parse_whole(c, node);
    case ARCHIVE_SEED: return parse_seed(c, node);
    case ARCHIVE_REAL: c->real = node->valuedouble; return cJSON_IsNumber(node);
    }
    return false;
}

static const char *kind_name(const struct archive_column *c)
{
    static const char *const names[] = {[ARCHIVE_TEXT] = "a string",
                                        [ARCHIVE_WHOLE] = "a whole number below 2^53",
                                        [ARCHIVE_SEED] = "a string of digits below 2^64",
                                        [ARCHIVE_REAL] = "a number"};
    return names[c->kind];
}

const char *archive_parse(struct archive_cell *cell, const struct archive_table *t,
                          const cJSON *object, const char *more, struct arena *a)
{
    if (!cJSON_IsObject(object)) return arena_printf(a, "\"%s\" must be an object", t->name);
    for (size_t i = 0; i < t->n; i++) {
        const struct archive_column *c = &t->column[i];
        const cJSON *node = cJSON_GetObjectItemCaseSensitive(object, c->name);
        size_t most = c->blob ? MOST_BLOB : MOST_TEXT;
        if (!node) return arena_printf(a, "key \"%s\" of \"%s\" is missing", c->name, t->name);
        if (!parse_cell(&cell[i], c, node, a))
            return arena_printf(a, "\"%s\" must be %s%s", c->name, kind_name(c),
                                c->optional ? ", or null" : "");
        if (cell[i].n > most) return arena_printf(a, "\"%s\" is too long", c->name);
    }
    size_t keys = t->n + (more && cJSON_GetObjectItemCaseSensitive(object, more) != NULL);
    if ((size_t)cJSON_GetArraySize(object) != keys)
        return arena_printf(a, "\"%s\" has a key too many", t->name);
    return NULL;
}
