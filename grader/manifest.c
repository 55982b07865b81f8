/* One walk in the order of the schema. The first complaint wins: after it every reader below
 * returns at once, so that none of them has to be checked for errors. */
#include "grader/manifest.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/json_read.h"
#include "grader/text.h"

enum { FILE_MAX = 64 * 1024, SHOWN_MAX = 40, POINTS_MAX = 1000 };

static struct text words; /* the complaint that manifest_read returns */

struct reader {
    const char *path;
    const cJSON *root;
    bool failed;
};

/* ---- complaints ---- */

static void put_clipped(struct text *t, const char *s)
{
    size_t n = strnlen(s, SHOWN_MAX);
    while (n > 0 && (s[n] & 0xC0) == 0x80) n--; /* not in the middle of a character */
    text_put_visible(t, s, n);
    if (s[n]) text_add(t, "...");
}

/* With as many digits as tell it from any other: 1000.0000001 is not 1000. */
struct digits {
    char of[32];
};

static struct digits digits(double x)
{
    struct digits d;
    for (int n = 10; n <= 17; n++) {
        snprintf(d.of, sizeof d.of, "%.*g", n, x);
        if (strtod(d.of, NULL) == x) break;
    }
    return d;
}

/* What stands there, for "not ...". */
static void put_value(struct text *t, const cJSON *node)
{
    if (cJSON_IsString(node)) {
        text_add(t, "\"");
        put_clipped(t, node->valuestring);
        text_add(t, "\"");
    } else if (cJSON_IsNumber(node))
        text_add(t, "%s", digits(node->valuedouble).of);
    else if (cJSON_IsBool(node))
        text_add(t, cJSON_IsTrue(node) ? "true" : "false");
    else if (cJSON_IsNull(node))
        text_add(t, "null");
    else if (cJSON_IsObject(node))
        text_add(t, node->child ? "an object" : "an empty object");
    else
        text_add(t, node->child ? "a list" : "an empty list");
}

static void begin(struct reader *r, int line)
{
    r->failed = true;
    text_clear(&words);
    text_put_visible(&words, r->path, strlen(r->path));
    if (line > 0) text_add(&words, ":%d", line);
    text_add(&words, ": ");
}

__attribute__((format(printf, 3, 4))) static void complain(struct reader *r, const cJSON *at,
                                                           const char *format, ...)
{
    if (r->failed) return;
    char said[256];
    va_list args;
    va_start(args, format);
    vsnprintf(said, sizeof said, format, args);
    va_end(args);
    begin(r, at ? json_line(at) : 0);
    text_put_visible(&words, said, strlen(said));
}

static void suggest(const char *word, const char *const *candidates, size_t n)
{
    const char *nearest = text_nearest(word, candidates, n);
    if (nearest) text_add(&words, " (did you mean \"%s\"?)", nearest);
}

/* "minutes" must be a whole number from 1 to 240, not "twenty" */
static void must_be(struct reader *r, const cJSON *node, const char *key, const char *what)
{
    if (r->failed) return;
    begin(r, json_line(node));
    text_add(&words, "\"");
    put_clipped(&words, key);
    text_add(&words, "\" must be %s, not ", what);
    put_value(&words, node);
}

/* ---- readers of one value each ---- */

static const cJSON *get(struct reader *r, const cJSON *object, const char *key)
{
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(object, key);
    if (node) return r->failed ? NULL : node;
    complain(r, object == r->root ? NULL : object, "key \"%s\" is missing", key);
    return NULL;
}

static double number(struct reader *r, const cJSON *node, const char *key, double least,
                     double most)
{
    double x = cJSON_IsNumber(node) ? node->valuedouble : NAN;
    if (x >= least && x <= most) return x;
    char what[64];
    snprintf(what, sizeof what, "a number from %g to %g", least, most);
    must_be(r, node, key, what);
    return 0;
}

static double get_number(struct reader *r, const cJSON *object, const char *key, double least,
                         double most)
{
    const cJSON *node = get(r, object, key);
    return node ? number(r, node, key, least, most) : 0;
}

