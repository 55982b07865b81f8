#include "grader/jail.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grader/process.h"

enum { MAX_WORDS = 256, PATIENCE_MS = 5000 };

static bool is_open;
static const char *kit_root;

/* ---- the command line ---- */

static const char *words[MAX_WORDS + 1];
static size_t n_words;

static void add(const char *word)
{
    if (n_words < MAX_WORDS) words[n_words++] = word;
}

static void add_all(const char *const *list)
{
    for (; *list; list++) add(*list);
}

static bool lies_below(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    return strncmp(path, folder, n) == 0 && path[n] == '/';
}

/* The kit may lie in a folder that is shown, /opt for instance: it is hidden again. Of /proc the
 * jail has its own, read-only as well: where the grader is root, the kernel's settings in it would
 * obey a process that has no capability and yet is root's. */
static void show(const char *path)
{
    if (strcmp(path, "/proc") == 0) {
        add_all((const char *const[]){"--proc", path, "--remount-ro", path, NULL});
        return;
    }
    add_all((const char *const[]){"--ro-bind-try", path, path, NULL});
    if (lies_below(kit_root, path)) add_all((const char *const[]){"--tmpfs", kit_root, NULL});
}

static void add_words(char *line)
{
    for (char *word = strtok(line, " "); word; word = strtok(NULL, " ")) add(word);
}

/* bwrap leaves a PWD in the environment, whatever was in it before: env takes that away again. */
static void lay_out(const char *const *argv, const char *const *may_read, const char *folder)
{
    static char walls[] =
        "bwrap --unshare-all --unshare-user --disable-userns --cap-drop ALL --die-with-parent "
        "--uid 65534 --gid 65534 --hostname jail --dev-bind /dev/null /dev/null "
        "--size 67108864 --tmpfs /tmp";
    static char door[] = "--remount-ro / -- /usr/bin/env -u PWD";
    add_words(walls);
    for (; *may_read; may_read++) show(*may_read);
    if (folder) add_all((const char *const[]){"--bind", folder, folder, "--chdir", folder, NULL});
    add_words(door);
    add_all(argv);
    words[n_words] = NULL;
}

void jail_exec(const char *const *argv, const char *const *may_read, const char *folder)
{
    lay_out(argv, may_read, folder);
    if (n_words == MAX_WORDS)
        errno = E2BIG;
    else
        execvp(words[0], (char *const *)words);
}

/* ---- is there one? ---- */

static const char *first_line(const char *text, struct arena *a)
{
    return arena_printf(a, "%.*s", (int)strcspn(text, "\n"), text);
}

const char *jail_open(const struct kit *k, struct arena *a)
{
    static const char *const argv[] = {"true", NULL};
    static const char *const may_read[] = {"/usr", "/lib", "/lib64", "/bin", NULL};
    struct process p;
    kit_root = k->root;
    is_open = true;
    const char *error = process_start(&p, &(struct launch){.argv = argv,
                                                           .may_read = may_read,
                                                           .deadline_ms = PATIENCE_MS,
                                                           .err_limit = 1000,
                                                           .cpu = -1});
    if (!error) process_finish(&p);
    if (!error && process_error(&p)) error = "bubblewrap is not installed (apt install bubblewrap)";
    if (!error && !process_succeeded(&p))
        error = p.overran ? "bubblewrap did not come to its end"
                          : first_line(p.err.bytes ? p.err.bytes : "", a);
    if (error) error = arena_copy(a, error);
    process_free(&p);
    is_open = !error;
    return error;
}

bool jail_is_open(void)
{
    return is_open;
}
