#include "grader/noise.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cpu<i> user nice system idle iowait irq softirq steal … */
static void add_processor(struct noise *n, const char *line, int cpu)
{
    enum { USER, NICE, SYSTEM, IDLE, IOWAIT, IRQ, SOFTIRQ, STEAL, FIELDS };
    char *end;
    long i = strtol(line, &end, 10);
    double tick[FIELDS] = {0}, all = 0;
    for (int f = 0; f < FIELDS; f++) all += tick[f] = strtod(end, &end);
    n->processors++;
    if (i == cpu) {
        n->mine += all;
        n->stolen += tick[STEAL];
    } else {
        n->others += all;
        n->busy += all - tick[IDLE] - tick[IOWAIT];
    }
}

struct noise noise_parse(const char *stat, int cpu)
{
    static const char running[] = "procs_running ";
    struct noise n = {0};
    for (const char *line = stat; line && *line;) {
        if (strncmp(line, "cpu", 3) == 0 && line[3] >= '0' && line[3] <= '9')
            add_processor(&n, line + 3, cpu);
        if (strncmp(line, running, sizeof running - 1) == 0)
            n.running = strtod(line + sizeof running - 1, NULL);
        line = strchr(line, '\n');
        if (line) line++;
    }
    return n;
}

struct noise noise_now(int cpu)
{
    static char text[1 << 16]; /* the lines that matter come first */
    FILE *f = fopen("/proc/stat", "re");
    size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
    text[n] = '\0';
    if (f) fclose(f);
    return noise_parse(text, cpu);
}

const char *noise_between(const struct noise *before, const struct noise *after, struct arena *a)
{
    double mine = after->mine - before->mine, others = after->others - before->others;
    double stolen = 100 * (after->stolen - before->stolen) / mine;
    double busy = 100 * (after->busy - before->busy) / others;
    double running = fmax(before->running, after->running);
    if (mine > 0 && stolen >= 5)
        return arena_printf(a, "the host of this machine took %.0f %% of the processor's time",
                            stolen);
    if (after->processors > 0 && running > after->processors + 1)
        return arena_printf(a, "%.0f programs wanted %.0f processor%s", running, after->processors,
                            after->processors > 1 ? "s" : "");
    if (others > 0 && busy >= 50)
        return arena_printf(a, "the other processor%s %.0f %% busy",
                            after->processors > 2 ? "s were" : " was", busy);
    return NULL;
}
