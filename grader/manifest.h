/* exercise.json, read into a struct. An unknown, missing or ill-typed key is an error that names
 * file, line and key. */
#ifndef KATA_MANIFEST_H
#define KATA_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

enum { MANIFEST_MAX_GROUPS = 8, MANIFEST_MAX_FUNCTIONS = 16, MANIFEST_MAX_BANDS = 6 };

/* From one band's "from" to the next: closer ones a shared machine would not tell apart every time
 * it is asked. */
#define MANIFEST_BANDS_APART 1.5

/* {
 *   "title": "Reservoir sampling", "track": "sampling", "level": "easy", "minutes": 20,
 *   "functions": ["reservoir_init", "reservoir_push"],   all that an answer may define as globals
 *   "cblas": false,                                      may an answer call cblas_*?
 *   "groups": {"basics": 20, "edges": 15, "chance": 40, "memory": 15},                   points
 *   "bands": [{"name": "reference class", "from": 0.67, "points": 10},   by vs_reference,
 *             {"name": "solid", "from": 0.3, "points": 7},               fastest first, 1.5 apart,
 *             {"name": "slow", "from": 0, "points": 3}],                 the last from 0
 *   "limits": {"time_ms": 2000, "memory_mb": 64, "output_kb": 64},       of one trial
 *   "growth": {"exponent": 1, "says": "n"}                as in: expected n log n
 * } */
struct manifest_group {
    char name[32];
    double points;
};

struct manifest_band {
    char name[32];
    double from, points;
};

struct manifest {
    char exercise[64];
    char title[80], track[32], level[16];
    int minutes;
    size_t n_functions, n_groups, n_bands;
    char function[MANIFEST_MAX_FUNCTIONS][64];
    bool cblas;
    struct manifest_group group[MANIFEST_MAX_GROUPS];
    struct manifest_band band[MANIFEST_MAX_BANDS];
    struct {
        int time_ms, memory_mb, output_kb;
    } limits;
    struct {
        double exponent;
        char says[32];
    } growth;
};

/* Reads `path` for the exercise called `name`. NULL when fine, else words for a person; the words
 * stay valid until the next call. */
const char *manifest_read(struct manifest *m, const char *name, const char *path);

/* The same on text already in memory; `path` is only for the words. */
const char *manifest_parse(struct manifest *m, const char *name, const char *path,
                           const char *text);

#endif
