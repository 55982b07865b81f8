/* Child processes of the grader: compilers, linkers, runners. Started, listened to, bounded, and
 * never left behind.
 *
 * Every child leads a process group of its own, so that what it starts ends with it, and Ctrl-C
 * reaches the grader alone, which then ends its children in order. */
#ifndef KATA_PROCESS_H
#define KATA_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { NUL_SAID = 0x1A }; /* ASCII's substitute character */

/* What one descriptor of a child has said so far. */
struct stream {
    int fd;
    char *bytes; /* always terminated, and text: a NUL that was said has become NUL_SAID */
    size_t n, room, limit;
    bool last;   /* of more than `limit` the last bytes are kept, not the first */
    bool cut;    /* more came than `limit` */
    bool lively; /* there was something at the last look */
    int error;   /* of a read that failed: what came after it is lost; 0: none */
};

struct launch {
    const char *const *argv;
    const char *folder; /* working directory, NULL: the grader's */
    /* Files and folders, the last is NULL: the child is confined to them, and in the jail (jail.h)
     * there is nothing else. Its working directory it may write to. NULL: it is trusted. */
    const char *const *may_read;
    size_t memory_mb, file_mb; /* 0: not limited */
    unsigned cpu_seconds;      /* 0: not limited */
    unsigned deadline_ms;
    size_t err_limit,
        wire_limit;      /* bytes kept of stderr, of the wire (fd 3); wire_limit 0: no wire */
    bool last_words;     /* of a longer stderr its end is kept */
    bool feeds;          /* stdin is a pipe that `feed` writes; otherwise `reads` */
    int reads;           /* a descriptor to be its stdin; 0: /dev/null */
    int cpu;             /* to be pinned to; -1: any */
    bool same_addresses; /* without address space randomisation, where that can be had */
};

struct process {
    pid_t pid; /* 0: not running */
    int feed;
    struct stream err, wire;
    double started_ms, deadline_ms, ended_ms; /* on clock_ms */
    int status;                               /* as from waitpid, once ended */
    size_t peak_mb;                           /* of it or what it waited for, once ended */
    double cpu_seconds;                       /* of both */
    bool overran;                             /* killed at its deadline */
    bool jailed;
    int pidfd, broken;
    char error[500]; /* why there was no exec; see process_error */
};

/* Time that passed while this machine ran, in ms from the first call on. One that was suspended
 * finds its clock an hour on and its processes where they were: deadlines must not pass by that. */
double clock_ms(void);

/* clock_ms's rule. What passes between two readings of a clock is at most what was to be waited for
 * in between, and a second to work in: anything more, and any step back, is no time. */
struct awake {
    bool started;
    double read_ms, waiting_ms, lost_ms;
};
double awake_ms(struct awake *c, double read_ms);

/* NULL, or words (no more processes to be had). That the program itself cannot be started is known
 * only once it has ended: process_error. */
const char *process_start(struct process *p, const struct launch *l);

enum { PROCESS_MOST = 8 };

/* Waits until one of these has something to say or ends, or until `ms` passed (-1: a second):
 * reads what there is, reaps the ended, kills the late. False where Ctrl-C or a like signal has
 * come: every child is then ended. */
bool process_wait_any(struct process *const *p, size_t n, int ms);

const char *
process_error(const struct process *p); /* "gcc: No such file or directory"; NULL: it was started */
/* Why something it said, or how it ended, is not known; NULL: all is. */
const char *process_unread(const struct process *p);
/* Somebody else ended it: no deadline, no limit (CPU time ends with SIGXCPU), no crash. */
bool process_killed(const struct process *p);
bool process_ended(const struct process *p);
bool process_succeeded(const struct process *p); /* ended by itself with status 0, all told */
void process_free(struct process *p);            /* ends it, and forgets what was read */

/* Until it ends. False as process_wait_any. */
bool process_finish(struct process *p);

/* From here on SIGINT, SIGTERM and SIGHUP end children first. interrupted: the signal that came, or
 * 0. */
void process_catch_signals(void);
int process_interrupted(void);

#endif
