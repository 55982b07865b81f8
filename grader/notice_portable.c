#include <errno.h>

#include "grader/notice.h"

int notice_open(const char *folder)
{
    (void)folder;
    errno = ENOSYS;
    return -1;
}

struct notice notice_read(int fd, const char *name)
{
    (void)fd, (void)name;
    return (struct notice){.ended = true};
}
