/* A template file's text goes over with @NAME@ and @GUARD@ (NAME in capitals) replaced; so do the file names, where NAME stands for it. */
#include "grader/new.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/scratch.h"
#include "grader/text.h"

struct piece {
    const char *template, *target;
};

static const struct piece pieces[] = {
    {"README.md", "exercises/NAME/README.md"},     {"NAME.h", "exercises/NAME/NAME.h"},
    {"stub.c", "exercises/NAME/stub.c"},           {"test.c", "exercises/NAME/test.c"},
    {"bench.c", "exercises/NAME/bench.c"},         {"exercise.json", "exercises/NAME/exercise.json"},
    {"hints.md", "exercises/NAME/hints.md"},       {"debrief.md", "exercises/NAME/debrief.md"},
    {"plain.c", "reference/NAME/plain.c"},         {"mistake.c", "reference/NAME/mistakes/never_checks.c"},
    {"right.c", "tests/right/NAME/from_the_back.c"},
};
enum { PIECES = sizeof pieces / sizeof *pieces };

static const char *bad_name(const char *name)
{
    if (!name || !*name) return "which name? say EX=name, for instance make new EX=focal_loss";
    bool ok = islower((unsigned char)*name) && strlen(name) <= 40;
    for (const char *c = name; *c; c++)
        ok = ok && (islower((unsigned char)*c) || isdigit((unsigned char)*c) || *c == '_');
    return ok ? NULL : "an exercise's name is a C name of small letters, digits and _, at most 40 long";
}

static char *replace(const char *text, const char *from, const char *to, struct arena *a)
{
    struct text out = {0};
    const char *at;
    for (; (at = strstr(text, from)); text = at + strlen(from)) {
        text_put(&out, text, (size_t)(at - text));
        text_put(&out, to, strlen(to));
    }
    text_put(&out, text, strlen(text));
    char *kept = arena_copy(a, text_of(&out));
    text_free(&out);
    return kept;
}

static char *in_capitals(const char *name, struct arena *a)
{
    char *copy = arena_copy(a, name);
    for (char *c = copy; *c; c++) *c = (char)toupper((unsigned char)*c);
    return copy;
}

static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
}

static const char *write_piece(const struct piece *p, const char *name, const struct kit *k, struct arena *a)
{
    char *text, *path = arena_printf(a, "%s/%s", k->root, replace(p->target, "NAME", name, a));
    size_t n;
    const char *error = scratch_read(arena_printf(a, "%s/grader/template/%s", k->root, p->template), 1 << 20, a, &text, &n);
    if (error) return arena_printf(a, "grader/template/%s: %s", p->template, error);
    text = replace(replace(text, "@NAME@", name, a), "@GUARD@", in_capitals(name, a), a);
    make_folders(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    int number = errno;
    if (fd >= 0 && close(fd) != 0) ok = false;
    return ok ? NULL : arena_printf(a, "%s: %s", path + strlen(k->root) + 1, strerror(number));
}

const char *new_exercise(const char *name, const struct kit *k, struct arena *a)
{
    const char *error = bad_name(name);
    if (error) return error;
    const char *folder = arena_printf(a, "%s/exercises/%s", k->root, name);
    if (access(folder, F_OK) == 0) return arena_printf(a, "exercises/%s exists already", name);
    for (int i = 0; i < PIECES && !error; i++) error = write_piece(&pieces[i], name, k, a);
    if (error) return error;
    for (int i = 0; i < PIECES; i++) printf("  %s\n", replace(pieces[i].target, "NAME", name, a));
    printf("\nNext: the contract in exercises/%s/%s.h, then make grade EX=%s SUBMISSION=reference/%s/plain.c\n", name,
           name, name, name);
    return NULL;
}
