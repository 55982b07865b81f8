#include "grader/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "mlkata-"

static bool try_remove(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    while (folder && (entry = readdir(folder)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder) closedir(folder);
    return rmdir(path) == 0 || errno == ENOENT;
}

/* Who grades in a folder holds a lock on it. */
static int lock_of(const char *path, bool *held)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    *held = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    return fd;
}

static bool is_held(const char *path)
{
    bool held;
    int fd = lock_of(path, &held);
    if (fd >= 0) close(fd);
    return held;
}

/* Out of memory, the program ends where it is (arena.c): the folder is not to stay for that. */
static char own[4096];
static int own_lock = -1;

void scratch_remove(const char *path)
{
    bool gone = false;
    for (int tries = 0; tries < 3 && !gone; tries++) gone = try_remove(path);
    if (!gone || strcmp(path, own) != 0) return;
    *own = '\0';
    if (own_lock >= 0) close(own_lock);
    own_lock = -1;
}

static void remove_own(void)
{
    if (*own) scratch_remove(own);
}

static void remember(const char *path)
{
    static bool registered;
    if (!registered) registered = atexit(remove_own) == 0;
    snprintf(own, sizeof own, "%s", strlen(path) < sizeof own ? path : "");
    bool held;
    own_lock = lock_of(path, &held);
}

/* A grading that was killed could not clean up: its process is gone, its folder is ours to remove.
 * Where a container shares this folder, one of its processes is only out of sight: it has the lock.
 */
static void remove_stale(const char *below, struct arena *a)
{
    DIR *folder = opendir(below);
    struct dirent *entry;
    while (folder && (entry = readdir(folder))) {
        int pid;
        struct stat st;
        if (sscanf(entry->d_name, PREFIX "%d-", &pid) != 1) continue;
        const char *path = arena_printf(a, "%s/%s", below, entry->d_name);
        bool ours = lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
        bool stale = ours && kill(pid, 0) != 0 && errno == ESRCH && !is_held(path);
        if (stale) scratch_remove(path);
    }
    if (folder) closedir(folder);
}

static const char *try_below(const char *below, struct arena *a)
{
    remove_stale(below, a);
    char *path = arena_printf(a, "%s/" PREFIX "%d-XXXXXX", below, (int)getpid());
    return mkdtemp(path);
}

const char *scratch_make(const char **path, const struct kit *k, struct arena *a)
{
    const char *asked = getenv("TMPDIR");
    const char *const below[] = {asked && *asked == '/' ? asked : "/tmp", k->build, "/dev/shm"};
    int error = 0;
    for (size_t i = 0; i < 3; i++) {
        *path = try_below(below[i], a);
        if (*path) remember(*path);
        if (*path) return NULL;
        if (!error) error = errno;
    }
    return arena_printf(
        a, "no place for temporary files: %s: %s (set TMPDIR to a folder that can be written)",
        below[0], strerror(error));
}

const char *scratch_read(const char *path, size_t limit, struct arena *a, char **bytes, size_t *n)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) != 0) {
        const char *words = strerror(errno);
        if (fd >= 0) close(fd);
        return words;
    }
    const char *error = S_ISDIR(st.st_mode)          ? "is a directory, not a C file"
                        : !S_ISREG(st.st_mode)       ? "is not a regular file"
                        : (size_t)st.st_size > limit ? "is larger than 1 MB: no answer is"
                                                     : NULL;
    *n = 0;
    *bytes = error ? NULL : arena_take(a, (size_t)st.st_size + 1, 1);
    while (!error && *n < (size_t)st.st_size) {
        ssize_t got = read(fd, *bytes + *n, (size_t)st.st_size - *n);
        if (got < 0 && errno != EINTR) error = strerror(errno);
        if (got == 0) error = "changed while it was read";
        if (got > 0) *n += (size_t)got;
    }
    close(fd);
    return error;
}

bool scratch_has_room(const char *folder, size_t mb, struct arena *a)
{
    const char *path = arena_printf(a, "%s/.room", folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool room = fd >= 0 && posix_fallocate(fd, 0, (off_t)mb << 20) == 0;
    if (fd >= 0) close(fd);
    unlink(path);
    return room;
}

static const char *write_all(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t sent = write(fd, bytes, n);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return strerror(errno);
        bytes += sent;
        n -= (size_t)sent;
    }
    return NULL;
}

const char *scratch_copy(const char *from, const char *to, size_t limit)
{
    struct arena a = {0};
    char *bytes;
    size_t n;
    const char *error = scratch_read(from, limit, &a, &bytes, &n);
    if (!error) {
        int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        error = fd < 0 ? strerror(errno) : write_all(fd, bytes, n);
        if (fd >= 0 && close(fd) != 0 && !error) error = strerror(errno);
    }
    arena_free(&a);
    return error;
}
