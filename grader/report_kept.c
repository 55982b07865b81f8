/* Writing and reading walk the same tables of fields: what is written is read. A kept report has
 * just these keys in just this order; any other is of another version, which nobody has to
 * number. */
#include "grader/report_kept.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "grader/json_read.h"
#include "grader/json_write.h"
#include "grader/report_fields.h"
#include "grader/text.h"

/* ---- any bytes as text ---- */

enum { MARK = 0x100000, BYTE_MOST = 0xFF };

static bool is_mark(uint32_t code)
{
    return code >= MARK && code <= MARK + BYTE_MOST;
}

static void put_mark(struct text *t, unsigned byte)
{
    const char utf8[] = {(char)0xF4, (char)0x80, (char)(0x80 | byte >> 6),
                         (char)(0x80 | (byte & 0x3F))};
    text_put(t, utf8, sizeof utf8);
}

static cJSON *text_node(const char *bytes, size_t n)
{
    struct text marked = {0};
    if (!bytes) return cJSON_CreateNull();
    for (size_t i = 0, length; i < n; i += length) {
        uint32_t code = 0;
        length = text_utf8(bytes + i, n - i, &code);
        if (length > 0 && code > 0 && !is_mark(code)) {
            text_put(&marked, bytes + i, length);
        } else {
            put_mark(&marked, (unsigned char)bytes[i]);
            length = 1;
        }
    }
    cJSON *node = cJSON_CreateString(text_of(&marked));
    text_free(&marked);
    return node;
}

/* The bytes again, *n of them, and a NUL behind. */
static char *bytes_of(const cJSON *node, size_t *n, struct arena *a)
{
    const char *at = node->valuestring, *end = at + strlen(at);
    char *bytes = arena_take(a, (size_t)(end - at) + 1, 1);
    *n = 0;
    while (at < end) {
        uint32_t code = 0;
        size_t length = text_utf8(at, (size_t)(end - at), &code);
        if (is_mark(code)) {
            bytes[(*n)++] = (char)(code - MARK);
        } else {
            if (length == 0) length = 1; /* not from json_read */
            memcpy(bytes + *n, at, length);
            *n += length;
        }
        at += length;
    }
    return bytes;
}

/* ---- writing ---- */

static void *pointer_at(const char *at)
{
    void *p;
    memcpy(&p, at, sizeof p);
    return p;
}

static size_t count_at(const char *at)
{
    return *(const size_t *)at;
}

/* As text: a number in JSON is a double, at least for cJSON. */
static cJSON *wide_node(uint64_t n)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    return cJSON_CreateString(digits);
}

/* 17 digits tell one double from all others, and 1e999 is what JSON has for infinity. */
static cJSON *real_node(double x)
{
    char digits[32];
    if (isnan(x)) return cJSON_CreateNull();
    snprintf(digits, sizeof digits, "%.17g", x);
    return cJSON_CreateRaw(isfinite(x) ? digits : x > 0 ? "1e999" : "-1e999");
}

static cJSON *struct_node(const char *from, const struct shape *s);

static cJSON *list_node(const char *first, size_t n, const struct shape *s)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < n; i++) cJSON_AddItemToArray(list, struct_node(first + i * s->size, s));
    return list;
}

static cJSON *field_node(const char *from, const struct field *f)
{
    const char *at = from + f->at, *words;
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_MAYBE:
        words = pointer_at(at);
        if (!words && f->kind == FIELD_TEXT) words = "";
        return text_node(words, words ? strlen(words) : 0);
    case FIELD_HASH: return text_node(at, strlen(at));
    case FIELD_BYTES: return text_node(pointer_at(at), count_at(from + f->n_at));
    case FIELD_REAL: return real_node(*(const double *)at);
    case FIELD_WHOLE: return cJSON_CreateNumber(*(const int *)at);
    case FIELD_COUNT: return wide_node(count_at(at));
    case FIELD_WIDE: return wide_node(*(const uint64_t *)at);
    case FIELD_FLAG: return cJSON_CreateBool(*(const bool *)at);
    case FIELD_VERDICT: return cJSON_CreateString(verdict_name(*(const enum verdict *)at));
    case FIELD_STATUS: return cJSON_CreateString(test_status_name(*(const enum test_status *)at));
    case FIELD_ONE: return pointer_at(at) ? struct_node(pointer_at(at), f->of) : cJSON_CreateNull();
    case FIELD_MANY: break;
    }
    return list_node(pointer_at(at), count_at(from + f->n_at), f->of);
}

static cJSON *struct_node(const char *from, const struct shape *s)
{
    cJSON *object = cJSON_CreateObject();
    for (size_t i = 0; i < s->n; i++)
        cJSON_AddItemToObject(object, s->field[i].key, field_node(from, &s->field[i]));
    return object;
}

static const char format[] = "mlkata-kept";
enum { VERSION = 1 };

void report_kept_write(FILE *out, const struct report *r)
{
    cJSON *root = cJSON_CreateObject();
    json_add_text(root, "format", format);
    json_add_count(root, "version", VERSION);
    cJSON_AddItemToObject(root, "report", struct_node((const char *)r, &report_shape));
    json_put(out, root);
}

/* ---- reading ---- */

static const char damaged[] = "the kept report is damaged",
                  of_another_version[] = "the kept report is of another version of the kit";

static const char *read_struct(char *to, const struct shape *s, const cJSON *object,
                               struct arena *a);

