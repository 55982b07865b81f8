/* Buffers between the judge and the answer.
 *
 * Every buffer lies flush against an unreadable page, on the right or on the left in turn, so that
 * a step outside it is caught at the very element; the slack between data and the far guard holds
 * poison and is looked at after each trial.
 *
 *   given_*   an input: a read-only copy of src. The judge keeps using src, which no answer reaches
 *   asked_*   an output: filled with poison, shared with the trial. What the trial leaves there is
 *             what is judged
 *
 * `name` is the argument's name in the contract: failures speak of `a[7]`, not of addresses. n = 0
 * is fine: the pointer is then valid and not one byte of it may be touched. Buffers live to the end
 * of the test. A kit fault (no memory) ends the run.
 *
 * Poison is 0x7B in every byte: a huge finite number in float and double alike, a big one in every
 * integer. NaN would hide an answer that leaves a NaN it never wrote; small patterns can pass an
 * absolute tolerance. */
#ifndef KATA_GIVEN_H
#define KATA_GIVEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum given_type { GIVEN_F32, GIVEN_F64, GIVEN_I32, GIVEN_I64, GIVEN_U64, GIVEN_BYTES };

struct given {
    char name[32];
    enum given_type type;
    size_t n, size;      /* elements, bytes an element */
    unsigned char *data; /* n * size bytes */
    unsigned char *map;  /* guard page, pages, guard page */
    size_t map_bytes;
    bool writable;
    unsigned char *before; /* outputs: what the last trial found, for expect_untouched */
};

const float *given_f32(const char *name, size_t n, const float *src);
const double *given_f64(const char *name, size_t n, const double *src);
const int32_t *given_i32(const char *name, size_t n, const int32_t *src);
const int64_t *given_i64(const char *name, size_t n, const int64_t *src);

float *asked_f32(const char *name, size_t n);
double *asked_f64(const char *name, size_t n);
int32_t *asked_i32(const char *name, size_t n);
int64_t *asked_i64(const char *name, size_t n);
uint64_t *asked_u64(const char *name, size_t n);

/* A struct that the contract leaves with the caller (a stream's state), poisoned: `struct reservoir
 * *r = asked_bytes("r", sizeof *r);` */
void *asked_bytes(const char *name, size_t bytes);

/* Put the poison back into an asked buffer, for the next trial of the same test. */
void asked_again(void *data);

/* Give up all buffers of the test so far, as its end does: where a test asks many times, a failure
 * then shows the arguments of the last. */
void given_release(void);

/* For the rest of the harness. */
#define GIVEN_POISON 0x7B
bool given_is_poison(const void *at, size_t bytes); /* all of it still: never written */
const struct given *given_nth(size_t i);            /* NULL past the last */
void given_begin(bool left);     /* a test; `left`: where its first buffer lies flush */
void given_before_trial(void);   /* remembers outputs */
const char *given_spilled(void); /* after a trial: words about a touched slack, or NULL */
size_t given_mapped_bytes(void);

/* The buffer in which address lies, or whose guards it hits; NULL: none. The same in words: "read
 * a[7]; a has 7 elements". */
const struct given *given_at(const void *address);
const char *given_words(const void *address, bool write);

#endif
