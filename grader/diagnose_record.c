/* Making the records: each known mistake runs the suite once. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grader/diagnose.h"
#include "grader/run.h"
#include "grader/scratch.h"
#include "grader/text.h"

enum { MOST_BYTES = 1 << 20 };

static const char *run(struct report *r, const struct run_options *o, const char *answer,
                       struct arena *a)
{
    struct process p = {0};
    const char *unloadable = NULL;
    const char *error = run_tests(&p, o, answer, 0, a);
    if (!error && process_finish(&p))
        error = run_read(r, o, (const struct process *const[]){&p}, 1, &unloadable, a);
    process_free(&p);
    return error ? error : unloadable;
}

static int is_object(const struct dirent *d)
{
    size_t n = strlen(d->d_name);
    return n > 3 && strcmp(d->d_name + n - 3, ".so") == 0;
}

static const char *add_mistake(struct text *out, const struct run_options *o, const char *file,
                               const struct report *plain, struct arena *a)
{
    struct report r = {0};
    const char *ex = o->manifest->exercise;
    const char *name = arena_printf(a, "%.*s", (int)strlen(file) - 3, file);
    char *text;
    size_t n;
    const char *source = arena_printf(a, "%s/reference/%s/mistakes/%s.c", o->kit->root, ex, name);
    if (scratch_read(source, MOST_BYTES, a, &text, &n)) return NULL; /* renamed, or removed */
    const char *error =
        run(&r, o, arena_printf(a, "%s/mistakes/%s/%s", o->kit->build, ex, file), a);
    if (error) return arena_printf(a, "%s: %s", source, error);
    text_add(out, "%s", diagnose_describe(name, text, &r, plain, a));
    return NULL;
}

static const char *write_all(const char *path, const struct text *out, struct arena *a)
{
    const char *partial = arena_printf(a, "%s.part", path);
    FILE *f = fopen(partial, "we");
    bool written = f && fwrite(text_of(out), 1, out->length, f) == out->length;
    if (f) written &= fclose(f) == 0;
    if (written && rename(partial, path) == 0) return NULL;
    return arena_printf(a, "%s: %s", path, strerror(errno));
}

const char *diagnose_record(const char *exercise, const struct kit *k, struct arena *a)
{
    struct manifest m;
    struct report plain = {0};
    struct text out = {0};
    struct dirent **file;
    const char *error =
        manifest_read(&m, exercise, kit_exercise_file(k, a, exercise, "exercise.json"));
    if (error) return arena_copy(a, error);
    struct run_options o = {.kit = k, .manifest = &m, .seed = DIAGNOSE_SEED, .traces = true};
    error = run(&plain, &o, run_reference(k, exercise, "plain", a), a);
    if (error) return error;
    o.with_blas = m.cblas;
    const char *folder = arena_printf(a, "%s/mistakes/%s", k->build, exercise);
    int n = scandir(folder, &file, is_object, alphasort);
    for (int i = 0; i < n; i++) {
        if (!error) error = add_mistake(&out, &o, file[i]->d_name, &plain, a);
        free(file[i]);
    }
    if (n >= 0) free(file);
    if (!error) error = write_all(arena_printf(a, "%s/records/%s", k->build, exercise), &out, a);
    text_free(&out);
    return error;
}
