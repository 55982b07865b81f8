#include "grader/limits.h"

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grader/confine.h"
#include "grader/json_read.h"
#include "grader/limits_kernels.h"
#include "grader/scratch.h"

/* Another number wherever the same machine would be measured to other figures. */
enum { KERNELS = 2, FILE_LIMIT = 64 << 10 };

static const char *const level_name[LIMITS_LEVELS] = {"L1", "L2", "L3", "DRAM"};

/* ---- what of it is read ---- */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void plan_level(struct limits *l, const char *name, size_t capacity, size_t footprint)
{
    footprint -= footprint % LIMITS_STEP;
    l->level[l->n_levels++] = (struct limits_level){name, capacity, footprint, NAN};
}

/* Half of a cache: the other half is for what else is there, the page tables not least. L3 is
 * everybody's, and on a virtual machine other people's: four times what L2 holds comes from L3, and
 * still fits where neighbours have most of it. A cache that is not told is taken to be as small as
 * any of today's.
 *
 * DRAM: four times the last cache, so that a quarter at most of a pass can come from it. Within 64
 * and 512 MB, and a quarter of the memory that is free: a server's L3 of hundreds of MB is shared
 * by so many that no one has a quarter of it to himself. */
void limits_plan(struct limits *l, const struct machine *m, bool whole)
{
    size_t l1 = m->cache[0] ? m->cache[0] : 32 << 10;
    size_t l2 = m->cache[1] > l1 ? m->cache[1] : l1 < 512 << 10 ? 512 << 10 : 2 * l1;
    size_t l3 = m->cache[2] >= 4 * l2 ? m->cache[2] : 0;
    l->n_levels = 0;
    plan_level(l, level_name[0], l1, l1 / 2);
    plan_level(l, level_name[1], l2, l2 / 2);
    if (l3) plan_level(l, level_name[2], l3, least(4 * l2, l3 / 2));
    size_t last = l3 ? l3 : l2, dram = 4 * last < 64 << 20 ? 64 << 20 : least(4 * last, 512 << 20);
    if (m->free_bytes) dram = least(dram, m->free_bytes / 4);
    if (whole && dram >= 4 * l2) plan_level(l, level_name[3], 0, dram);
}

/* ---- what it comes to ---- */

static double read_ns(const struct limits *l, double bytes)
{
    double ns = 0, done = 0;
    for (size_t i = 0; i < l->n_levels && done < bytes; i++) {
        const struct limits_level *level = &l->level[i];
        bool rest = i + 1 == l->n_levels || level->capacity == 0;
        double upto = rest ? bytes : fmin(bytes, (double)level->capacity);
        ns += (upto - done) / level->read_gb_s;
        done = upto;
    }
    return ns;
}

double limits_call_ns(const struct limits *l, double bytes, double flops, bool f32,
                      const char **kind)
{
    double memory = bytes > 0 ? read_ns(l, bytes) : 0;
    double compute = flops > 0 ? flops / (f32 ? l->fma_gflops_f32 : l->fma_gflops_f64) : 0;
    *kind = memory == 0 && compute == 0 ? "none" : memory >= compute ? "memory" : "compute";
    return fmax(memory, compute);
}

/* ---- what is kept ----
 *
 *   {"machine": "…", "cpu": "…", "fma_gflops_f32": 170.1, "fma_gflops_f64": 85.4,
 *    "levels": [{"name": "L1", "capacity": 49152, "footprint": 24576, "read_gb_s": 275.6}, …]}
 */

static bool take_number(const cJSON *object, const char *key, double most, double *x)
{
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!cJSON_IsNumber(number)) return false;
    *x = number->valuedouble;
    return *x >= 0 && *x <= most;
}

static const char *string_of(const cJSON *object, const char *key)
{
    const char *s = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return s ? s : "";
}

/* No machine reads or computes a million times as much in a second. */
static bool take_rate(const cJSON *object, const char *key, double *x)
{
    return take_number(object, key, 1e6, x) && *x >= 1e-3;
}

static bool take_level(struct limits *l, const cJSON *json)
{
    struct limits_level *level = &l->level[l->n_levels];
    double capacity, footprint;
    for (size_t i = 0; i < LIMITS_LEVELS; i++)
        if (strcmp(string_of(json, "name"), level_name[i]) == 0) level->name = level_name[i];
    bool ok = level->name && take_number(json, "capacity", 0x1p40, &capacity) &&
              take_number(json, "footprint", 0x1p40, &footprint) &&
              take_rate(json, "read_gb_s", &level->read_gb_s);
    if (!ok) return false;
    level->capacity = (size_t)capacity;
    level->footprint = (size_t)footprint;
    bool dram = level->name == level_name[LIMITS_LEVELS - 1];
    size_t below = l->n_levels ? level[-1].capacity : 0;
    l->n_levels++;
    return dram ? level->capacity == 0 : level->capacity > below;
}

