#include "grader/own.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/scratch.h"

enum { MOST_BYTES = 1 << 20 };

const char *own_path(const char *exercise, const struct kit *k, struct arena *a)
{
    return kit_exercise_file(k, a, exercise, arena_printf(a, "%s.c", exercise));
}

static const char *stub_path(const char *exercise, const struct kit *k, struct arena *a)
{
    return kit_exercise_file(k, a, exercise, "stub.c");
}

const char *own_make(bool *made, const char *exercise, const struct kit *k, struct arena *a)
{
    const char *path = own_path(exercise, k, a);
    *made = access(path, F_OK) != 0;
    if (!*made) return NULL;
    const char *error = scratch_copy(stub_path(exercise, k, a), path, MOST_BYTES);
    return error ? arena_printf(a, "cannot make your file from the stub: %s: %s", path, error)
                 : NULL;
}

bool own_holds(const char *exercise, const char *bytes, size_t n, const struct kit *k,
               struct arena *a)
{
    char *now;
    size_t n_now;
    return !scratch_read(own_path(exercise, k, a), MOST_BYTES, a, &now, &n_now) && n_now == n &&
           memcmp(now, bytes, n) == 0;
}

/* *copy: the name, NULL where there is nothing to be kept. */
static const char *keep_beside(const char *exercise, const char **copy, const struct kit *k,
                               struct arena *a)
{
    const char *own = own_path(exercise, k, a);
    const char *error;
    *copy = NULL;
    if (access(own, F_OK) != 0 && errno == ENOENT) return NULL;
    for (int n = 1;; n++) {
        const char *name = arena_printf(a, "%s.%d.c", exercise, n);
        *copy = kit_exercise_file(k, a, exercise, name);
        if (access(*copy, F_OK) == 0) continue;
        error = scratch_copy(own, *copy, MOST_BYTES);
        *copy = arena_printf(a, "exercises/%s/%s", exercise, name);
        return error ? arena_printf(a, "%s cannot be kept as %s: %s", own, *copy, error) : NULL;
    }
}

/* One that was killed may have left this behind; whoever is next takes it away. */
static const char *unfinished(const char *exercise, const struct kit *k, struct arena *a)
{
    return arena_printf(a, "%s.new", own_path(exercise, k, a));
}

static const char *replace(const char *exercise, const char *bytes, size_t n, const struct kit *k,
                           struct arena *a)
{
    const char *path = own_path(exercise, k, a), *fresh = unfinished(exercise, k, a);
    int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
    bool fine = f && fwrite(bytes, 1, n, f) == n && fflush(f) == 0 && fsync(fd) == 0;
    if (f && fclose(f) != 0) fine = false;
    if (fine && rename(fresh, path) == 0) return NULL;
    const char *why = strerror(errno);
    if (fd >= 0) unlink(fresh);
    return arena_printf(a, "%s: %s", path, why);
}

const char *own_replace(const char **copy, const char *exercise, const char *bytes, size_t n,
                        const struct kit *k, struct arena *a)
{
    const char *error = keep_beside(exercise, copy, k, a);
    unlink(unfinished(exercise, k, a));
    return error ? error : replace(exercise, bytes, n, k, a);
}

const char *own_reset(const char **copy, const char *exercise, const struct kit *k, struct arena *a)
{
    char *stub;
    size_t n;
    const char *path = stub_path(exercise, k, a);
    const char *error = scratch_read(path, MOST_BYTES, a, &stub, &n);
    *copy = NULL;
    if (error) return arena_printf(a, "%s: %s", path, error);
    unlink(unfinished(exercise, k, a));
    if (own_holds(exercise, stub, n, k, a)) return NULL;
    return own_replace(copy, exercise, stub, n, k, a);
}
