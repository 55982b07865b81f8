/* What the fuzz targets share. A target is one file: it hands any bytes to one reader of the kit,
 * and aborts where that reader, or a renderer of what it read, breaks a promise.
 *
 *   make fuzz            libFuzzer looks for bytes that break one (clang)
 *   make fuzz-replay     the inputs kept in corpus/ and crashes/ once each, with any compiler
 *
 * input.c and output.c belong to all of them; replay.c takes the place of libFuzzer, and arena.c
 * that of grader/arena.c. */
#ifndef KATA_TESTS_FUZZ_H
#define KATA_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "grader/process.h"
#include "grader/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_broken(const char *file, int line, const char *claim)
{
    fprintf(stderr, "%s:%d: broken: %s\n", file, line, claim);
    abort();
}
#define MUST(claim) ((claim) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #claim))

/* ---- the input ---- */

struct fuzz_input {
    const uint8_t *bytes;
    size_t n;
};

/* Takes what stands before the next line `====` (or all), as a child's stream would hold it: in a
 * block that ends with its NUL. For free. */
struct stream fuzz_part(struct fuzz_input *rest);

/* The same as a number; 0 where there is none. */
int fuzz_number(struct fuzz_input *rest);

/* The bytes as a file; the path stays the same from call to call. */
const char *fuzz_file(const uint8_t *bytes, size_t n);

/* A folder of the target's own, in memory where there is some: a commit waits for the disk. */
enum { FUZZ_FOLDER = 32 };
void fuzz_make_folder(char path[FUZZ_FOLDER]);

/* ---- the output ---- */

/* Words for a person, fit for a terminal as they are: not empty, one line of visible UTF-8. */
void fuzz_check_line(const char *words);

/* As JSON, and on one of several kinds of screen (any number picks it): well-formed, harmless, and
 * JSON holds the very words. */
void fuzz_check_report(const struct report *r, size_t which);

#endif
