/* In the place of libFuzzer: each input that is kept goes through the target once.
 *
 * Usage: TARGET FOLDER…; a folder that is not there holds nothing. One that takes seconds is a
 * failure too: each of them takes a millisecond. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

enum { INPUT_MAX = 1 << 20, SECONDS = 10 };

static char path[4096]; /* of the input at hand */

static void say_which(int number)
{
    const char *why = number == SIGALRM ? "did not end: " : "broken by ";
    if (write(STDERR_FILENO, why, strlen(why)) > 0 && write(STDERR_FILENO, path, strlen(path)) > 0)
        if (write(STDERR_FILENO, "\n", 1) > 0) _exit(1);
    _exit(1);
}

/* The bytes end where their block does, so that AddressSanitizer sees a read past them. */
static void replay(void)
{
    static uint8_t room[INPUT_MAX];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, room, sizeof room);
    close(fd);
    MUST(n >= 0);
    uint8_t *bytes = malloc(n ? (size_t)n : 1);
    MUST(bytes);
    memcpy(bytes, room, (size_t)n);
    alarm(SECONDS);
    LLVMFuzzerTestOneInput(bytes, (size_t)n);
    alarm(0);
    free(bytes);
}

int main(int argc, char **argv)
{
    size_t n = 0;
    signal(SIGABRT, say_which);
    signal(SIGSEGV, say_which);
    signal(SIGALRM, say_which);
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        struct dirent *entry;
        while (folder && (entry = readdir(folder))) {
            if (*entry->d_name == '.') continue;
            snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
            replay();
            n++;
        }
        if (folder) closedir(folder);
    }
    printf("%zu inputs\n", n);
    return n == 0;
}