static int get_whole(struct reader *r, const cJSON *object, const char *key, int most)
{
    const cJSON *node = get(r, object, key);
    if (!node) return 0;
    double x = cJSON_IsNumber(node) ? node->valuedouble : NAN;
    if (x >= 1 && x <= most && x == floor(x)) return (int)x;
    char what[64];
    snprintf(what, sizeof what, "a whole number from 1 to %d", most);
    must_be(r, node, key, what);
    return 0;
}

/* Can it be shown as it is? */
static bool is_plain(const char *s)
{
    struct text visible = {0};
    text_put_visible(&visible, s, strlen(s));
    bool same = strcmp(text_of(&visible), s) == 0;
    text_free(&visible);
    return same;
}

static void copy(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%s", from);
}

static void get_words(struct reader *r, const cJSON *object, const char *key, char *to, size_t size)
{
    const cJSON *node = get(r, object, key);
    if (!node) return;
    const char *s = cJSON_GetStringValue(node);
    if (s && *s && strlen(s) < size && is_plain(s)) {
        copy(to, size, s);
        return;
    }
    char what[64];
    snprintf(what, sizeof what, "1 to %zu characters of text", size - 1);
    must_be(r, node, key, what);
}

static bool is_identifier(const char *s, size_t size)
{
    if (!s || !(isalpha((unsigned char)*s) || *s == '_') || strlen(s) >= size) return false;
    for (; *s; s++)
        if (!isalnum((unsigned char)*s) && *s != '_') return false;
    return true;
}

/* ---- objects and lists ---- */

static void no_key_twice(struct reader *r, const cJSON *object)
{
    for (const cJSON *key = object->child; key; key = key->next) {
        const cJSON *first = cJSON_GetObjectItemCaseSensitive(object, key->string);
        if (first == key) continue;
        complain(r, key, "key \"%.40s\" appears twice, first in line %d", key->string,
                 json_line(first));
        return;
    }
}

