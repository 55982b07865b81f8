#include "grader/archive_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "grader/json_read.h"
#include "grader/sha256.h"

enum { FORMAT_VERSION = 1, MOST_TESTS = 10000, MOST_LINE = 16 << 20 };
static const char format_name[] = "mlkata-history";

/* ---- out ---- */

const char *archive_source_of(const struct archive_entry *grading)
{
    enum { SOURCE = 3 };
    return grading->cell[SOURCE].bytes;
}

static cJSON *tests_node(const struct archive_entry *e)
{
    cJSON *tests = cJSON_CreateArray();
    for (size_t i = 0; i < e->n_tests; i++)
        cJSON_AddItemToArray(tests, archive_object(&archive_test, e->test[i]));
    return tests;
}

void archive_add_line(struct text *to, const struct archive_entry *e)
{
    cJSON *line = cJSON_CreateObject(), *row = archive_object(e->table, e->cell);
    if (e->table == &archive_grading) cJSON_AddItemToObject(row, "tests", tests_node(e));
    cJSON_AddItemToObject(line, e->table->name, row);
    char *words = cJSON_PrintUnformatted(line);
    if (!words) text_out_of_memory();
    text_put(to, words, strlen(words));
    text_put(to, "\n", 1);
    free(words);
    cJSON_Delete(line);
}

void archive_print_header(FILE *out, size_t sources, size_t gradings, size_t events)
{
    fprintf(out,
            "{\"format\":\"%s\",\"version\":%d,\"sources\":%zu,\"gradings\":%zu,\"events\":%zu}\n",
            format_name, FORMAT_VERSION, sources, gradings, events);
}

/* ---- the first line ---- */

static double count_in(const cJSON *header, const char *key)
{
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(header, key);
    return cJSON_IsNumber(node) ? node->valuedouble : -1;
}

static const char *check_header(const cJSON *header, struct arena *a)
{
    const cJSON *format = cJSON_GetObjectItemCaseSensitive(header, "format");
    double version = count_in(header, "version");
    if (!cJSON_IsString(format) || strcmp(format->valuestring, format_name) != 0)
        return "this is no history of this kit's: it would begin with "
               "{\"format\":\"mlkata-history\"";
    if (version > FORMAT_VERSION)
        return arena_printf(a, "a newer kit wrote it (version %.0f, this one reads up to %d)",
                            version, FORMAT_VERSION);
    if (version != FORMAT_VERSION) return "\"version\" must be 1";
    return NULL;
}

/* ---- the others ---- */

static const char *check_source(const struct archive_entry *e)
{
    char sha256[65];
    sha256_hex(sha256, e->cell[1].bytes, e->cell[1].n);
    return strcmp(sha256, e->cell[0].bytes) == 0 && e->cell[0].n == 64
               ? NULL
               : "the answer is not the one that its SHA-256 is of";
}

static const char *parse_tests(struct archive_entry *e, const cJSON *row, struct arena *a)
{
    const cJSON *tests = cJSON_GetObjectItemCaseSensitive(row, "tests"), *test;
    if (!cJSON_IsArray(tests)) return "key \"tests\" of \"grading\" must be an array";
    int n = cJSON_GetArraySize(tests);
    if (n > MOST_TESTS) return "it has too many tests";
    e->test = arena_take(a, (size_t)n + 1, sizeof *e->test);
    cJSON_ArrayForEach(test, tests)
    {
        struct archive_cell *cell = e->test[e->n_tests];
        const char *error = archive_parse(cell, &archive_test, test, NULL, a);
        if (error) return error;
        if (e->n_tests && cell[0].whole <= e->test[e->n_tests - 1][0].whole)
            return "the places of its tests must rise";
        e->n_tests++;
    }
    return NULL;
}

