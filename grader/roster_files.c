#include "grader/roster_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "grader/sha256.h"

#define HALF_WRITTEN ".new-"
enum { STALE_S = 3600 };

/* ---- folders ---- */

static int open_folder(int at, const char *name)
{
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

DIR *roster_folder(int at, const char *name)
{
    int fd = open_folder(at, name);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    int why = errno;
    if (fd >= 0 && !folder) close(fd);
    errno = why;
    return folder;
}

const struct dirent *roster_next(DIR *folder)
{
    const struct dirent *entry;
    do {
        errno = 0;
        entry = readdir(folder);
    } while (entry && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
    return entry;
}

mode_t roster_type(DIR *folder, const struct dirent *entry)
{
    struct stat st;
    if (entry->d_type != DT_UNKNOWN) return DTTOIF(entry->d_type);
    if (fstatat(dirfd(folder), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) return 0;
    return st.st_mode & S_IFMT;
}

/* ---- reading ---- */

static const char *what_it_is(mode_t mode)
{
    return S_ISLNK(mode)    ? "is a link, and none is followed"
           : S_ISDIR(mode)  ? "is a directory, not a file"
           : S_ISFIFO(mode) ? "is a FIFO, not a plain file"
           : S_ISSOCK(mode) ? "is a socket, not a plain file"
                            : "is a device, not a plain file";
}

static bool unchanged(int fd, const struct stat *was)
{
    struct stat is;
    return fstat(fd, &is) == 0 && is.st_dev == was->st_dev && is.st_ino == was->st_ino &&
           is.st_size == was->st_size && is.st_mtim.tv_sec == was->st_mtim.tv_sec &&
           is.st_mtim.tv_nsec == was->st_mtim.tv_nsec;
}

static const char *read_open(struct roster_build *b, size_t *n, int fd, const struct stat *was)
{
    static const char changed[] = "changed while it was read";
    size_t size = (size_t)was->st_size;
    ssize_t got = 1;
    if (!unchanged(fd, was)) return changed;
    while (*n < size && got != 0) {
        got = read(fd, b->bytes + *n, size - *n);
        if (got < 0 && errno != EINTR) return roster_failed(b, errno);
        if (got > 0) *n += (size_t)got;
    }
    return *n == size && unchanged(fd, was) ? NULL : changed;
}

static const char *read_in(struct roster_build *b, size_t *n, int at, const char *name)
{
    struct stat st;
    if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) != 0) return roster_failed(b, errno);
    if (!S_ISREG(st.st_mode)) return what_it_is(st.st_mode);
    if (st.st_size > ROSTER_MOST_BYTES) return "is larger than 1 MB";
    int fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) return roster_failed(b, errno);
    const char *problem = read_open(b, n, fd, &st);
    close(fd);
    return problem;
}

const char *roster_read_file(struct roster_build *b, size_t *n, int at, const char *path)
{
    const char *slash = strchr(path, '/');
    *n = 0;
    if (!slash) return read_in(b, n, at, path);
    int below = open_folder(at, arena_printf(b->a, "%.*s", (int)(slash - path), path));
    if (below < 0) return roster_failed(b, errno);
    const char *problem = roster_read_file(b, n, below, slash + 1);
    close(below);
    return problem;
}

/* ---- copies ---- */

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t sent = write(fd, bytes, n);
        if (sent < 0 && errno != EINTR) return false;
        if (sent > 0) bytes += sent, n -= (size_t)sent;
    }
    return true;
}

/* A name that is there after a crash of the machine may have lost its bytes. */
static bool is_kept(const char *path, size_t n)
{
    struct stat st;
    return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && (size_t)st.st_size == n;
}

void roster_keep(struct roster_build *b, char sha256[65], size_t n)
{
    char path[4096], fresh[4096];
    sha256_hex(sha256, b->bytes, n);
    bool fits = snprintf(path, sizeof path, "%s/%s.c", b->copies, sha256) < (int)sizeof path &&
                snprintf(fresh, sizeof fresh, "%s/" HALF_WRITTEN "XXXXXX", b->copies) > 0;
    if (fits && is_kept(path, n)) return;
    if (!fits) errno = ENAMETOOLONG;
    int fd = fits ? mkostemp(fresh, O_CLOEXEC) : -1;
    bool fine = fd >= 0 && write_all(fd, b->bytes, n) && fchmod(fd, 0644) == 0;
    int why = errno;
    if (fd >= 0 && close(fd) != 0 && fine) fine = false, why = errno;
    if (fine && rename(fresh, path) != 0) fine = false, why = errno;
    if (fine) return;
    if (fd >= 0) unlink(fresh);
    if (!b->error)
        b->error = arena_printf(b->a, "no answer can be kept in %s: %s", b->copies, strerror(why));
}

void roster_sweep(const struct roster_build *b)
{
    const struct dirent *entry;
    struct stat st;
    DIR *folder = roster_folder(AT_FDCWD, b->copies);
    while (folder && (entry = roster_next(folder))) {
        if (strncmp(entry->d_name, HALF_WRITTEN, strlen(HALF_WRITTEN)) != 0) continue;
        if (fstatat(dirfd(folder), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            st.st_mtim.tv_sec < time(NULL) - STALE_S)
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder) closedir(folder);
}
