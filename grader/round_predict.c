#include "grader/round_predict.h"

#include <stdlib.h>
#include <string.h>

static bool is_whole(const char *line, long least, long most)
{
    char *end;
    long n = strtol(line, &end, 10);
    return *line >= '0' && *line <= '9' && !*end && n >= least && n <= most;
}

const char *predict_minutes(const char *line)
{
    bool fine = !*line || strcmp(line, "no") == 0 || is_whole(line, 1, 240);
    return fine ? NULL : "whole minutes, 1 to 240; no: it will not pass; Enter: no prediction";
}

const char *predict_points(const char *line)
{
    return !*line || is_whole(line, 0, 100) ? NULL : "whole points, 0 to 100; Enter: no prediction";
}

bool predict_rating(char points[5], const char *line)
{
    size_t n = 0;
    for (; *line; line++) {
        if (*line == ' ' || *line == ',') continue;
        if (n == 4 || !strchr("1234-", *line)) return false;
        points[n++] = *line;
    }
    points[n] = '\0';
    return n == 4;
}
