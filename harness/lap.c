/* The judge of one rung: lays out, asks its child for laps, holds the clock, checks.
 *
 *   size <n> <calls>          lay out, start a child          -> ready
 *   lap <seed> <put|call>     fill, run, check                -> lap <ns>, or wrong <words>
 *   end                       what only all laps can tell      -> ready, or wrong <words>
 *
 * The child sleeps between laps (turn.h). The clock is the kernel's account of the child's CPU
 * time, read after a lap's outputs were copied, from one such reading to the next: whatever the
 * child does, also while it should sleep, is charged to a lap, and what it writes later is not
 * looked at. The child's word that it is done starts the copying, nothing else.
 *
 * All buffers lie in one arena at one address in every process, so that no rung is luckier with its
 * pages than another. */
#include "harness/lap.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/fence.h"
#include "harness/flags.h"
#include "harness/given.h"
#include "harness/heap.h"
#include "harness/rng.h"
#include "harness/trial.h"
#include "harness/turn.h"
#include "harness/wire.h"

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0 /* a wish then; map_arena looks whether it came true */
#endif

#define ARENA_ADDRESS ((void *)0x200000000000)
enum { LAPS_CPU_SECONDS = 60 }; /* of one child: more than the grader waits for all its laps */

/* A round takes the plain reference 0.4 ms. What passes the tests may be slow; this is no speed. */
enum { LAP_SECONDS = 5 };
enum { ARENA_BYTES = 1 << 30, MAX_BUFFERS = 64, PAGE = 4096 };
enum lap_turn { TURN_JUDGE, TURN_PUT, TURN_CALL, TURN_FENCE };

static struct {
    unsigned char *shared, *own; /* the arena, and the judge's copy of it */
    size_t used, n_buffers;
    struct lap_buffer {
        size_t at, bytes;
        bool asked;
    } buffer[MAX_BUFFERS];
} arena;

static struct turn *turn;

static struct {
    pid_t pid;
    size_t n, calls;
    double
        spent_ns; /* by the end of its last lap: what it does between laps is charged to the next */
} child;

static void *take(size_t bytes, bool asked)
{
    size_t whole = (bytes + PAGE - 1) / PAGE * PAGE;
    if (arena.n_buffers == MAX_BUFFERS || whole + PAGE > ARENA_BYTES - arena.used) {
        wire_fault("a workload asks for more than 1 GB or 64 buffers");
        exit(2);
    }
    size_t at = arena.used;
    arena.buffer[arena.n_buffers++] = (struct lap_buffer){at, bytes, asked};
    arena.used +=
        whole +
        PAGE; /* a page apart, so that buffers do not share cache sets by their layout alone */
    return arena.shared + at;
}

void *lap_given(size_t bytes)
{
    return take(bytes, false);
}

void *lap_asked(size_t bytes)
{
    return take(bytes, true);
}

const void *lap_left(const void *buffer)
{
    return arena.own + ((const unsigned char *)buffer - arena.shared);
}

static void copy_to_own(bool asked)
{
    for (size_t i = 0; i < arena.n_buffers; i++) {
        const struct lap_buffer *b = &arena.buffer[i];
        if (b->asked == asked) memcpy(arena.own + b->at, arena.shared + b->at, b->bytes);
    }
}

static void poison_asked(void)
{
    for (size_t i = 0; i < arena.n_buffers; i++) {
        const struct lap_buffer *b = &arena.buffer[i];
        if (b->asked) memset(arena.shared + b->at, GIVEN_POISON, b->bytes);
    }
}

static const char *map_arena(void)
{
    int flags = MAP_ANONYMOUS | MAP_NORESERVE;
    arena.shared = mmap(ARENA_ADDRESS, ARENA_BYTES, PROT_READ | PROT_WRITE,
                        flags | MAP_SHARED | MAP_FIXED_NOREPLACE, -1, 0);
    arena.own = mmap(NULL, ARENA_BYTES, PROT_READ | PROT_WRITE, flags | MAP_PRIVATE, -1, 0);
    turn = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (arena.shared != ARENA_ADDRESS || arena.own == MAP_FAILED || turn == MAP_FAILED)
        return "no memory for the workload's buffers";
    trial.mapped_bytes += 2 * (size_t)ARENA_BYTES + PAGE;
    return NULL;
}

/* ---- the child ---- */

static struct {
    void *at; /* NULL: nothing is spoilt */
    unsigned char was[sizeof(double)];
    size_t bytes;
} spoilt;

void lap_spoil(void *at, const void *with, size_t bytes)
{
    spoilt.at = at;
    spoilt.bytes = bytes;
    memcpy(spoilt.was, at, bytes);
    memcpy(at, with, bytes);
}

static void mend(void)
{
    if (spoilt.at) memcpy(spoilt.at, spoilt.was, spoilt.bytes);
    spoilt.at = NULL;
}

static void serve_laps(size_t calls)
{
    for (;;) {
        turn_await_end(turn, TURN_JUDGE, 0);
        bool call = turn->whose == TURN_CALL;
        spoilt.at = NULL; /* all has been filled anew */
        for (size_t i = 0; i < calls; i++) {
            mend();
            workload.put(i);
            if (call) workload.call(i);
        }
        const char *left = flags_left();
        if (left) trial_stop(left);
        turn_give(turn, TURN_JUDGE);
    }
}

