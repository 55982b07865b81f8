/* What struct report and all that hangs on it is made of, as tables: report_kept.c writes and reads
 * by them. */
#ifndef KATA_REPORT_FIELDS_H
#define KATA_REPORT_FIELDS_H

#include <stddef.h>

enum field_kind {
    FIELD_TEXT,    /* char *; renderers take it for granted: NULL is kept as "" */
    FIELD_MAYBE,   /* char *, or NULL */
    FIELD_HASH,    /* char[65] */
    FIELD_BYTES,   /* char * or NULL, the number of bytes beside it */
    FIELD_REAL,    /* double */
    FIELD_WHOLE,   /* int */
    FIELD_COUNT,   /* size_t */
    FIELD_WIDE,    /* 64 bits */
    FIELD_FLAG,    /* bool */
    FIELD_VERDICT, /* enum verdict */
    FIELD_STATUS,  /* enum test_status */
    FIELD_ONE,     /* a pointer to a struct, or NULL */
    FIELD_MANY     /* a pointer to structs, their number beside it */
};

struct field {
    const char *key;
    enum field_kind kind;
    size_t at, n_at;        /* n_at: of the number beside it */
    const struct shape *of; /* FIELD_ONE, FIELD_MANY: these structs */
};

struct shape {
    size_t size, n;
    const struct field *field;
};

extern const struct shape report_shape;

#endif
