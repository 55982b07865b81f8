"""Timing several callables in turn on one processor, and what their times say.

A round asks each rung in order, then again in reverse (ABBA), on inputs fresh for the round: a
drift of the machine's speed falls on both sides of every ratio. The estimate is the median of the
rounds' ratios, its interval the distribution-free one (order statistics), as grader/stats.c has
it. Time is the process's CPU time.
"""

import math
import time

LEAST_ROUNDS, MOST_ROUNDS, SECONDS = 15, 101, 6


class Rung:
    """One way to do the job: call() does it once on the inputs that lie ready."""

    def __init__(self, name, call):
        self.name, self.call, self.times = name, call, []


def run(rungs, fresh):
    """Rounds until there are enough. fresh(round) lays the round's inputs ready."""
    until = time.monotonic() + SECONDS
    for turn in range(MOST_ROUNDS):
        if turn >= LEAST_ROUNDS and time.monotonic() > until:
            return
        fresh(turn)
        sums = dict.fromkeys(rungs, 0)
        for rung in rungs + rungs[::-1]:
            start = time.process_time_ns()
            rung.call()
            sums[rung] += time.process_time_ns() - start
        for rung in rungs:
            rung.times.append(sums[rung] / 2)


def median(x):
    x, n = sorted(x), len(x)
    return (x[(n - 1) // 2] + x[n // 2]) / 2


def median_interval(x):
    """x[k] and x[n-1-k], the largest k for which they miss the median at most 5 % of the time."""
    x, n, k, below = sorted(x), len(x), 0, 0.0
    for i in range(n // 2):
        below += math.comb(n, i) / 2**n
        if 2 * below > 0.05:
            break
        k = i
    return x[k], x[n - 1 - k]


def ratios(peer, ours):
    return [p / o for p, o in zip(peer.times, ours.times)]
