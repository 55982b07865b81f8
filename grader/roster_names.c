#include "grader/roster_names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "grader/sha256.h"
#include "grader/text.h"

enum { READABLE_MOST = 48, DIGITS = 8, ALL_DIGITS = 64 };

const char *roster_visible(const char *bytes, size_t n, struct arena *a)
{
    struct text words = {0};
    text_put_visible(&words, bytes, n);
    const char *kept = arena_copy(a, text_of(&words));
    text_free(&words);
    return kept;
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* CON, NUL, COM1 and their kin, whatever follows a dot. */
static bool is_device(const char *name)
{
    static const char *const device[] = {"con", "prn", "aux", "nul", "com", "lpt"};
    size_t n = strcspn(name, ".");
    for (size_t i = 0; i < sizeof device / sizeof *device; i++) {
        bool numbered = i >= 4;
        if (strncmp(name, device[i], 3) != 0 || n != (numbered ? 4 : 3)) continue;
        if (!numbered || (name[3] >= '0' && name[3] <= '9')) return true;
    }
    return false;
}

/* As a slug that is not the folder's own name does. */
static bool ends_in_digits(const char *name, size_t n)
{
    return n > DIGITS && name[n - DIGITS - 1] == '-' &&
           strspn(name + n - DIGITS, "0123456789abcdef") == DIGITS;
}

static bool is_slug(const char *folder)
{
    size_t n = strlen(folder);
    if (n == 0 || n > READABLE_MOST || !is_plain(folder[0]) || !is_plain(folder[n - 1]))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!is_plain(folder[i]) && !strchr("-_.", folder[i])) return false;
    return !strstr(folder, "..") && !is_device(folder) && !ends_in_digits(folder, n);
}

/* What can be read of a folder's name: letters and digits, and a `-` for all that is between. */
static void put_readable(char to[READABLE_MOST + 1], const char *folder)
{
    size_t n = 0;
    bool gap = false;
    for (; *folder && n + gap < READABLE_MOST; folder++) {
        char c = *folder >= 'A' && *folder <= 'Z' ? (char)(*folder - 'A' + 'a') : *folder;
        if (is_plain(c) && gap && n) to[n++] = '-';
        if (is_plain(c)) to[n++] = c;
        gap = !is_plain(c);
    }
    to[n] = '\0';
}

static const char *slug_of(const char *folder, int digits, struct arena *a)
{
    char readable[READABLE_MOST + 1], sha256[ALL_DIGITS + 1];
    if (is_slug(folder)) return folder;
    put_readable(readable, folder);
    sha256_hex(sha256, folder, strlen(folder));
    return arena_printf(a, "%s-%.*s", *readable ? readable : "member", digits, sha256);
}

static int by_slug(const void *x, const void *y)
{
    const struct roster_member *const *a = x, *const *b = y;
    return strcmp((*a)->slug, (*b)->slug);
}

void roster_slugs(struct roster_member *member, size_t n, struct arena *a)
{
    struct roster_member **sorted = arena_take(a, n, sizeof *sorted);
    for (size_t i = 0; i < n; i++) {
        member[i].slug = slug_of(member[i].folder, DIGITS, a);
        sorted[i] = &member[i];
    }
    qsort(sorted, n, sizeof *sorted, by_slug);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && strcmp(sorted[i]->slug, sorted[end]->slug) == 0;) end++;
        for (size_t same = i; end - i > 1 && same < end; same++)
            sorted[same]->slug = slug_of(sorted[same]->folder, ALL_DIGITS, a);
    }
}
