#include "grader/class_keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/scratch.h"
#include "grader/seed.h"
#include "grader/whole.h"

/* How long the children of a run that was killed may take to be gone, lock and all. */
enum { LOCK_TRIES = 20, LOCK_PAUSE_MS = 50 };

static const char *const folders[] = {"answers", "verdicts", "lost"};

char *class_keep_path(const char *out, const char *name, struct arena *a)
{
    return arena_printf(a, "%s/.mlkata/%s", out, name);
}

static const char *make_folder(const char *path, bool *made, struct arena *a)
{
    struct stat st;
    *made = mkdir(path, 0777) == 0;
    if (*made) return NULL;
    int error = errno;
    if (error == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) return NULL;
    return arena_printf(a, "%s: %s", path,
                        error == EEXIST ? "is there already, and no folder" : strerror(error));
}

static bool is_empty(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    bool empty = folder != NULL;
    while (folder && (entry = readdir(folder)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) empty = false;
    if (folder) closedir(folder);
    return empty;
}

/* Who holds it, as he wrote it there: "4711 on host" */
static const char *holder(int lock, struct arena *a)
{
    char words[128];
    ssize_t n = pread(lock, words, sizeof words - 1, 0);
    words[n > 0 ? n : 0] = '\0';
    words[strcspn(words, "\n")] = '\0';
    return *words ? arena_printf(a, " (process %s)", words) : "";
}

/* Where the file system knows no locks, nobody is kept out. */
static const char *take_lock(struct class_keep *k, struct arena *a)
{
    char host[65] = "";
    const char *path = class_keep_path(k->out, "lock", a);
    k->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (k->lock < 0) return arena_printf(a, "%s: %s", path, strerror(errno));
    for (int tries = 0; flock(k->lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK; tries++) {
        if (tries == LOCK_TRIES)
            return arena_printf(a,
                                "another run is at work in %s%s: wait for its end, or name another "
                                "OUT",
                                k->out, holder(k->lock, a));
        poll(NULL, 0, LOCK_PAUSE_MS);
    }
    gethostname(host, sizeof host - 1);
    const char *words = arena_printf(a, "%d on %s\n", (int)getpid(), host);
    bool written = ftruncate(k->lock, 0) == 0 &&
                   pwrite(k->lock, words, strlen(words), 0) == (ssize_t)strlen(words);
    return written ? NULL : arena_printf(a, "%s: %s", path, strerror(errno));
}

const char *class_keep_open(struct class_keep *k, const char *out, struct arena *a)
{
    bool made;
    *k = (struct class_keep){.out = out, .lock = -1};
    const char *inner = class_keep_path(out, "", a);
    const char *error = make_folder(out, &k->is_new, a);
    if (!error && !k->is_new && access(inner, F_OK) != 0 && !is_empty(out))
        return arena_printf(
            a, "%s is there already, and holds no class's results: name another OUT", out);
    if (!error) error = make_folder(inner, &made, a);
    for (size_t i = 0; i < sizeof folders / sizeof *folders && !error; i++)
        error = make_folder(class_keep_path(out, folders[i], a), &made, a);
    if (!error) error = take_lock(k, a);
    if (error) class_keep_close(k, k->lock < 0, a);
    return error;
}

void class_keep_close(struct class_keep *k, bool for_nothing, struct arena *a)
{
    if (for_nothing && k->is_new) {
        unlink(class_keep_path(k->out, "lock", a));
        unlink(class_keep_path(k->out, "seed", a));
        for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
            rmdir(class_keep_path(k->out, folders[i], a));
        rmdir(class_keep_path(k->out, "", a));
        rmdir(k->out);
    }
    if (k->lock >= 0) close(k->lock);
    k->lock = -1;
}

const char *class_keep_seed(uint64_t *seed, const uint64_t *asked, const char *out, struct arena *a)
{
    char *words;
    size_t n;
    const char *path = class_keep_path(out, "seed", a);
    if (!asked && !scratch_read(path, 100, a, &words, &n)) {
        words[strcspn(words, "\n")] = '\0';
        if (!seed_read(seed, words)) return NULL;
    }
    *seed = asked ? *asked : seed_drawn();
    const char *line = arena_printf(a, "%llu\n", (unsigned long long)*seed);
    return whole_write(path, line, strlen(line), a);
}
