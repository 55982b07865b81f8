#include "grader/list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/manifest.h"

static const char *state(const struct kit *k, struct arena *a, const char *exercise)
{
    const char *own = kit_exercise_file(k, a, exercise, arena_printf(a, "%s.c", exercise));
    return access(own, F_OK) == 0 ? "  started" : "";
}

static int by_track(const void *a, const void *b)
{
    const struct manifest *x = a, *y = b;
    int track = strcmp(x->track, y->track);
    return track ? track : strcmp(x->exercise, y->exercise);
}

static void print_one(FILE *out, const struct manifest *m, const char *how)
{
    fprintf(out, "  %-22s %-34s %-7s %3d min%s\n", m->exercise, m->title, m->level, m->minutes,
            how);
}

/* One broken manifest is said and does not hide the others. */
const char *list(FILE *out, const struct kit *k, struct arena *a)
{
    const char *const *name = kit_exercises(k, a);
    size_t n = 0, kept = 0;
    const char *broken = NULL;
    if (!name) return arena_printf(a, "exercises/ cannot be read: %s", strerror(errno));
    while (name[n]) n++;
    if (n == 0) return "there are no exercises below exercises/";
    struct manifest *m = arena_take(a, n, sizeof *m);
    for (size_t i = 0; i < n; i++) {
        const char *error =
            manifest_read(&m[kept], name[i], kit_exercise_file(k, a, name[i], "exercise.json"));
        if (error && !broken) broken = arena_copy(a, error);
        if (!error) kept++;
    }
    qsort(m, kept, sizeof *m, by_track);
    for (size_t i = 0; i < kept; i++) {
        if (i == 0 || strcmp(m[i].track, m[i - 1].track) != 0)
            fprintf(out, "%s%s\n", i ? "\n" : "", m[i].track);
        print_one(out, &m[i], state(k, a, m[i].exercise));
    }
    return broken;
}
