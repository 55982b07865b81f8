/* The fingerprint of an answer. */
#ifndef KATA_SHA256_H
#define KATA_SHA256_H

#include <stddef.h>

void sha256_hex(char hex[65], const void *bytes, size_t n);

#endif
