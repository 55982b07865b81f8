/* libmd does the work: a small library that holds nothing but digests. */
#include "grader/sha256.h"

#include <sha2.h>

void sha256_hex(char hex[65], const void *bytes, size_t n)
{
    SHA256Data(bytes, n, hex);
}
