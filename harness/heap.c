/* Every block carries a header with its size, so that live and peak bytes are exact, and with a
 * mark by which a block freed twice is known (the C library's own notes overwrite the first 16
 * bytes); blocks with a larger alignment keep the header right below the pointer and the start of
 * the real block in it. The counters lie in memory shared with the judge. Under AddressSanitizer
 * blocks go without a header, which would stand between them and the sanitizer's own guard.
 * Allocation by the C library itself (a large qsort, printf) is not the answer's and is not
 * counted. */
#include "harness/heap.h"

#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "harness/expect.h"
#include "harness/given.h"
#include "harness/trial.h"

enum { LIVE = 0x11FE, FREED = 0xDEAD, UNCOUNTED_BYTES = 1 << 20 };

struct header {
    void *block;
    size_t bytes;
    uint64_t mark, unused;
};
_Static_assert(sizeof(struct header) == 32, "malloc's alignment is kept");

/* What a block takes besides its bytes, header and all, may come to as much as the limit again. */
enum { BLOCK_COST = 48 };

static struct heap_state {
    size_t allocations, peak, live, limit;
    size_t blocks;                 /* live ones */
    size_t fail_at;                /* SIZE_MAX: none */
    unsigned char failed, bounded; /* no bool: the answer may leave any bits */
} * heap;

/* The fence lets nobody unmap. A heap that neither maps nor shrinks has no need to. */
static void keep_to_brk(void)
{
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
}

const char *heap_setup(void)
{
    heap = mmap(NULL, sizeof *heap, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (heap == MAP_FAILED) return "no memory for the heap's counters";
    *heap = (struct heap_state){.limit = SIZE_MAX, .fail_at = SIZE_MAX};
    if (trial.mode == TRIAL_FORKED) keep_to_brk();
    return NULL;
}

/* A failure asked for by heap_fail_at before the trial stays; the last trial's counts go. */
static size_t fail_next = SIZE_MAX;

void heap_before_trial(size_t limit_bytes)
{
    *heap =
        (struct heap_state){.limit = limit_bytes ? limit_bytes : SIZE_MAX, .fail_at = fail_next};
    fail_next = SIZE_MAX;
}

void heap_fail_at(size_t i)
{
    fail_next = i;
}

struct heap_use heap_used(void)
{
    return (struct heap_use){heap->allocations, heap->peak, heap->live, heap->failed != 0,
                             heap->bounded != 0};
}

/* Books `bytes`; false: this allocation must fail. */
static bool admit(size_t bytes)
{
    if (heap->allocations++ == heap->fail_at) {
        heap->failed = true;
        return false;
    }
    size_t left = heap->limit - (heap->live < heap->limit ? heap->live : heap->limit);
    if (bytes > left || heap->blocks >= heap->limit / BLOCK_COST) {
        heap->bounded = true;
        return false;
    }
    heap->blocks++;
    heap->live += bytes;
    if (heap->live > heap->peak) heap->peak = heap->live;
    return true;
}

static void dismiss(size_t bytes)
{
    heap->blocks--;
    heap->live -= bytes;
}

static bool has_headers(void)
{
    return trial.mode != TRIAL_SANITIZED;
}

static void *obtain(size_t alignment, size_t bytes, bool zero)
{
    void *block;
    if (alignment <= _Alignof(max_align_t)) return zero ? calloc(1, bytes) : malloc(bytes);
    return posix_memalign(&block, alignment, bytes) == 0 ? block : NULL;
}

static void *with_header(unsigned char *block, size_t lead, size_t bytes)
{
    struct header *h = (struct header *)(void *)(block + lead) - 1;
    *h = (struct header){block, bytes, LIVE, 0};
    return block + lead;
}

static void *allocate(size_t alignment, size_t bytes, bool zero)
{
    size_t lead = has_headers() ? sizeof(struct header) : 0, whole;
    if (lead && alignment > lead) lead = alignment;
    void *block = NULL;
    if (alignment & (alignment - 1)) {
        errno = EINVAL;
        return NULL;
    }
    if (admit(bytes)) {
        if (!__builtin_add_overflow(bytes, lead, &whole)) block = obtain(alignment, whole, zero);
        if (!block) dismiss(bytes);
        if (!block) heap->bounded = true;
    }
    if (!block) {
        errno = ENOMEM;
        return NULL;
    }
    return lead ? with_header(block, lead, bytes) : block;
}

static void stop_of_given(const struct given *g)
{
    char words[96];
    snprintf(words, sizeof words, "freed or moved %s, which is the caller's and not from malloc",
             g->name);
    trial_stop(words);
}

/* The header of a block that is about to be freed or moved; ends the trial where there is none. */
__attribute__((no_sanitize("address"))) /* it may be gone */
static struct header *
header_of(void *p)
{
    const struct given *theirs = given_at(p);
    if (theirs) stop_of_given(theirs);
    struct header *h = (struct header *)p - 1;
    if (h->mark == FREED) trial_stop("freed a heap block twice, or moved one after free");
    if (h->mark != LIVE)
        trial_stop("freed what is no live heap block: freed before, or not from malloc");
    return h;
}

/* AddressSanitizer, where it is there. */
int __sanitizer_get_ownership(const volatile void *p) __attribute__((weak));

/* What is no live block is left to AddressSanitizer's own free, which says so. */
static size_t bytes_of(void *p)
{
    if (has_headers()) return header_of(p)->bytes;
    return __sanitizer_get_ownership && __sanitizer_get_ownership(p) ? malloc_usable_size(p) : 0;
}

void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t bytes);
void *__wrap_reallocarray(void *p, size_t n, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes);
int __wrap_posix_memalign(void **p, size_t alignment, size_t bytes);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t n);
void __wrap_free(void *p);

