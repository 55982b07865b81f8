#include "grader/class_verdict.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/class_keep.h"
#include "grader/json_read.h"
#include "grader/json_write.h"
#include "grader/report_kept.h"
#include "grader/scratch.h"
#include "grader/text.h"
#include "grader/whole.h"

/* A suite has 255 tests at most, each with 64 KB printed. */
enum { FILE_LIMIT = 64 << 20, WORDS_LIMIT = 64 << 10 };

static char *file_of(const char *out, const char *folder, const char *key, struct arena *a)
{
    return class_keep_path(out, arena_printf(a, "%s/%s.json", folder, key), a);
}

/* Its two lines. Of a file that lost its end, or holds NULs, there are none. */
static const char *read_lines(char **report, char **basis, const char *path, struct arena *a)
{
    size_t n;
    const char *error = scratch_read(path, FILE_LIMIT, a, report, &n);
    if (error) return error;
    char *newline = memchr(*report, '\n', n);
    if (!newline || (*report)[n - 1] != '\n' || strlen(*report) != n) return "it is not whole";
    *newline = '\0';
    *basis = newline + 1;
    return NULL;
}

const char *class_verdict_read(struct report *r, const char *out, const char *folder,
                               const char *key, struct arena *a)
{
    char *report, *basis;
    const char *path = file_of(out, folder, key, a);
    const char *error = read_lines(&report, &basis, path, a);
    if (!error) error = report_kept_read(r, report, a);
    return error ? arena_printf(a, "%s: %s", path, error) : NULL;
}

bool class_verdict_basis(struct class_basis *b, const char *out, const char *folder,
                         const char *key, struct arena *a)
{
    char *report, *basis;
    struct json_error broken;
    *b = (struct class_basis){0};
    if (read_lines(&report, &basis, file_of(out, folder, key, a), a)) return false;
    cJSON *json = json_read(basis, &broken), *one;
    cJSON_ArrayForEach(one, json)
    {
        if (!cJSON_IsString(one) || b->n == CLASS_MOST_PARTS) continue;
        b->part[b->n++] =
            (struct class_part){arena_copy(a, one->string), arena_copy(a, one->valuestring)};
    }
    cJSON_Delete(json);
    return b->n > 0;
}

static void write_basis(FILE *f, const struct class_basis *b)
{
    cJSON *json = cJSON_CreateObject();
    for (size_t i = 0; i < b->n; i++) json_add_text(json, b->part[i].name, b->part[i].value);
    json_put(f, json);
}

const char *class_verdict_keep(const struct report *r, const struct class_basis *b, const char *out,
                               const char *key, struct arena *a)
{
    char *bytes = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&bytes, &n);
    if (!f) text_out_of_memory();
    report_kept_write(f, r);
    write_basis(f, b);
    if (fclose(f) != 0) text_out_of_memory();
    const char *error = whole_write(file_of(out, "verdicts", key, a), bytes, n, a);
    free(bytes);
    if (!error) unlink(class_keep_path(out, arena_printf(a, "lost/%s", key), a));
    return error;
}

void class_verdict_lose(const char *out, const char *key, const char *words, struct arena *a)
{
    const char *path = class_keep_path(out, arena_printf(a, "lost/%s", key), a);
    const char *unsaid = whole_write(path, words, strlen(words), a);
    (void)unsaid; /* then nobody said anything */
}

const char *class_verdict_lost(const char *out, const char *key, struct arena *a)
{
    char *words;
    size_t n;
    const char *path = class_keep_path(out, arena_printf(a, "lost/%s", key), a);
    return scratch_read(path, WORDS_LIMIT, a, &words, &n) ? "it was not graded" : words;
}
