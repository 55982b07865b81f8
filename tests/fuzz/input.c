#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

static const char mark[] = "====\n";

/* Where a line begins that is the mark; the end where none is. */
static const uint8_t *next_mark(const uint8_t *at, const uint8_t *end)
{
    const size_t length = sizeof mark - 1;
    for (bool fresh = true; (size_t)(end - at) >= length; fresh = *at++ == '\n')
        if (fresh && memcmp(at, mark, length) == 0) return at;
    return end;
}

struct stream fuzz_part(struct fuzz_input *rest)
{
    const uint8_t *end = rest->bytes + rest->n, *stop = next_mark(rest->bytes, end);
    size_t n = (size_t)(stop - rest->bytes);
    char *bytes = malloc(n + 1);
    if (!bytes) abort();
    if (n) memcpy(bytes, rest->bytes, n);
    bytes[n] = '\0';
    if (stop < end) stop += sizeof mark - 1;
    *rest = (struct fuzz_input){stop, (size_t)(end - stop)};
    return (struct stream){.fd = -1, .bytes = bytes, .n = n, .room = n + 1, .limit = n};
}

int fuzz_number(struct fuzz_input *rest)
{
    struct stream s = fuzz_part(rest);
    int number = atoi(s.bytes);
    free(s.bytes);
    return number;
}

const char *fuzz_file(const uint8_t *bytes, size_t n)
{
    static char path[64];
    static int fd = -1;
    if (fd < 0) fd = memfd_create("fuzz", MFD_CLOEXEC);
    MUST(ftruncate(fd, 0) == 0 && pwrite(fd, bytes, n, 0) == (ssize_t)n);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return path;
}

void fuzz_make_folder(char path[FUZZ_FOLDER])
{
    strcpy(path, "/dev/shm/mlkata-fuzz-XXXXXX");
    if (mkdtemp(path)) return;
    strcpy(path, "/tmp/mlkata-fuzz-XXXXXX");
    MUST(mkdtemp(path));
}
