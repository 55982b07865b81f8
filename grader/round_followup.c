#include "grader/round_followup.h"

#include <string.h>

#include "grader/page.h"

/* The next line that begins with a question, from `at` on; NULL: there is none. */
static const char *question_at(const char *at)
{
    for (; at && *at; at = strchr(at, '\n'), at += at != NULL)
        if (strncmp(at, "**", 2) == 0 && strstr(at + 2, "**")) return at;
    return NULL;
}

bool followup_of(struct followup *f, const char *debrief, int nth, struct arena *a)
{
    const char *part = page_part(debrief, 1, a), *at = part ? question_at(part) : NULL;
    while (at && --nth > 0) at = question_at(at + 2);
    if (!at) return false;
    const char *close = strstr(at + 2, "**"), *end = question_at(close + 2);
    size_t rest = end ? (size_t)(end - close - 2) : strlen(close + 2);
    f->question = arena_printf(a, "%.*s", (int)(close - at - 2), at + 2);
    f->answer = arena_printf(a, "%.*s", (int)rest, close + 2);
    return true;
}
