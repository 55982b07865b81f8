/* The lines of an exported history: written one by one, read all at once. */
#ifndef KATA_ARCHIVE_FILE_H
#define KATA_ARCHIVE_FILE_H

#include <stdio.h>

#include "grader/archive_row.h"
#include "grader/text.h"

struct archive_entry {
    const struct archive_table *table; /* archive_source, _grading or _event */
    int line;                          /* of the file it was read from, from 1 */
    struct archive_cell cell[ARCHIVE_COLUMNS];
    size_t n_tests; /* of a grading */
    struct archive_cell (*test)[ARCHIVE_COLUMNS];
};

const char *archive_source_of(const struct archive_entry *grading); /* its answer's SHA-256 */

/* One line with its newline: the same for the same content. */
void archive_add_line(struct text *to, const struct archive_entry *e);
void archive_print_header(FILE *out, size_t sources, size_t gradings, size_t events);

struct archive_file {
    const char *name;
    size_t n;
    struct archive_entry *entry;
};

/* "history.jsonl, line 7: …" */
const char *archive_says(const struct archive_file *f, int line, const char *words,
                         struct arena *a);

/* `name` is set. NULL, or words for the first line that is wrong. */
const char *archive_read_file(struct archive_file *f, FILE *in, struct arena *a);

#endif