static const char *read_text(char *to, const struct field *f, const cJSON *node, struct arena *a)
{
    size_t n = 0;
    char *bytes = NULL;
    bool may_be_null = f->kind == FIELD_MAYBE || f->kind == FIELD_BYTES;
    if (!cJSON_IsString(node) && !(cJSON_IsNull(node) && may_be_null)) return damaged;
    if (cJSON_IsString(node)) bytes = bytes_of(node, &n, a);
    if (f->kind == FIELD_BYTES)
        *(size_t *)(to + f->n_at) = n;
    else if (bytes && strlen(bytes) != n)
        return damaged;
    if (f->kind != FIELD_HASH) {
        memcpy(to + f->at, &bytes, sizeof bytes);
        return NULL;
    }
    if (n >= sizeof((struct report *)NULL)->source_sha256) return damaged;
    memcpy(to + f->at, bytes, n + 1);
    return NULL;
}

static const char *read_wide(uint64_t *to, const cJSON *node)
{
    const char *words = cJSON_GetStringValue(node);
    if (!words || !*words || words[strspn(words, "0123456789")]) return damaged;
    errno = 0;
    *to = strtoull(words, NULL, 10);
    return errno ? damaged : NULL;
}

static const char *read_count(size_t *to, const cJSON *node)
{
    uint64_t wide = 0;
    const char *error = read_wide(&wide, node);
    *to = (size_t)wide;
    return error ? error : *to == wide ? NULL : damaged;
}

static const char *read_number(char *to, enum field_kind kind, const cJSON *node)
{
    double x = cJSON_IsNull(node) && kind == FIELD_REAL ? NAN : cJSON_GetNumberValue(node);
    if (kind == FIELD_REAL) {
        *(double *)to = x;
        return cJSON_IsNumber(node) || cJSON_IsNull(node) ? NULL : damaged;
    }
    if (!cJSON_IsNumber(node) || !(x >= INT_MIN && x <= INT_MAX) || x != floor(x)) return damaged;
    *(int *)to = (int)x;
    return NULL;
}

/* The value whose name that is. */
static const char *read_name(char *to, enum field_kind kind, const cJSON *node)
{
    const char *words = cJSON_GetStringValue(node);
    int n = kind == FIELD_VERDICT ? VERDICT_FAULT + 1 : TEST_SKIPPED + 1;
    for (int v = 0; v < n && words; v++) {
        const char *name = kind == FIELD_VERDICT ? verdict_name((enum verdict)v)
                                                 : test_status_name((enum test_status)v);
        if (strcmp(name, words) != 0) continue;
        if (kind == FIELD_VERDICT)
            *(enum verdict *)to = (enum verdict)v;
        else
            *(enum test_status *)to = (enum test_status)v;
        return NULL;
    }
    return damaged;
}

static const char *read_flag(bool *to, const cJSON *node)
{
    *to = cJSON_IsTrue(node);
    return cJSON_IsBool(node) ? NULL : damaged;
}

/* n: NULL where it is FIELD_ONE. */
static const char *read_structs(char *to, size_t *n, const struct field *f, const cJSON *node,
                                struct arena *a)
{
    size_t count = n ? (size_t)cJSON_GetArraySize(node) : !cJSON_IsNull(node), i = 0;
    if (n && !cJSON_IsArray(node)) return damaged;
    if (count == 0) return NULL;
    char *all = arena_take(a, count, f->of->size);
    const char *error = NULL;
    for (const cJSON *one = n ? node->child : node; i < count && !error; one = one->next)
        error = read_struct(all + i++ * f->of->size, f->of, one, a);
    memcpy(to, &all, sizeof all);
    if (n) *n = count;
    return error;
}

static const char *read_field(char *to, const struct field *f, const cJSON *node, struct arena *a)
{
    char *at = to + f->at;
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_MAYBE:
    case FIELD_HASH:
    case FIELD_BYTES: return read_text(to, f, node, a);
    case FIELD_REAL:
    case FIELD_WHOLE: return read_number(at, f->kind, node);
    case FIELD_COUNT: return read_count((size_t *)at, node);
    case FIELD_WIDE: return read_wide((uint64_t *)at, node);
    case FIELD_FLAG: return read_flag((bool *)at, node);
    case FIELD_VERDICT:
    case FIELD_STATUS: return read_name(at, f->kind, node);
    case FIELD_ONE: return read_structs(at, NULL, f, node, a);
    case FIELD_MANY: break;
    }
    return read_structs(at, (size_t *)(to + f->n_at), f, node, a);
}

static const char *read_struct(char *to, const struct shape *s, const cJSON *object,
                               struct arena *a)
{
    if (!cJSON_IsObject(object)) return damaged;
    const cJSON *node = object->child;
    for (size_t i = 0; i < s->n; i++, node = node->next) {
        if (!node || strcmp(node->string, s->field[i].key) != 0) return of_another_version;
        const char *error = read_field(to, &s->field[i], node, a);
        if (error) return error;
    }
    return node ? of_another_version : NULL;
}

const char *report_kept_read(struct report *r, const char *text, struct arena *a)
{
    struct json_error broken;
    struct report read = {0};
    cJSON *root = json_read(text, &broken);
    if (!root) return arena_printf(a, "%s: it lacks %s", damaged, broken.expected);
    const char *name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(root, "format"));
    const cJSON *version = cJSON_GetObjectItemCaseSensitive(root, "version");
    const char *error = !name || strcmp(name, format) != 0         ? "this is no kept report"
                        : cJSON_GetNumberValue(version) != VERSION ? of_another_version
                                                                   : NULL;
    if (!error)
        error = read_struct((char *)&read, &report_shape,
                            cJSON_GetObjectItemCaseSensitive(root, "report"), a);
    cJSON_Delete(root);
    if (!error) *r = read;
    return error;
}
