#include "grader/kit.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/text.h"

static char *up(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash) *slash = '\0';
    return slash;
}

const char *kit_find(struct kit *k, struct arena *a)
{
    char *program = realpath("/proc/self/exe", NULL);
    if (!program || !up(program))
        return "cannot tell where the kata program lies (is /proc mounted?)";
    k->build = arena_copy(a, program);
    bool ok = up(program) && up(program);
    k->root = arena_copy(a, program);
    free(program);
    return ok ? NULL : "the kata program lies outside of the kit: run it as build/kata";
}

char *kit_exercise_file(const struct kit *k, struct arena *a, const char *exercise,
                        const char *file)
{
    return arena_printf(a, "%s/exercises/%s/%s", k->root, exercise, file);
}

bool kit_has_reference(const struct kit *k, const char *exercise, struct arena *a)
{
    return access(arena_printf(a, "%s/reference/%s", k->root, exercise), F_OK) == 0;
}

static int is_exercise(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && strcmp(entry->d_name, "ml.h") != 0;
}

const char *const *kit_exercises(const struct kit *k, struct arena *a)
{
    struct dirent **entry;
    int n = scandir(arena_printf(a, "%s/exercises", k->root), &entry, is_exercise, alphasort);
    if (n < 0) return NULL;
    const char **name = arena_take(a, (size_t)n + 1, sizeof *name);
    size_t kept = 0;
    for (int i = 0; i < n; i++) {
        if (access(kit_exercise_file(k, a, entry[i]->d_name, "exercise.json"), F_OK) == 0)
            name[kept++] = arena_copy(a, entry[i]->d_name);
        free(entry[i]);
    }
    free(entry);
    return name;
}

const char *kit_lacks(const struct kit *k, const char *exercise, struct arena *a)
{
    const char *const *names = kit_exercises(k, a);
    size_t n = 0;
    if (!names) return arena_printf(a, "exercises/ cannot be read: %s", strerror(errno));
    while (names[n]) n++;
    if (!exercise || !*exercise)
        return arena_printf(
            a,
            "which exercise? say EX=name, for instance make grade EX=%s (make list shows them all)",
            n ? names[n > 2 ? 2 : 0] : "reservoir");
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], exercise) == 0) return NULL;
    const char *nearest = text_nearest(exercise, names, n);
    if (!nearest)
        return arena_printf(a, "no exercise is called \"%s\": make list shows them all", exercise);
    return arena_printf(a,
                        "no exercise is called \"%s\"; did you mean %s? (make list shows them all)",
                        exercise, nearest);
}
