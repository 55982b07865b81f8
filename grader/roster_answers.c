/* Two places are looked at: EX.c in the folder, and exercises/EX/EX.c where it is a clone of the
 * kit. Letter case does not matter for the first: some file systems do not keep it. Where there are
 * two for one exercise nobody guesses which is meant.
 *
 * A folder lists its names in any order, and may have very many: of those that are only told of,
 * the least few are kept, so that the same folder is always told of alike. */
#include "grader/roster_answers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "grader/roster_names.h"
#include "grader/text.h"

enum { FEW = 3, PATH_ROOM = 600 };

struct few {
    size_t n;                  /* of all */
    char name[FEW][PATH_ROOM]; /* in order */
};

/* One exercise's. */
struct roster_hand_in {
    struct few file;
    struct few misnamed; /* EX.c.txt */
};

struct scan {
    struct roster_build *b;
    size_t member;
    struct few stray; /* .c files of no exercise */
};

static size_t kept(const struct few *f)
{
    return f->n < FEW ? f->n : FEW;
}

static void few_add(struct few *f, const char *path)
{
    size_t at = kept(f);
    f->n++;
    for (; at > 0 && strcmp(path, f->name[at - 1]) < 0; at--)
        if (at < FEW) memcpy(f->name[at], f->name[at - 1], PATH_ROOM);
    if (at < FEW) snprintf(f->name[at], PATH_ROOM, "%s", path);
}

static bool is_wanted(const struct roster_build *b, const char *exercise)
{
    return !b->only || strcmp(b->only, exercise) == 0;
}

static const char *below(const struct scan *s, const char *path)
{
    const struct roster_build *b = s->b;
    return arena_printf(b->a, "%s/%s", b->r->member[s->member].name,
                        roster_visible(path, strlen(path), b->a));
}

/* ---- looking ---- */

/* What stands behind EX in a name, whatever its letter case; NULL where it begins otherwise. */
static const char *behind(const char *name, const char *exercise)
{
    size_t n = strlen(exercise);
    return strncasecmp(name, exercise, n) == 0 ? name + n : NULL;
}

static bool ends_in_c(const char *name)
{
    size_t n = strlen(name);
    return n > 2 && strcasecmp(name + n - 2, ".c") == 0;
}

/* A file in the member's folder. */
static void see(struct scan *s, const char *name)
{
    struct roster_build *b = s->b;
    for (size_t i = 0; i < b->n_exercises; i++) {
        const char *rest = behind(name, b->exercise[i]);
        if (!rest || strncasecmp(rest, ".c", 2) != 0) continue;
        few_add(rest[2] ? &b->hand_in[i].misnamed : &b->hand_in[i].file, name);
        return;
    }
    if (ends_in_c(name)) few_add(&s->stray, name);
}

static struct roster_hand_in *of_exercise(const struct roster_build *b, const char *name)
{
    for (size_t i = 0; i < b->n_exercises; i++)
        if (strcmp(name, b->exercise[i]) == 0) return &b->hand_in[i];
    return NULL;
}

/* exercises/NAME of a clone; what is no folder and no link is no exercise's. */
static void see_exercise(struct scan *s, DIR *exercises, const char *name, mode_t type)
{
    struct roster_hand_in *h = of_exercise(s->b, name);
    char path[PATH_ROOM];
    struct stat st;
    if (S_ISLNK(type) && h) {
        snprintf(path, sizeof path, "exercises/%s", name);
        few_add(&h->file, path);
    }
    if (!S_ISDIR(type)) return;
    snprintf(path, sizeof path, "%s/%s.c", name, name);
    if (fstatat(dirfd(exercises), path, &st, AT_SYMLINK_NOFOLLOW) != 0 && errno != EACCES) return;
    snprintf(path, sizeof path, "exercises/%s/%s.c", name, name);
    few_add(h ? &h->file : &s->stray, path);
}

static void see_clone(struct scan *s, DIR *folder, mode_t type)
{
    const struct dirent *entry;
    DIR *exercises = S_ISDIR(type) ? roster_folder(dirfd(folder), "exercises") : NULL;
    int why = exercises ? 0 : errno;
    while (exercises && (entry = roster_next(exercises)))
        if (*entry->d_name != '.')
            see_exercise(s, exercises, entry->d_name, roster_type(exercises, entry));
    if (exercises) why = errno;
    if (exercises) closedir(exercises);
    if (S_ISLNK(type))
        roster_remark(s->b, "%s is a link, and none is followed", below(s, "exercises"));
    else if (S_ISDIR(type) && why)
        roster_remark(s->b, "%s %s", below(s, "exercises"), roster_failed(s->b, why));
}

/* ---- taking ---- */

static const char *all_of(const struct scan *s, const struct few *f)
{
    struct arena *a = s->b->a;
    const char *words = below(s, f->name[0]);
    for (size_t i = 1; i < kept(f); i++) {
        bool last = i + 1 == f->n;
        words = arena_printf(a, "%s%s%s", words, last ? " and " : ", ", below(s, f->name[i]));
    }
    return f->n > FEW ? arena_printf(a, "%s and %zu more", words, f->n - FEW) : words;
}

