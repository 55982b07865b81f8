/* Layout of one buffer: [guard page] [whole pages] [guard page]. Flush right, the data ends where
 * the second guard begins; flush left, it begins where the first one ends. What remains of the
 * whole pages is slack. Pages, not mappings, are the unit: a buffer of 3 floats and one of 900 cost
 * the same two system calls. */
#include "harness/given.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MAX_GIVEN = 256 };

static struct given given[MAX_GIVEN];
static size_t n_given;
static bool flush_left; /* the next buffer */

static void kit_fault(const char *words)
{
    fprintf(stderr, "mlkata: %s\n", words);
    _exit(2);
}

static size_t page(void)
{
    static size_t bytes;
    if (!bytes) bytes = (size_t)sysconf(_SC_PAGESIZE);
    return bytes;
}

void given_begin(bool left)
{
    flush_left = left;
}

static unsigned char *map_guarded(size_t bytes, bool shared, size_t *map_bytes)
{
    size_t whole = (bytes + page() - 1) / page() * page();
    *map_bytes = whole + 2 * page();
    int kind = MAP_ANONYMOUS | (shared ? MAP_SHARED : MAP_PRIVATE);
    unsigned char *map = mmap(NULL, *map_bytes, PROT_NONE, kind, -1, 0);
    if (map == MAP_FAILED) kit_fault("no memory for a test's buffers");
    if (whole && mprotect(map + page(), whole, PROT_READ | PROT_WRITE) != 0)
        kit_fault("cannot open a test's buffer");
    memset(map + page(), GIVEN_POISON, whole);
    return map;
}

static struct given *lay(const char *name, enum given_type type, size_t n, size_t size,
                         bool writable)
{
    size_t bytes;
    if (n_given == MAX_GIVEN) kit_fault("a test asks for more than 256 buffers");
    if (__builtin_mul_overflow(n, size, &bytes)) kit_fault("a test's buffer overflows size_t");
    struct given *g = &given[n_given++];
    *g = (struct given){.type = type, .n = n, .size = size, .writable = writable};
    snprintf(g->name, sizeof g->name, "%s", name);
    g->map = map_guarded(bytes, writable, &g->map_bytes);
    g->data = flush_left ? g->map + page() : g->map + g->map_bytes - page() - bytes;
    flush_left = !flush_left;
    return g;
}

static const void *hand_in(const char *name, enum given_type type, size_t n, size_t size,
                           const void *src)
{
    struct given *g = lay(name, type, n, size, false);
    if (n) memcpy(g->data, src, n * size);
    size_t whole = g->map_bytes - 2 * page();
    if (whole && mprotect(g->map + page(), whole, PROT_READ) != 0)
        kit_fault("cannot close a test's input");
    return g->data;
}

const float *given_f32(const char *name, size_t n, const float *src)
{
    return hand_in(name, GIVEN_F32, n, sizeof *src, src);
}

const double *given_f64(const char *name, size_t n, const double *src)
{
    return hand_in(name, GIVEN_F64, n, sizeof *src, src);
}

const int32_t *given_i32(const char *name, size_t n, const int32_t *src)
{
    return hand_in(name, GIVEN_I32, n, sizeof *src, src);
}

const int64_t *given_i64(const char *name, size_t n, const int64_t *src)
{
    return hand_in(name, GIVEN_I64, n, sizeof *src, src);
}

float *asked_f32(const char *name, size_t n)
{
    return (float *)(void *)lay(name, GIVEN_F32, n, sizeof(float), true)->data;
}

double *asked_f64(const char *name, size_t n)
{
    return (double *)(void *)lay(name, GIVEN_F64, n, sizeof(double), true)->data;
}

int32_t *asked_i32(const char *name, size_t n)
{
    return (int32_t *)(void *)lay(name, GIVEN_I32, n, sizeof(int32_t), true)->data;
}