static bool take_all(struct limits *l, const cJSON *json, const char *identity, struct arena *a)
{
    const cJSON *levels = cJSON_GetObjectItemCaseSensitive(json, "levels"), *one;
    bool ok = strcmp(string_of(json, "machine"), identity) == 0 && cJSON_IsArray(levels) &&
              take_rate(json, "fma_gflops_f32", &l->fma_gflops_f32) &&
              take_rate(json, "fma_gflops_f64", &l->fma_gflops_f64);
    if (!ok || !levels->child) return false;
    cJSON_ArrayForEach(one, levels)
    {
        bool over = l->n_levels == LIMITS_LEVELS ||
                    (l->n_levels && l->level[l->n_levels - 1].capacity == 0);
        if (over || !take_level(l, one)) return false;
    }
    l->cpu = arena_copy(a, string_of(json, "cpu"));
    return true;
}

static bool read_kept(struct limits *l, const char *path, const char *identity, struct arena *a)
{
    char *text;
    size_t n;
    struct json_error error;
    if (scratch_read(path, FILE_LIMIT, a, &text, &n)) return false;
    cJSON *json = strlen(text) == n ? json_read(text, &error) : NULL;
    *l = (struct limits){0};
    bool ok = json && take_all(l, json, identity, a);
    cJSON_Delete(json);
    return ok;
}

static cJSON *as_json(const struct limits *l, const char *identity)
{
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "machine", identity);
    cJSON_AddStringToObject(json, "cpu", l->cpu);
    cJSON_AddNumberToObject(json, "fma_gflops_f32", l->fma_gflops_f32);
    cJSON_AddNumberToObject(json, "fma_gflops_f64", l->fma_gflops_f64);
    cJSON *levels = cJSON_AddArrayToObject(json, "levels");
    for (size_t i = 0; i < l->n_levels; i++) {
        cJSON *one = cJSON_CreateObject();
        cJSON_AddStringToObject(one, "name", l->level[i].name);
        cJSON_AddNumberToObject(one, "capacity", (double)l->level[i].capacity);
        cJSON_AddNumberToObject(one, "footprint", (double)l->level[i].footprint);
        cJSON_AddNumberToObject(one, "read_gb_s", l->level[i].read_gb_s);
        cJSON_AddItemToArray(levels, one);
    }
    return json;
}

/* Whole or not at all: two gradings may keep at once. */
static void keep(const struct limits *l, const char *path, const char *identity, struct arena *a)
{
    cJSON *json = as_json(l, identity);
    char *text = cJSON_Print(json), *beside = arena_printf(a, "%s.XXXXXX", path);
    int fd = text ? mkstemp(beside) : -1;
    size_t n = text ? strlen(text) : 0;
    if (fd >= 0) {
        bool whole = write(fd, text, n) == (ssize_t)n;
        whole = fchmod(fd, 0644) == 0 && whole;
        whole = close(fd) == 0 && whole;
        if (!whole || rename(beside, path) != 0) unlink(beside);
    }
    cJSON_free(text);
    cJSON_Delete(json);
}

/* What disturbs a measurement can only slow it down: of two, the higher rate is nearer to the
 * limit. DRAM may be in one alone. */
static void raise_to(struct limits *l, const struct limits *kept)
{
    l->fma_gflops_f32 = fmax(l->fma_gflops_f32, kept->fma_gflops_f32);
    l->fma_gflops_f64 = fmax(l->fma_gflops_f64, kept->fma_gflops_f64);
    for (size_t i = 0; i < l->n_levels && i < kept->n_levels; i++)
        if (l->level[i].footprint == kept->level[i].footprint)
            l->level[i].read_gb_s = fmax(l->level[i].read_gb_s, kept->level[i].read_gb_s);
}

const char *limits_of_machine(struct limits *l, const struct kit *k, bool anew, struct arena *a)
{
    struct machine m;
    int cpu = confine_quiet_cpu();
    machine_look(&m, cpu, a);
    const char *path = arena_printf(a, "%s/build/limits.json", k->root);
    const char *identity = arena_printf(a, "%d: %s", KERNELS, m.identity);
    struct limits kept;
    bool is_kept = read_kept(&kept, path, identity, a);
    *l = kept;
    if (is_kept && !anew) return NULL;
    *l = (struct limits){.cpu = m.name};
    limits_plan(l, &m, anew);
    const char *error = limits_measure(l, cpu, a);
    if (!error && is_kept) raise_to(l, &kept);
    if (!error) keep(l, path, identity, a);
    return error;
}
