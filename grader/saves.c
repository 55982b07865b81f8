#include "grader/saves.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/notice.h"
#include "grader/process.h"

enum {
    LOOK_MS = 500,      /* behind the notices */
    SETTLE_MS = 200,    /* where a notice should have come, and did not yet */
    LOOK_ALONE_MS = 20, /* without notices */
    SETTLE_ALONE_MS = 35,
};

static struct saves_stamp stamp_of(const char *path)
{
    struct stat f;
    if (stat(path, &f) != 0) return (struct saves_stamp){0};
    return (struct saves_stamp){true, f.st_dev, f.st_ino, f.st_size, f.st_mtim};
}

static bool same(const struct saves_stamp *a, const struct saves_stamp *b)
{
    if (!a->there || !b->there) return a->there == b->there;
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->when.tv_sec == b->when.tv_sec && a->when.tv_nsec == b->when.tv_nsec;
}

static void stop_listening(struct saves *s)
{
    if (s->fd >= 0) close(s->fd);
    s->fd = -1;
}

/* A folder that comes back is another one. */
static void listen(struct saves *s)
{
    stop_listening(s);
    s->tried_ms = clock_ms();
    if (s->no_notices)
        s->error = ENOSYS;
    else if ((s->fd = notice_open(s->folder)) < 0)
        s->error = errno;
}

void saves_begin(struct saves *s, const char *path, struct arena *a)
{
    bool no_notices = s->no_notices;
    char *folder = arena_copy(a, path), *slash = strrchr(folder, '/');
    *s = (struct saves){.path = path, .fd = -1, .no_notices = no_notices};
    s->name = slash ? arena_copy(a, slash + 1) : path;
    if (slash) slash[slash == folder] = '\0';
    s->folder = slash ? folder : ".";
    listen(s);
    s->seen = stamp_of(path);
}

/* Was the file written and closed? */
static bool was_told(struct saves *s)
{
    if (s->fd < 0) {
        if (clock_ms() > s->tried_ms + LOOK_MS) listen(s);
        return false;
    }
    struct notice n = notice_read(s->fd, s->name);
    if (n.ended) listen(s);
    return n.written;
}

static bool settled(struct saves *s, const struct saves_stamp *now)
{
    if (!same(now, &s->next)) {
        s->next = *now;
        s->next_ms = clock_ms();
    }
    return clock_ms() - s->next_ms >= (s->fd < 0 ? SETTLE_ALONE_MS : SETTLE_MS);
}

enum saves_news saves_look(struct saves *s)
{
    bool told = was_told(s);
    struct saves_stamp now = stamp_of(s->path);
    if (!(told && now.there)) {
        if (same(&now, &s->seen)) {
            s->next = now;
            return SAVES_NOTHING;
        }
        if (!settled(s, &now)) return SAVES_NOTHING;
    }
    if (now.there != s->seen.there) listen(s); /* perhaps in another folder of that name */
    s->seen = s->next = now;
    return now.there ? SAVES_SAVED : SAVES_GONE;
}

int saves_wait_ms(const struct saves *s)
{
    bool settling = !same(&s->next, &s->seen);
    return s->fd < 0 || settling ? LOOK_ALONE_MS : LOOK_MS;
}

void saves_end(struct saves *s)
{
    stop_listening(s);
}
