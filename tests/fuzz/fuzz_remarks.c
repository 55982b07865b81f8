/* What a compiler says of loops: any bytes, about any bytes as the answer.
 *
 *   stderr ==== the answer's source
 *
 * What must hold: of every loop a line of words, with the line of the source that it names; inner
 * loops before outer ones; and it can be shown. */
#include <string.h>

#include "grader/remarks.h"
#include "tests/fuzz/fuzz.h"

/* Is `line` how that line of the source begins? */
static bool is_line(const char *source, int number, const char *line)
{
    for (int i = 1; i < number && source; i++) {
        source = strchr(source, '\n');
        if (source) source++;
    }
    return !source ? *line == '\0' : strncmp(source, line, strlen(line)) == 0;
}

static void show(const struct remark *r, size_t n, size_t size)
{
    char *bytes = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&bytes, &length);
    const struct term_style style = {.utf8 = size % 2, .width = 40 + (int)(size % 100)};
    struct term t = {.out = out, .style = &style};
    remarks_show(&t, r, n);
    fclose(out);
    for (size_t i = 0; i < length; i++) MUST((unsigned char)bytes[i] >= ' ' || bytes[i] == '\n');
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input rest = {data, size};
    struct stream said = fuzz_part(&rest), source = fuzz_part(&rest);
    const struct build build = {.scratch = "/tmp/mlkata-fuzz",
                                .source = "answer.c",
                                .path = fuzz_file((const uint8_t *)source.bytes, source.n)};
    struct arena a = {0};
    struct remark *r;
    size_t n;
    remarks_read(&r, &n, said.bytes, &build, &a);
    MUST(n <= 64);
    for (size_t i = 0; i < n; i++) {
        MUST(r[i].line > 0 && *r[i].words && is_line(source.bytes, r[i].line, r[i].source));
        MUST(r[i].vectorised == (strncmp(r[i].words, "vectorised", 10) == 0));
        if (i > 0) MUST(r[i].outer > r[i - 1].outer || r[i].line >= r[i - 1].line);
    }
    show(r, n, size);
    arena_free(&a);
    free(said.bytes);
    free(source.bytes);
    return 0;
}
