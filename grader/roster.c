/* One pass: the names in DIR, sorted; then each folder, opened below DIR and closed again before
 * the next. One file is in memory at a time. */
#include "grader/roster.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/roster_answers.h"
#include "grader/roster_members.h"
#include "grader/roster_names.h"
#include "grader/text.h"

#define LAYOUT "alice/%s.c or alice/exercises/%s/%s.c"
#define MEMBERS "members.csv"

struct entry {
    const char *name;
    mode_t type;
};

struct listing {
    struct entry *entry;
    size_t n, room;
    size_t n_files; /* that are in nobody's folder */
    bool has_members;
};

/* ---- what is in DIR ---- */

static int by_name(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    return strcmp(a->name, b->name);
}

static const char *list(struct listing *l, DIR *dir, struct arena *a)
{
    const struct dirent *entry;
    while ((entry = roster_next(dir))) {
        l->entry = roster_room(l->entry, l->n, &l->room, sizeof *l->entry, a);
        l->entry[l->n++] = (struct entry){arena_copy(a, entry->d_name), roster_type(dir, entry)};
    }
    if (errno) return strerror(errno);
    if (l->n) qsort(l->entry, l->n, sizeof *l->entry, by_name);
    return NULL;
}

/* The results of a run, in whatever folder they are: their answers are copies. */
static bool is_results(DIR *folder)
{
    struct stat st;
    return fstatat(dirfd(folder), ".mlkata", &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

static size_t add_member(struct roster_build *b, const char *folder, const char *name)
{
    struct roster *r = b->r;
    r->member[r->n_members] =
        (struct roster_member){.folder = folder, .slug = "", .name = name, .people = ""};
    return r->n_members++;
}

static void take_folder(struct roster_build *b, int at, const char *folder, const char *name)
{
    DIR *open = roster_folder(at, folder);
    int why = errno;
    if (open && is_results(open)) {
        roster_remark(b, "%s holds the results of a run (.mlkata): no member", name);
        closedir(open);
        return;
    }
    size_t member = add_member(b, folder, name);
    const char *wrong = open ? roster_collect(b, member, open) : roster_failed(b, why);
    if (wrong) b->r->member[member].problem = arena_printf(b->a, "%s %s", name, wrong);
    if (open) closedir(open);
}

static void take_entry(struct roster_build *b, struct listing *l, int at, const struct entry *e)
{
    const char *name = roster_visible(e->name, strlen(e->name), b->a);
    bool hidden = *e->name == '.' || strcmp(e->name, "__MACOSX") == 0;
    if (strcmp(e->name, MEMBERS) == 0) {
        l->has_members = true;
    } else if (hidden) {
        bool known = strcmp(e->name, ".git") == 0 || strcmp(e->name, ".mlkata") == 0;
        if (S_ISDIR(e->type) && !known) roster_remark(b, "%s is hidden: no member", name);
    } else if (S_ISDIR(e->type)) {
        take_folder(b, at, e->name, name);
    } else if (S_ISLNK(e->type)) {
        size_t member = add_member(b, e->name, name);
        b->r->member[member].problem =
            arena_printf(b->a, "%s is a link, and none is followed", name);
    } else if (l->n_files++ < ROSTER_MOST_ALIKE) {
        roster_remark(b, "%s lies in nobody's folder: it is not graded", name);
    }
}

static void take_all(struct roster_build *b, struct listing *l, int at)
{
    b->r->member = arena_take(b->a, l->n, sizeof *b->r->member);
    for (size_t i = 0; i < l->n && !b->error; i++) take_entry(b, l, at, &l->entry[i]);
    if (l->n_files > ROSTER_MOST_ALIKE)
        roster_remark(b, "files that lie in nobody's folder: %zu more",
                      l->n_files - ROSTER_MOST_ALIKE);
    roster_slugs(b->r->member, b->r->n_members, b->a);
}

static void take_people(struct roster_build *b, int at)
{
    size_t n;
    const char *wrong = roster_read_file(b, &n, at, MEMBERS);
    if (wrong)
        roster_remark(b, MEMBERS " %s: nobody's names are known", wrong);
    else
        roster_people(b, b->bytes, n);
}

/* ---- all of it ---- */

static const char *find_exercises(struct roster_build *b, const struct kit *k)
{
    const char *lacks = b->only ? kit_lacks(k, b->only, b->a) : NULL;
    if (lacks) return lacks;
    b->exercise = kit_exercises(k, b->a);
    if (!b->exercise) return arena_printf(b->a, "exercises/ cannot be read: %s", strerror(errno));
    while (b->exercise[b->n_exercises]) b->n_exercises++;
    return NULL;
}

/* The first thing that is wrong may be why there is none. */
static const char *why_nothing(const struct roster_build *b, const char *dir)
{
    const struct roster *r = b->r;
    const char *ex = b->only ? b->only : b->n_exercises ? b->exercise[0] : "EX";
    const char *why = r->n_remarks ? r->remark[0] : NULL;
    for (size_t i = r->n_members; i-- > 0;)
        if (r->member[i].problem) why = r->member[i].problem;
    return arena_printf(b->a, "%s holds no answer, which would be " LAYOUT "%s%s", dir, ex, ex, ex,
                        why ? "; " : "", why ? why : "");
}

static const char *read_all(struct roster_build *b, DIR *dir, const char *name)
{
    struct listing l = {0};
    const char *error = list(&l, dir, b->a);
    if (error) return arena_printf(b->a, "%s: %s", name, error);
    roster_sweep(b);
    take_all(b, &l, dirfd(dir));
    if (!b->error && l.has_members) take_people(b, dirfd(dir));
    if (b->error) return b->error;
    return b->r->n_answers ? NULL : why_nothing(b, name);
}

const char *roster_read(struct roster *r, const char *dir, const char *exercise, const char *copies,
                        const struct kit *k, struct arena *a)
{
    struct roster_build b = {.r = r, .only = exercise, .copies = copies, .a = a};
    const char *name = roster_visible(dir, strlen(dir), a);
    *r = (struct roster){0};
    const char *error = find_exercises(&b, k);
    if (error) return error;
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (!folder) {
        error = arena_printf(a, "%s: %s", name, strerror(errno));
        if (fd >= 0) close(fd);
        return error;
    }
    b.bytes = malloc(ROSTER_MOST_BYTES);
    if (!b.bytes) text_out_of_memory();
    error = read_all(&b, folder, name);
    free(b.bytes);
    closedir(folder);
    return error;
}