static void take(struct scan *s, DIR *folder, const char *exercise, const struct few *f)
{
    struct roster_build *b = s->b;
    struct roster *r = b->r;
    size_t n;
    r->answer = roster_room(r->answer, r->n_answers, &b->room_answers, sizeof *r->answer, b->a);
    struct roster_answer *x = &r->answer[r->n_answers++];
    *x = (struct roster_answer){.member = s->member, .exercise = exercise};
    x->found = below(s, f->name[0]);
    if (f->n > 1) {
        x->problem = arena_printf(b->a, "%zu files for one exercise: %s", f->n, all_of(s, f));
        return;
    }
    const char *wrong = roster_read_file(b, &n, dirfd(folder), f->name[0]);
    if (wrong)
        x->problem = arena_printf(b->a, "%s %s", x->found, wrong);
    else
        roster_keep(b, x->sha256, n);
}

/* ---- what is not taken ---- */

/* The exercise that a name begins with, the longest, or else the nearest. */
static const char *nearest(const struct roster_build *b, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *best = NULL;
    for (size_t i = 0; i < b->n_exercises; i++)
        if (behind(name, b->exercise[i]) && (!best || strlen(b->exercise[i]) > strlen(best)))
            best = b->exercise[i];
    const char *stem = arena_printf(b->a, "%.*s", (int)(strlen(name) - 2), name);
    return best ? best : text_nearest(stem, b->exercise, b->n_exercises);
}

static void remark_stray(struct scan *s, const char *path)
{
    struct roster_build *b = s->b;
    const char *meant = nearest(b, path);
    if (b->only && (!meant || !is_wanted(b, meant))) return;
    roster_remark(b, "%s belongs to no exercise%s%s%s", below(s, path), meant ? ": is " : "",
                  meant ? meant : "", meant ? ".c meant?" : "");
}

static void remark_files(struct scan *s)
{
    struct roster_build *b = s->b;
    for (size_t i = 0; i < b->n_exercises; i++) {
        const struct roster_hand_in *h = &b->hand_in[i];
        if (!is_wanted(b, b->exercise[i]) || h->file.n || !h->misnamed.n) continue;
        roster_remark(b, "%s is not graded: an answer is called %s.c",
                      below(s, h->misnamed.name[0]), b->exercise[i]);
    }
    for (size_t i = 0; i < kept(&s->stray); i++) remark_stray(s, s->stray.name[i]);
    if (s->stray.n > FEW && !b->only)
        roster_remark(b, "%s, files that belong to no exercise: %zu more",
                      b->r->member[s->member].name, s->stray.n - FEW);
}

/* Does `name` in this folder look like what a member's folder is to be? */
static bool holds_answers(struct scan *s, DIR *folder, const char *name)
{
    const struct dirent *entry;
    DIR *inner = roster_folder(dirfd(folder), name);
    bool holds = false;
    while (inner && !holds && (entry = roster_next(inner))) {
        holds = strcmp(entry->d_name, "exercises") == 0;
        for (size_t i = 0; i < s->b->n_exercises && !holds; i++) {
            const char *rest = behind(entry->d_name, s->b->exercise[i]);
            holds = rest && strcasecmp(rest, ".c") == 0;
        }
    }
    if (inner) closedir(inner);
    return holds;
}

/* An archive that was unpacked often has a folder around all. */
static void remark_too_deep(struct scan *s, DIR *folder)
{
    const struct dirent *entry;
    struct few deep = {0};
    rewinddir(folder);
    while ((entry = roster_next(folder)))
        if (*entry->d_name != '.' && S_ISDIR(roster_type(folder, entry)) &&
            strcmp(entry->d_name, "exercises") != 0 && holds_answers(s, folder, entry->d_name))
            few_add(&deep, entry->d_name);
    if (deep.n)
        roster_remark(s->b, "%s %s not looked into: answers would lie one folder higher",
                      all_of(s, &deep), deep.n == 1 ? "is" : "are");
}

const char *roster_collect(struct roster_build *b, size_t member, DIR *folder)
{
    const struct dirent *entry;
    struct scan s = {.b = b, .member = member};
    size_t before = b->r->n_answers;
    if (!b->hand_in) b->hand_in = arena_take(b->a, b->n_exercises, sizeof *b->hand_in);
    for (size_t i = 0; i < b->n_exercises; i++) b->hand_in[i].file.n = b->hand_in[i].misnamed.n = 0;
    while ((entry = roster_next(folder)))
        if (strcmp(entry->d_name, "exercises") == 0)
            see_clone(&s, folder, roster_type(folder, entry));
        else if (*entry->d_name != '.')
            see(&s, entry->d_name);
    if (errno) return roster_failed(b, errno);
    for (size_t i = 0; i < b->n_exercises; i++)
        if (is_wanted(b, b->exercise[i]) && b->hand_in[i].file.n)
            take(&s, folder, b->exercise[i], &b->hand_in[i].file);
    remark_files(&s);
    if (b->r->n_answers == before) remark_too_deep(&s, folder);
    return NULL;
}