/* An object that holds no other keys than these, and none twice. */
static bool is_object_of(struct reader *r, const cJSON *node, const char *name,
                         const char *const *keys, size_t n)
{
    if (r->failed) return false;
    if (!cJSON_IsObject(node)) {
        must_be(r, node, name, "an object in braces");
        return false;
    }
    for (const cJSON *key = node->child; key; key = key->next) {
        size_t i = 0;
        while (i < n && strcmp(key->string, keys[i]) != 0) i++;
        if (i < n) continue;
        complain(r, key, "unknown key \"%.40s\"", key->string);
        suggest(key->string, keys, n);
        return false;
    }
    no_key_twice(r, node);
    return !r->failed;
}
#define OBJECT_OF(r, node, name, ...)                                                              \
    is_object_of(r, node, name, (const char *const[]){__VA_ARGS__},                                \
                 sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* How many things the list or object holds, if it is one and that is 1 to most; else 0 and a
 * complaint. */
static size_t size_of(struct reader *r, const cJSON *node, const char *key, bool list, size_t most)
{
    if (r->failed) return 0;
    bool right_type = list ? cJSON_IsArray(node) : cJSON_IsObject(node);
    size_t n = right_type ? (size_t)cJSON_GetArraySize(node) : 0;
    if (n >= 1 && n <= most) return n;
    char what[96];
    snprintf(what, sizeof what, "%s of 1 to %zu %s", list ? "a list" : "an object", most, key);
    must_be(r, node, key, what);
    if (n > most) text_add(&words, " of %zu", n);
    return 0;
}

/* ---- the schema ---- */

static void get_level(struct reader *r, const cJSON *root, struct manifest *m)
{
    static const char *const levels[] = {"easy", "medium", "hard"};
    const cJSON *node = get(r, root, "level");
    if (!node) return;
    const char *s = cJSON_GetStringValue(node);
    for (size_t i = 0; s && i < 3; i++) {
        if (strcmp(s, levels[i]) != 0) continue;
        copy(m->level, sizeof m->level, s);
        return;
    }
    must_be(r, node, "level", "\"easy\", \"medium\" or \"hard\"");
    if (s) suggest(s, levels, 3);
}

static void get_functions(struct reader *r, const cJSON *root, struct manifest *m)
{
    const cJSON *list = get(r, root, "functions"), *node;
    if (!list) return;
    if (size_of(r, list, "functions", true, MANIFEST_MAX_FUNCTIONS) == 0) return;
    cJSON_ArrayForEach(node, list)
    {
        const char *s = cJSON_GetStringValue(node);
        if (!is_identifier(s, sizeof m->function[0])) {
            must_be(r, node, "functions", "a list of names in C");
            return;
        }
        for (size_t i = 0; i < m->n_functions; i++)
            if (strcmp(m->function[i], s) == 0)
                complain(r, node, "function \"%s\" is listed twice", s);
        copy(m->function[m->n_functions++], sizeof m->function[0], s);
    }
}

static void get_cblas(struct reader *r, const cJSON *root, struct manifest *m)
{
    const cJSON *node = get(r, root, "cblas");
    if (node && !cJSON_IsBool(node)) must_be(r, node, "cblas", "true or false");
    m->cblas = cJSON_IsTrue(node);
}

static void get_groups(struct reader *r, const cJSON *root, struct manifest *m)
{
    const cJSON *groups = get(r, root, "groups"), *node;
    if (!groups) return;
    if (size_of(r, groups, "groups", false, MANIFEST_MAX_GROUPS) == 0) return;
    no_key_twice(r, groups);

    double sum = 0;
    cJSON_ArrayForEach(node, groups)
    {
        struct manifest_group *g = &m->group[m->n_groups++];
        if (!is_identifier(node->string, sizeof g->name))
            complain(r, node, "the group \"%.40s\" needs a name in C of at most %zu characters",
                     node->string, sizeof g->name - 1);
        copy(g->name, sizeof g->name, node->string);
        g->points = number(r, node, node->string, 0, POINTS_MAX);
        sum += g->points;
    }
    if (!(sum > 0)) complain(r, groups, "the points of \"groups\" must add up to more than 0");
}

static void get_band(struct reader *r, const cJSON *node, struct manifest *m)
{
    if (!OBJECT_OF(r, node, "bands", "name", "from", "points")) return;
    struct manifest_band *b = &m->band[m->n_bands], *faster = m->n_bands ? b - 1 : NULL;
    m->n_bands++;
    get_words(r, node, "name", b->name, sizeof b->name);
    b->from = get_number(r, node, "from", 0, 1000);
    b->points = get_number(r, node, "points", 0, POINTS_MAX);
    if (!faster) return;
    double below = faster->from / MANIFEST_BANDS_APART;
    if (!(b->from < faster->from && b->from <= below * (1 + 1e-9)))
        complain(r, cJSON_GetObjectItemCaseSensitive(node, "from"),
                 "bands must lie a factor of %g apart, the fastest first: %s is above %g",
                 MANIFEST_BANDS_APART, digits(b->from).of, below);
    if (!(b->points <= faster->points))
        complain(r, cJSON_GetObjectItemCaseSensitive(node, "points"),
                 "a slower band cannot earn more: %s points is above %s", digits(b->points).of,
                 digits(faster->points).of);
}

static void get_bands(struct reader *r, const cJSON *root, struct manifest *m)
{
    const cJSON *list = get(r, root, "bands"), *node, *last = NULL;
    if (!list) return;
    size_t n = size_of(r, list, "bands", true, MANIFEST_MAX_BANDS);
    if (n == 0) return;
    cJSON_ArrayForEach(node, list)
    {
        get_band(r, node, m);
        last = cJSON_GetObjectItemCaseSensitive(node, "from");
    }
    if (r->failed) return;
    double from = m->band[n - 1].from;
    if (from > 0) complain(r, last, "the last band must begin \"from\" 0, not %s", digits(from).of);
}

static void get_limits(struct reader *r, const cJSON *root, struct manifest *m)
{
    const cJSON *node = get(r, root, "limits");
    if (!node || !OBJECT_OF(r, node, "limits", "time_ms", "memory_mb", "output_kb")) return;
    m->limits.time_ms = get_whole(r, node, "time_ms", 600000);
    m->limits.memory_mb = get_whole(r, node, "memory_mb", 65536);
    m->limits.output_kb = get_whole(r, node, "output_kb", 65536);
}

static void get_growth(struct reader *r, const cJSON *root, struct manifest *m)
{
    const cJSON *node = get(r, root, "growth");
    if (!node || !OBJECT_OF(r, node, "growth", "exponent", "says")) return;
    m->growth.exponent = get_number(r, node, "exponent", 0, 8);
    get_words(r, node, "says", m->growth.says, sizeof m->growth.says);
}

static void get_all(struct reader *r, const cJSON *root, struct manifest *m)
{
    if (!cJSON_IsObject(root)) {
        complain(r, root, "must hold one object in braces");
        return;
    }
    if (!OBJECT_OF(r, root, "", "title", "track", "level", "minutes", "functions", "cblas",
                   "groups", "bands", "limits", "growth"))
        return;
    get_words(r, root, "title", m->title, sizeof m->title);
    get_words(r, root, "track", m->track, sizeof m->track);
    get_level(r, root, m);
    m->minutes = get_whole(r, root, "minutes", 240);
    get_functions(r, root, m);
    get_cblas(r, root, m);
    get_groups(r, root, m);
    get_bands(r, root, m);
    get_limits(r, root, m);
    get_growth(r, root, m);
}

/* ---- the text and its file ---- */

static void say_broken(struct reader *r, const struct json_error *e)
{
    begin(r, e->line);
    text_add(&words, "broken JSON: expected %s ", e->expected);
    size_t rest = strcspn(e->at, "\r\n");
    if (!*e->at)
        text_add(&words, "at the end of the file");
    else if (rest == 0)
        text_add(&words, "at the end of the line");
    else {
        text_add(&words, "near '");
        text_put_visible(&words, e->at, rest < SHOWN_MAX ? rest : SHOWN_MAX);
        text_add(&words, "'");
    }
}

const char *manifest_parse(struct manifest *m, const char *name, const char *path, const char *text)
{
    struct reader r = {.path = path};
    struct json_error broken;
    *m = (struct manifest){0};
    if (strlen(name) >= sizeof m->exercise)
        complain(&r, NULL, "the exercise's name is too long: %.80s", name);
    copy(m->exercise, sizeof m->exercise, name);

    cJSON *root = json_read(text, &broken);
    r.root = root;
    if (root && !r.failed)
        get_all(&r, root, m);
    else if (!r.failed)
        say_broken(&r, &broken);
    cJSON_Delete(root);
    return r.failed ? text_of(&words) : NULL;
}

/* The whole file in bytes, with a NUL behind it. */
static void slurp(struct reader *r, int fd, char bytes[FILE_MAX + 2])
{
    struct stat about;
    size_t n = 0;
    ssize_t got = fstat(fd, &about);
    if (got == 0 && S_ISDIR(about.st_mode))
        complain(r, NULL, "is a directory, not a file");
    else if (got == 0 && !S_ISREG(about.st_mode))
        complain(r, NULL, "is not an ordinary file");
    else if (got == 0 && about.st_size == 0)
        complain(r, NULL, "is empty");
    if (r->failed) return;

    while (got >= 0 && n <= FILE_MAX && (got = read(fd, bytes + n, FILE_MAX + 1 - n)) > 0)
        n += (size_t)got;
    bytes[n] = '\0';
    if (got < 0) complain(r, NULL, "cannot be read: %s", strerror(errno));
    if (n > FILE_MAX) complain(r, NULL, "is longer than %d KB", FILE_MAX / 1024);
    if (r->failed || strlen(bytes) == n) return;
    int line = 1;
    for (const char *c = bytes; *c; c++) line += *c == '\n';
    begin(r, line);
    text_add(&words, "holds a zero byte");
}

const char *manifest_read(struct manifest *m, const char *name, const char *path)
{
    char bytes[FILE_MAX + 2] = "";
    struct reader r = {.path = path};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not hold us up */
    if (fd < 0 && errno == ENOENT)
        complain(&r, NULL, "there is no such file");
    else if (fd < 0)
        complain(&r, NULL, "cannot be read: %s", strerror(errno));
    else {
        slurp(&r, fd, bytes);
        close(fd);
    }
    if (r.failed) return text_of(&words);
    return manifest_parse(m, name, path, bytes);
}
