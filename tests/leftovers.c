/* Orphans come to the subreaper, so that a process that fled from its group is still found: it is a
 * child of this one. The kit's own files go into a TMPDIR that nobody else uses; what an attack
 * leaves in the places that anybody may write to is known by its prefix. */
#include "tests/leftovers.h"

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const folders[] = {"/tmp", "/var/tmp", "/dev/shm"};
static const char prefix[] = "mlkata-attack-";

static const char *before;
static char own_folder[] = "/tmp/mlkata-leftovers-XXXXXX";

static const char *lines_of(const char *path, const char *what, struct arena *a)
{
    FILE *f = fopen(path, "r");
    const char *all = "";
    char line[1024];
    while (f && fgets(line, sizeof line, f)) all = arena_printf(a, "%s%s %s", all, what, line);
    if (f) fclose(f);
    return all;
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static const char *files_in(const char *path, const char *beginning, struct arena *a)
{
    DIR *folder = opendir(path);
    const char *all = "";
    for (struct dirent *e; folder && (e = readdir(folder));)
        if (strncmp(e->d_name, beginning, strlen(beginning)) == 0 && !is_dots(e->d_name))
            all = arena_printf(a, "%sfile %s/%s\n", all, path, e->d_name);
    if (folder) closedir(folder);
    return all;
}

static const char *all_there_is(struct arena *a)
{
    const char *all = arena_printf(a, "%s%s", lines_of("/proc/self/mountinfo", "mount", a),
                                   lines_of("/proc/sysvipc/shm", "shared memory", a));
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        all = arena_printf(a, "%s%s", all, files_in(folders[i], prefix, a));
    return arena_printf(a, "%s%s", all, files_in(own_folder, "", a));
}

/* The lines of `now` that `before` does not hold. */
static const char *added(const char *now, struct arena *a)
{
    const char *all = "";
    for (const char *line = now; *line;) {
        int length = (int)strcspn(line, "\n") + 1;
        if (!strstr(before, arena_printf(a, "%.*s", length, line)))
            all = arena_printf(a, "%s%.*s", all, length, line);
        line += length;
    }
    return all;
}

/* A child of this process that nobody waited for. */
static const char *end_orphans(struct arena *a)
{
    const char *all = "";
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    for (int tries = 0; tries < 1000; tries++) {
        int status;
        while (waitpid(-1, &status, WNOHANG) > 0) continue;
        const char *children = lines_of(path, "", a);
        int pid = 0;
        if (sscanf(children, "%d", &pid) != 1) break;
        if (tries < 100) { /* killed, and not yet gone */
            usleep(1000);
            continue;
        }
        all = arena_printf(a, "%sprocess %d%s", all, pid,
                           lines_of(arena_printf(a, "/proc/%d/comm", pid), "", a));
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
    }
    return all;
}

void leftovers_begin(struct arena *a)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (!mkdtemp(own_folder)) perror(own_folder);
    setenv("TMPDIR", own_folder, 1);
    before = all_there_is(a);
}

const char *leftovers_end(struct arena *a)
{
    const char *orphans = end_orphans(a);
    const char *all = arena_printf(a, "%s%s", orphans, added(all_there_is(a), a));
    rmdir(own_folder);
    return all;
}