int64_t *asked_i64(const char *name, size_t n)
{
    return (int64_t *)(void *)lay(name, GIVEN_I64, n, sizeof(int64_t), true)->data;
}

uint64_t *asked_u64(const char *name, size_t n)
{
    return (uint64_t *)(void *)lay(name, GIVEN_U64, n, sizeof(uint64_t), true)->data;
}

void *asked_bytes(const char *name, size_t bytes)
{
    return lay(name, GIVEN_BYTES, bytes, 1, true)->data;
}

static struct given *find(const void *address)
{
    uintptr_t at = (uintptr_t)address;
    for (size_t i = 0; i < n_given; i++) {
        uintptr_t from = (uintptr_t)given[i].map;
        if (at >= from && at < from + given[i].map_bytes) return &given[i];
    }
    return NULL;
}

const struct given *given_at(const void *address)
{
    return find(address);
}

const struct given *given_nth(size_t i)
{
    return i < n_given ? &given[i] : NULL;
}

void asked_again(void *data)
{
    struct given *g = find(data);
    if (!g || !g->writable) kit_fault("asked_again on what is no asked buffer");
    memset(g->map + page(), GIVEN_POISON, g->map_bytes - 2 * page());
}

void given_before_trial(void)
{
    for (size_t i = 0; i < n_given; i++) {
        struct given *g = &given[i];
        if (!g->writable || !g->n) continue;
        if (!g->before) g->before = malloc(g->n * g->size);
        if (!g->before) kit_fault("no memory to remember a test's outputs");
        memcpy(g->before, g->data, g->n * g->size);
    }
}

/* The first byte of [from, to) that is not poison, or NULL. Where each byte is as the one after it,
 * all are as the first. */
static const unsigned char *touched(const unsigned char *from, const unsigned char *to)
{
    if (from == to || (*from == GIVEN_POISON && !memcmp(from, from + 1, (size_t)(to - from) - 1)))
        return NULL;
    for (; from < to; from++)
        if (*from != GIVEN_POISON) return from;
    return NULL;
}

bool given_is_poison(const void *at, size_t bytes)
{
    return !touched(at, (const unsigned char *)at + bytes);
}

const char *given_words(const void *address, bool write)
{
    static char words[160];
    const struct given *g = find(address);
    if (!g) return NULL;
    long offset = (long)((const unsigned char *)address - g->data);
    long size = (long)g->size, n = (long)g->n;
    long index = offset >= 0 ? offset / size : -((-offset + size - 1) / size);
    const char *verb = write ? "wrote" : "read";
    if (index >= 0 && index < n)
        snprintf(words, sizeof words, "wrote to %s[%ld], but %s is an input (const)", g->name,
                 index, g->name);
    else if (g->type == GIVEN_BYTES)
        snprintf(words, sizeof words, "%s %ld bytes %s *%s, which has %ld", verb,
                 index < 0 ? -index : index - n + 1, index < 0 ? "before" : "past", g->name, n);
    else
        snprintf(words, sizeof words, "%s %s[%ld]; %s has %ld element%s", verb, g->name, index,
                 g->name, n, n == 1 ? "" : "s");
    return words;
}

const char *given_spilled(void)
{
    for (size_t i = 0; i < n_given; i++) {
        const struct given *g = &given[i];
        if (!g->writable) continue;
        const unsigned char *end = g->data + g->n * g->size;
        const unsigned char *before = touched(g->map + page(), g->data);
        const unsigned char *after = touched(end, g->map + g->map_bytes - page());
        if (before || after) return given_words(before ? before : after, true);
    }
    return NULL;
}

size_t given_mapped_bytes(void)
{
    size_t bytes = 0;
    for (size_t i = 0; i < n_given; i++) bytes += given[i].map_bytes;
    return bytes;
}

void given_release(void)
{
    for (size_t i = 0; i < n_given; i++) {
        munmap(given[i].map, given[i].map_bytes);
        free(given[i].before);
    }
    n_given = 0;
}
