/* A template's text goes over with @NAME@ and @GUARD@ (the name in capitals) replaced; so does the
 * path it goes to, where NAME stands for the name. All is checked before anything is written.
 *
 * The name becomes that of a C function which stands beside the C library, the harness and the
 * template's own words; a name that one of them has would not compile, or not mean what it says. */
#include "grader/new.h"

#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/scratch.h"
#include "grader/text.h"

enum { NAME_MAX_LENGTH = 40, TEMPLATE_MAX = 1 << 20 };

struct piece {
    const char *template, *target;
};

static const struct piece pieces[] = {
    {"README.md", "exercises/NAME/README.md"},
    {"NAME.h", "exercises/NAME/NAME.h"},
    {"stub.c", "exercises/NAME/stub.c"},
    {"test.c", "exercises/NAME/test.c"},
    {"bench.c", "exercises/NAME/bench.c"},
    {"exercise.json", "exercises/NAME/exercise.json"},
    {"hints.md", "exercises/NAME/hints.md"},
    {"debrief.md", "exercises/NAME/debrief.md"},
    {"plain.c", "reference/NAME/plain.c"},
    {"compile_flags.txt", "reference/NAME/compile_flags.txt"},
    {"mistake.c", "reference/NAME/mistakes/divides_by_zero.c"},
    {"right.c", "tests/right/NAME/running_mean.c"},
};
enum { PIECES = sizeof pieces / sizeof *pieces };

/* A new exercise: its name, and a path and a text for each piece. */
struct exercise {
    const char *name;
    char *target[PIECES], *text[PIECES];
};

/* ---- the name ---- */

static const char keywords[] =
    " asm auto break case char const continue default do double else enum extern float for goto if "
    "inline int long register restrict return short signed sizeof static struct switch typedef "
    "typeof union unsigned void volatile while ml ";

static const char *bad_name(const char *name)
{
    if (!name || !*name) return "which name? say EX=name, for instance make new EX=focal_loss";
    bool ok = islower((unsigned char)*name) && strlen(name) <= NAME_MAX_LENGTH;
    for (const char *c = name; *c; c++)
        ok = ok && (islower((unsigned char)*c) || isdigit((unsigned char)*c) || *c == '_');
    return ok ? NULL
              : "an exercise's name is made of small letters, digits and _, at most 40 "
                "in all, and begins with a letter: make new EX=focal_loss";
}

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static bool has_word(const char *text, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = text; (at = strstr(at, word)); at += n)
        if ((at == text || !in_word(at[-1])) && !in_word(at[n])) return true;
    return false;
}

static bool is_code(const char *file)
{
    const char *end = strrchr(file, '.');
    return strcmp(end, ".c") == 0 || strcmp(end, ".h") == 0;
}

/* e->text still holds the templates. */
static const char *taken_name(const struct exercise *e, struct arena *a)
{
    const char *whose = NULL;
    if (has_word(keywords, e->name))
        whose = "C or this kit";
    else if (dlsym(RTLD_DEFAULT, e->name))
        whose = "the C library";
    for (int i = 0; i < PIECES && !whose; i++)
        if (is_code(pieces[i].template) && has_word(e->text[i], e->name))
            whose = arena_printf(a, "grader/template/%s", pieces[i].template);
    if (!whose) return NULL;
    return arena_printf(a, "\"%s\" is a name in %s already: choose another", e->name, whose);
}

/* ---- reading, replacing, writing ---- */

static const char *read_templates(struct exercise *e, const struct kit *k, struct arena *a)
{
    if (access(arena_printf(a, "%s/grader/template", k->root), F_OK) != 0)
        return "a new exercise takes a clone of the kit: this one has no template (a handout)";
    for (int i = 0; i < PIECES; i++) {
        const char *path = arena_printf(a, "grader/template/%s", pieces[i].template);
        size_t n;
        const char *error =
            scratch_read(arena_printf(a, "%s/%s", k->root, path), TEMPLATE_MAX, a, &e->text[i], &n);
        if (error) return arena_printf(a, "%s: %s", path, error);
    }
    return NULL;
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

static void fill_in(struct exercise *e, struct arena *a)
{
    const char *guard = in_capitals(e->name, a);
    for (int i = 0; i < PIECES; i++) {
        e->target[i] = replace(pieces[i].target, "NAME", e->name, a);
        e->text[i] = replace(replace(e->text[i], "@NAME@", e->name, a), "@GUARD@", guard, a);
    }
}

static char *place(const struct kit *k, const char *target, struct arena *a)
{
    return arena_printf(a, "%s/%s", k->root, target);
}

static const char *existing(const struct exercise *e, const struct kit *k, struct arena *a)
{
    const char *folder = arena_printf(a, "exercises/%s", e->name), *found = NULL;
    if (access(place(k, folder, a), F_OK) == 0) found = folder;
    for (int i = 0; i < PIECES && !found; i++)
        if (access(place(k, e->target[i], a), F_OK) == 0) found = e->target[i];
    return found ? arena_printf(a, "%s exists already", found) : NULL;
}

static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777); /* what is missing afterwards, fopen says */
        *slash = '/';
    }
}

static const char *write_all(const struct exercise *e, const struct kit *k, struct arena *a)
{
    for (int i = 0; i < PIECES; i++) {
        char *path = place(k, e->target[i], a);
        make_folders(path);
        FILE *file = fopen(path, "wxe");
        bool ok = file && fputs(e->text[i], file) >= 0;
        if (file && fclose(file) != 0) ok = false;
        if (!ok) return arena_printf(a, "%s: %s", e->target[i], strerror(errno));
    }
    return NULL;
}

static void say_next(const struct exercise *e)
{
    for (int i = 0; i < PIECES; i++) printf("  %s\n", e->target[i]);
    printf("\nIt is a small exercise already: the mean of n numbers. CONTRIBUTING.md says how to\n"
           "make it yours; begin with the contract, exercises/%s/%s.h.\n\n"
           "  try it       make grade EX=%s SUBMISSION=reference/%s/plain.c\n"
           "  what is left grep -rn 'TODO(author)' exercises/%s reference/%s tests/right/%s\n",
           e->name, e->name, e->name, e->name, e->name, e->name, e->name);
}

const char *new_exercise(const char *name, const struct kit *k, struct arena *a)
{
    struct exercise e = {.name = name};
    const char *error = bad_name(name);
    if (!error) error = read_templates(&e, k, a);
    if (!error) error = taken_name(&e, a);
    if (error) return error;
    fill_in(&e, a);
    error = existing(&e, k, a);
    if (!error) error = write_all(&e, k, a);
    if (!error) say_next(&e);
    return error;
}
