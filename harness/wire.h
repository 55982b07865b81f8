/* The runner's only output: lines of text on a pipe of its own, which the grader reads. (Of the
 * sanitized one no more than hello and ready, or what came instead.)
 *
 *   hello <version>
 *   workload <graded size> <unit> <bytes> <flops> <single precision> <size>…
 *                                                 before laps; bytes and flops per n of one call
 *   test <i> <group> <name>                       every test, before the first one runs
 *   begin <i>                                     of the tests that this runner was given
 *   end <i> <pass|fail|crash|timeout> <microseconds> <call> <words> <output>
 *   left <i> <numbers>                            before the end of a test that failed (trace.h):
 *                                                 what the answer left in its outputs, by commas
 *   heap <allocations> <peak bytes> <bytes not freed>
 *   lap <ns> | wrong <words> | ready              answers to `size` and `lap` requests
 *   ready                                         before a sanitized answer first runs
 *   unloadable <words>                            the answer's own doing; nothing follows
 *   fault <words>                                 the kit's own fault; nothing follows
 *   bye                                           the run came to its end
 *
 * Fields are separated by one space. Free text is percent-encoded, so that no field holds a space,
 * a newline or a byte outside printable ASCII; an empty one is "%". */
#ifndef KATA_WIRE_H
#define KATA_WIRE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WIRE_VERSION = 1, WIRE_MAX_FIELDS = 16, WIRE_MAX_SIZES = 8, WIRE_FD = 3 };

/* Without a wire, a sanitized runner can say so only by its end: the fence could not be put up. */
enum { WIRE_UNFENCED = SIGUSR2 };

/* ---- the runner's side: each sends one line ---- */
void wire_hello(void);
void wire_workload(size_t graded, const char *unit, double bytes_per_n, double flops_per_n,
                   bool single_precision, const size_t *sizes); /* ascending, 0 ends them */
void wire_test(size_t i, const char *group, const char *name);
void wire_begin(size_t i);
void wire_end(size_t i, const char *status, double us, const char *call, const char *words,
              const char *output);
void wire_left(size_t i, const double *value, size_t n);
void wire_heap(size_t allocations, size_t peak_bytes, size_t live_bytes);
void wire_lap(double ns);
void wire_wrong(const char *words);
void wire_ready(void);
void wire_unloadable(const char *words);
void wire_fault(const char *words);
void wire_bye(void);

/* ---- the grader's side ---- */

/* Splits `line` in place at its spaces and decodes each field. Returns how many fields, 0 for a
 * line that is malformed (too many fields, a bad escape, a byte that is not printable): the other
 * side is then not to be believed. */
size_t wire_split(char *line, char *field[WIRE_MAX_FIELDS]);

/* Is the field a whole number, in digits and nothing else? */
bool wire_count(const char *field, size_t *n);

/* Is it a finite number of at least zero, as %g writes it? */
bool wire_number(const char *field, double *x);

#endif