void *__wrap_malloc(size_t bytes)
{
    return allocate(0, bytes, false);
}

void *__wrap_calloc(size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes)) bytes = SIZE_MAX;
    return allocate(0, bytes, true);
}

void __wrap_free(void *p)
{
    if (!p) return;
    dismiss(bytes_of(p));
    if (has_headers()) {
        struct header *h = header_of(p);
        p = h->block;
        *(volatile uint64_t *)&h->mark =
            FREED; /* a plain store is dropped: the block is about to go */
    }
    free(p);
}

void *__wrap_realloc(void *p, size_t bytes)
{
    void *moved = __wrap_malloc(bytes);
    if (!p || !moved) return moved;
    size_t had = bytes_of(p);
    memcpy(moved, p, had < bytes ? had : bytes);
    __wrap_free(p);
    return moved;
}

void *__wrap_reallocarray(void *p, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes)) bytes = SIZE_MAX;
    return __wrap_realloc(p, bytes);
}

void *__wrap_aligned_alloc(size_t alignment, size_t bytes)
{
    return allocate(alignment, bytes, false);
}

int __wrap_posix_memalign(void **p, size_t alignment, size_t bytes)
{
    if (alignment < sizeof(void *) || (alignment & (alignment - 1))) return EINVAL;
    void *block = allocate(alignment, bytes, false);
    if (!block) return ENOMEM;
    *p = block;
    return 0;
}

char *__wrap_strdup(const char *s)
{
    return __wrap_strndup(s, strlen(s));
}

char *__wrap_strndup(const char *s, size_t n)
{
    size_t length = strnlen(s, n);
    char *copy = __wrap_malloc(length + 1);
    if (copy) {
        memcpy(copy, s, length);
        copy[length] = '\0';
    }
    return copy;
}

void expect_no_leak(void)
{
    expect_that(heap->live == 0,
                "every allocation should have been freed: %zu bytes are still held", heap->live);
    expect_that(
        heap->blocks == 0,
        "every allocation should have been freed: %zu are still held, in spite of their sizes",
        heap->blocks);
}

/* Our own count lies where the answer could write, and knows nothing of static arrays: the kernel's
 * account stands beside it. It counts whole pages, the libraries' that are touched for the first
 * time among them. */
void expect_peak(size_t bytes_at_most)
{
    expect_that(heap->peak <= bytes_at_most,
                "at most %zu bytes of heap should have been held at once: it was %zu",
                bytes_at_most, heap->peak);
    size_t grown = trial_grown_bytes();
    expect_that(grown <= bytes_at_most + given_mapped_bytes() + UNCOUNTED_BYTES,
                "at most %zu bytes of memory should have been held at once: static data and all, "
                "the process grew by %zu",
                bytes_at_most, grown);
}
