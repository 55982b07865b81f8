/* An exported history: any bytes as the file, into a history that holds one grading.
 *
 * What must hold: it is imported, or refused in one line that can be shown, and then nothing has
 * changed. What was imported is there: importing it again adds nothing, and what is exported then
 * is imported elsewhere and exported as it was. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/archive.h"
#include "grader/history.h"
#include "grader/sha256.h"
#include "tests/fuzz/fuzz.h"

static char folder[FUZZ_FOLDER];

static void remove_file(const char *home)
{
    char path[sizeof folder + 40];
    snprintf(path, sizeof path, "%s/%s/history.sqlite", folder, home);
    unlink(path);
    *strrchr(path, '/') = '\0';
    rmdir(path);
}

static void remove_all(void)
{
    remove_file("one");
    remove_file("two");
    rmdir(folder);
}

static void be_at(const char *home)
{
    char path[sizeof folder + 10];
    static bool made;
    if (!made) {
        fuzz_make_folder(folder);
        atexit(remove_all);
        made = true;
    }
    snprintf(path, sizeof path, "%s/%s", folder, home);
    setenv("MLKATA_HOME", path, 1);
}

static void keep_one(struct arena *a)
{
    static char source[] = "int a;\n";
    const char *remark;
    struct report r = {.exercise = "mean",
                       .submission = "exercises/mean/mean.c",
                       .source = source,
                       .n_source = sizeof source - 1,
                       .seed = 1};
    sha256_hex(r.source_sha256, source, sizeof source - 1);
    MUST(!history_keep(&r, &remark, a));
}

static const char *take(struct archive_added *added, const char *bytes, size_t n, struct arena *a)
{
    FILE *in = fmemopen((char *)bytes, n, "r");
    MUST(in);
    const char *error = archive_take(added, in, "a file", a);
    fclose(in);
    return error;
}

static char *exported(size_t *n, struct arena *a)
{
    char *bytes;
    FILE *out = open_memstream(&bytes, n);
    MUST(!archive_export(out, a));
    fclose(out);
    return bytes;
}

/* Once more, and by another history. */
static void check_imported(const uint8_t *data, size_t size, const char *all, size_t n,
                           struct arena *a)
{
    struct archive_added added;
    size_t n_again;
    MUST(!take(&added, (const char *)data, size, a));
    MUST(added.sources + added.gradings + added.events == 0);
    be_at("two");
    MUST(!take(&added, all, n, a) && added.known == 0);
    char *again = exported(&n_again, a);
    MUST(n_again == n && memcmp(again, all, n) == 0);
    free(again);
    remove_file("two");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct archive_added added;
    size_t n_before, n;
    if (size == 0) return 0; /* fmemopen has no empty file */
    be_at("one");
    keep_one(&a);
    char *before = exported(&n_before, &a);
    const char *error = take(&added, (const char *)data, size, &a);
    char *all = exported(&n, &a);
    if (error) {
        fuzz_check_line(error);
        MUST(n == n_before && memcmp(all, before, n) == 0);
    } else {
        check_imported(data, size, all, n, &a);
    }
    free(before);
    free(all);
    remove_file("one");
    arena_free(&a);
    return 0;
}