static void end_child(void)
{
    if (child.pid <= 0) return;
    kill(child.pid, SIGKILL);
    while (waitpid(child.pid, NULL, 0) < 0 && errno == EINTR) continue;
    child.pid = 0;
}

/* Until it is the judge's turn. Waits in slices, so that a child that died is not waited for to the
 * deadline. NULL, or why the child has not given the turn back. */
static const char *await(int whose)
{
    static char words[512];
    int status;
    for (unsigned waited = 0; waited < 1000 * LAP_SECONDS; waited += 50) {
        if (turn_await_end(turn, whose, 50)) return NULL;
        if (waitpid(child.pid, &status, WNOHANG) != child.pid) continue;
        child.pid = 0;
        trial_judge_signal(status);
        snprintf(words, sizeof words, "in a timed round, after passing every test: %s",
                 trial_end_words(status));
        return words;
    }
    end_child();
    snprintf(words, sizeof words,
             "a timed round took more than %d seconds; the plain reference needs milliseconds",
             LAP_SECONDS);
    return words;
}

/* Which physical pages a buffer gets decides what it shares the outer caches with: where memory is
 * tight, one process is luckier than another by a third. New pages are new luck. */
static void give_pages_back(void)
{
#ifdef MADV_REMOVE
    if (arena.used) madvise(arena.shared, arena.used, MADV_REMOVE);
#endif
}

static const char *start_child(size_t n, size_t calls)
{
    end_child();
    give_pages_back();
    arena.used = arena.n_buffers = 0;
    workload.lay(n, calls);
    trial_prepare("");
    trial.cpu_seconds = LAPS_CPU_SECONDS;
    turn->whose = TURN_FENCE;
    child.n = n;
    child.calls = calls;
    child.spent_ns = 0;
    child.pid = fork();
    if (child.pid < 0) return "fork: no process to be had";
    if (child.pid == 0) {
        trial_become_fenced();
        turn_give(turn, TURN_JUDGE);
        serve_laps(calls);
    }
    return await(TURN_FENCE) ? "the fence around the answer could not be put up" : NULL;
}

/* ---- requests ---- */

static const char *check_outputs(void)
{
    static char words[512];
    for (size_t i = 0; i < child.calls; i++) {
        const char *wrong = workload.check(i);
        if (!wrong) continue;
        snprintf(words, sizeof words, "call %zu of a timed round, n = %zu: %s", i, child.n, wrong);
        return words;
    }
    return NULL;
}

static const char *run_lap(int whose)
{
    turn_give(turn, whose);
    return await(whose);
}

/* References are checked like any answer: what checking leaves in the caches is alike for all. */
static void do_lap(uint64_t seed, bool call)
{
    struct ml_rng r = rng_seeded(seed);
    workload.fill(child.n, child.calls, &r);
    copy_to_own(false);
    poison_asked();
    const char *wrong =
        child.pid ? run_lap(call ? TURN_CALL : TURN_PUT) : "the answer is not running";
    copy_to_own(true);
    double spent = wrong ? child.spent_ns : turn_child_ns(child.pid), ns = spent - child.spent_ns;
    child.spent_ns = spent;
    if (!wrong && call) wrong = check_outputs();
    if (wrong)
        wire_wrong(wrong);
    else
        wire_lap(ns);
}

static void do_end(void)
{
    const char *wrong = workload.check_all ? workload.check_all() : NULL;
    if (wrong)
        wire_wrong(wrong);
    else
        wire_ready();
}

static const char *serve(char *line)
{
    char what[8];
    size_t n, calls;
    unsigned long long seed;
    const char *error = NULL;
    if (sscanf(line, "size %zu %zu", &n, &calls) == 2) {
        error = start_child(n, calls);
        if (!error) wire_ready();
    } else if (sscanf(line, "lap %llu %7s", &seed, what) == 2) {
        do_lap(seed, strcmp(what, "call") == 0);
    } else if (strcmp(line, "end\n") == 0) {
        do_end();
    } else {
        error = "a request that the runner does not know";
    }
    return error;
}

const char *lap_serve(void)
{
    char line[256];
    const char *error = map_arena();
    trial_discard_output(); /* what an answer prints in ten thousand calls nobody wants to read */
    while (!error && fgets(line, sizeof line, stdin)) error = serve(line);
    end_child();
    return error;
}

void lap_measure_heap(void)
{
    if (map_arena()) return;
    workload.lay(workload.graded, 1);
    struct ml_rng r = rng_seeded(1);
    workload.fill(workload.graded, 1, &r);
    heap_before_trial((size_t)trial.limits.memory_mb << 20);
    pid_t pid = fork();
    if (pid < 0) return;
    if (pid == 0) {
        trial_become_fenced();
        workload.put(0);
        workload.call(0);
        _exit(0);
    }
    int status;
    size_t resident;
    if (!fence_wait(pid, trial.limits.time_ms, &status, &resident) || status != 0) return;
    struct heap_use use = heap_used();
    wire_heap(use.allocations, use.peak_bytes, use.live_bytes);
}