static const char *parse_entry(struct archive_entry *e, const cJSON *line, struct arena *a)
{
    static const struct archive_table *const tables[] = {&archive_source, &archive_grading,
                                                         &archive_event};
    const cJSON *row = cJSON_GetArraySize(line) == 1 ? line->child : NULL;
    e->table = NULL;
    for (size_t i = 0; cJSON_IsObject(line) && row && i < sizeof tables / sizeof *tables; i++)
        if (strcmp(row->string, tables[i]->name) == 0) e->table = tables[i];
    if (!e->table) return "it must hold one \"source\", \"grading\" or \"event\"";
    bool grading = e->table == &archive_grading;
    const char *error = archive_parse(e->cell, e->table, row, grading ? "tests" : NULL, a);
    if (!error && grading) error = parse_tests(e, row, a);
    if (!error && e->table == &archive_source) error = check_source(e);
    return error;
}

static size_t count(const struct archive_file *f, const struct archive_table *t)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) n += f->entry[i].table == t;
    return n;
}

/* ---- the file ---- */

const char *archive_says(const struct archive_file *f, int line, const char *words, struct arena *a)
{
    return arena_printf(a, "%s, line %d: %s", f->name, line, words);
}

/* The room doubles: what an arena has given stays. */
static struct archive_entry *next_entry(struct archive_file *f, size_t *room, struct arena *a)
{
    if (f->n == *room) {
        struct archive_entry *more = arena_take(a, *room * 2 + 64, sizeof *more);
        if (f->n) memcpy(more, f->entry, f->n * sizeof *more);
        f->entry = more;
        *room = *room * 2 + 64;
    }
    return &f->entry[f->n];
}

struct reader {
    struct archive_file *f;
    size_t room;
    bool begun;
    double sources, gradings, events; /* as announced; -1: not */
    struct arena *a;
};

static const char *take_line(struct reader *r, const cJSON *line, int number)
{
    if (!r->begun) {
        r->begun = true;
        r->sources = count_in(line, "sources");
        r->gradings = count_in(line, "gradings");
        r->events = count_in(line, "events");
        return check_header(line, r->a);
    }
    struct archive_entry *e = next_entry(r->f, &r->room, r->a);
    e->line = number;
    const char *error = parse_entry(e, line, r->a);
    r->f->n += !error;
    return error;
}

static const char *read_line(struct reader *r, const char *words, size_t n, int number)
{
    struct json_error broken;
    if (strspn(words, " \t\r\n") == n) return NULL;
    if (strlen(words) != n) return "it holds a zero byte";
    if (n > MOST_LINE) return "it is too long";
    cJSON *line = json_read(words, &broken);
    if (!line) return arena_printf(r->a, "%s expected", broken.expected);
    const char *error = take_line(r, line, number);
    cJSON_Delete(line);
    return error;
}

/* A file that was cut between two lines has none that is broken. */
static const char *check_end(const struct reader *r)
{
    const struct archive_file *f = r->f;
    const double announced[] = {r->sources, r->gradings, r->events};
    const size_t found[] = {count(f, &archive_source), count(f, &archive_grading),
                            count(f, &archive_event)};
    if (!r->begun) return "it is empty";
    for (int i = 0; i < 3; i++)
        if (announced[i] >= 0 && announced[i] != (double)found[i])
            return arena_printf(r->a,
                                "here it ends, and it is not complete: of %.0f %s there are %zu",
                                announced[i],
                                i == 0   ? "answers"
                                : i == 1 ? "gradings"
                                         : "events",
                                found[i]);
    return NULL;
}

const char *archive_read_file(struct archive_file *f, FILE *in, struct arena *a)
{
    struct reader r = {.f = f, .a = a};
    const char *error = NULL;
    char *words = NULL;
    size_t room = 0;
    int number = 0;
    ssize_t n;
    errno = 0;
    while (!error && (n = getline(&words, &room, in)) >= 0)
        error = read_line(&r, words, (size_t)n, ++number);
    if (!error && ferror(in)) return arena_printf(a, "%s: %s", f->name, strerror(errno));
    free(words);
    if (!error) error = check_end(&r);
    return error ? archive_says(f, number ? number : 1, error, a) : NULL;
}
