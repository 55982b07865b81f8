/* Kept reports: any bytes as their text.
 *
 * What must hold: a report, or one line that says why not. A report can be rendered in every format
 * and on every screen, and kept again, and says the same then. */
#include <string.h>

#include "grader/report_kept.h"
#include "tests/fuzz/fuzz.h"
#include "tests/renderings.h"

static void check_kept(const struct report *r, struct arena *a)
{
    struct report copy;
    char *text = kept_text(r), *before = renderings(r);
    MUST(!report_kept_read(&copy, text, a));
    char *again = kept_text(&copy), *after = renderings(&copy);
    MUST(strcmp(again, text) == 0);
    MUST(strcmp(after, before) == 0);
    free(text);
    free(before);
    free(again);
    free(after);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input rest = {data, size};
    struct stream text = fuzz_part(&rest);
    struct arena a = {0};
    struct report r;
    const char *error = report_kept_read(&r, text.bytes, &a);
    if (error)
        fuzz_check_line(error);
    else
        check_kept(&r, &a);
    arena_free(&a);
    free(text.bytes);
    return 0;
}
