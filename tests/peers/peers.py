"""The references beside what a user would call instead: numpy, scikit-learn, torch, FAISS.

Usage: peers.py FOLDER [EX …]     (by way of bench.sh)

One thread, one processor, all in one process and in turn; race.py says how. Everyone gets the
same arrays, of the contract's types; where a library is faster with types of its own, there is a
row with those, made before the clock starts. Results are compared before anything is timed. The
peers check no input, and the references do.

Ends with 0 whatever the ratios are, and with 2 where results differ or nothing could be compared.
"""

import collections
import ctypes
import gc
import importlib
import math
import os
import sys

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import numpy as np
from numpy.linalg import norm

import race

FOLDER = os.path.abspath(sys.argv[1])
HOST = ctypes.CDLL(FOLDER + "/host.so")
PACKAGES = {
    "faiss": "python3-faiss",
    "scipy.stats": "python3-scipy",
    "sklearn.metrics": "python3-sklearn",
    "torch": "python3-torch",
}


def optional(module):
    """The module, or None where it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError:
        return None


scipy = optional("scipy.stats")
sklearn, torch, faiss = optional("sklearn.metrics"), optional("torch"), optional("faiss")
if torch:
    torch.set_num_threads(1)
if faiss:
    faiss.omp_set_num_threads(1)


def reference(exercise, rung, function):
    return ctypes.CDLL(f"{FOLDER}/reference/{exercise}/{rung}.so")[function]


def place(x):
    """What a pointer argument is to ctypes."""
    return ctypes.c_void_p(None if x is None else x.ctypes.data)


def read_both(a, b):
    HOST.host_read_both(place(a), place(b), ctypes.c_size_t(a.nbytes))


class Peer(race.Rung):
    """goal: how many times its time ours should be faster (a limit: slower, at most); or None."""

    def __init__(self, name, call, goal=None, missing=None):
        super().__init__(name, call)
        self.goal, self.missing = goal, missing


def peer_of(module, name, call, goal=None):
    missing = None if optional(module) else PACKAGES[module]
    return Peer(name, call, goal, missing)


# ---- cosine similarity of two vectors ----


class Cosine:
    exercise, unit, n = "cosine_similarity", "element", 10**6

    def __init__(self):
        rungs = ["plain", "blas", "fast"]
        self.ours = [race.Rung(r, self.asker(r)) for r in rungs]
        self.limit = Peer("limit: both arrays read once", self.read, 1.2)
        self.peers = [
            Peer("numpy, in float32: a @ b / (norm(a) * norm(b))", self.numpy_float, 2.2),
            Peer("numpy, astype(float64) first: digits as ours", self.numpy_double),
            peer_of("torch", "torch.nn.functional.cosine_similarity, float32", self.torch),
        ]
        self.out = {}

    def fresh(self, turn):
        dice = np.random.default_rng(turn)
        self.a, self.b = (2 * dice.random((2, self.n), dtype=np.float32) - 1)
        if torch:
            self.tensors = torch.from_numpy(self.a), torch.from_numpy(self.b)

    def asker(self, rung):
        ask, sim = reference(self.exercise, rung, "cosine_similarity"), ctypes.c_double()
        n, eps = ctypes.c_size_t(self.n), ctypes.c_double(1e-8)

        def call():
            ask(place(self.a), place(self.b), n, eps, ctypes.byref(sim))
            self.out[rung] = sim.value

        return call

    def read(self):
        read_both(self.a, self.b)

    def numpy_float(self):
        a, b = self.a, self.b
        self.out["numpy"] = a @ b / (norm(a) * norm(b))

    def numpy_double(self):
        a, b = self.a.astype(np.float64), self.b.astype(np.float64)
        self.out["exact"] = a @ b / (norm(a) * norm(b))

    def torch(self):
        a, b = self.tensors
        self.out["torch"] = torch.nn.functional.cosine_similarity(a, b, dim=0).item()

    def wrong(self):
        """Ours and doubles as the contract has it; sums kept in float lose up to four digits."""
        tol = dict.fromkeys(["plain", "blas", "fast"], 2 * (self.n + 4) * 4.5e-16)
        return [k for k in self.out if not abs(self.out[k] - self.out["exact"]) <= tol.get(k, 1e-4)]


# ---- reservoir sampling of a stream ----


class Reservoir:
    exercise, unit, n, k = "reservoir", "item", 10**7, 64

    def __init__(self):
        self.limit = Peer("limit: a call an item, of a function that does nothing", self.call_only)
        self.ours = [race.Rung(r, self.asker(r)) for r in ("plain", "fast")]
        self.peers = [
            Peer("numpy, Algorithm R: all of rng.integers(0, i + 1) at once", self.whole, 20),
            Peer("numpy, the same in pieces of 65536 that stay in cache", self.pieces),
            Peer("numpy, rng.random() * (i + 1) < k, in such pieces", self.uniform),
        ]
        self.note = "one item at a time in Python: %.0f ns", self.loop
        self.kept = {}

    def fresh(self, turn):
        self.dice, self.seed = np.random.default_rng(turn), turn

    def keep(self, name, items):
        self.kept.setdefault(name, []).append(items)

    def asker(self, rung):
        init, push = (reference(self.exercise, rung, "reservoir_" + f) for f in ("init", "push"))

        def call():
            items = np.empty(self.k, dtype=np.int64)
            HOST.host_sample(init, push, ctypes.c_uint64(self.seed), ctypes.c_int64(self.n),
                             place(items), ctypes.c_size_t(self.k))
            self.keep(rung, items)

        return call

    def call_only(self):
        HOST.host_call_only(ctypes.c_int64(self.n))

    def draw(self, name, piece, places):
        items = np.arange(self.k)
        for low in range(self.k, self.n, piece):
            i = np.arange(low, min(low + piece, self.n))
            j = places(i)
            for hit in np.flatnonzero(j < self.k):
                items[int(j[hit])] = low + hit
        self.keep(name, items)

    def whole(self):
        self.draw("whole", self.n, lambda i: self.dice.integers(0, i + 1))

    def pieces(self):
        self.draw("pieces", 65536, lambda i: self.dice.integers(0, i + 1))

    def uniform(self):
        self.draw("uniform", 65536, lambda i: self.dice.random(len(i)) * (i + 1))

    def loop(self):
        """Nanoseconds an item."""
        n, items, integers = 10**5, list(range(self.k)), self.dice.integers

        def call():
            for i in range(self.k, n):
                j = integers(0, i + 1)
                if j < self.k:
                    items[j] = i

        rung = race.Rung("loop", call)
        race.run([rung], lambda turn: None)
        return race.median(rung.times) / n

    def wrong(self):
        """k items of the stream, all different, on average from its middle: 6 deviations off once
        in 10^8 samples."""
        bad = []
        for name, samples in self.kept.items():
            x = np.concatenate(samples)
            apart = all(len(set(s)) == self.k for s in samples)
            off = abs(x.mean() / self.n - 0.5) * (12 * len(x)) ** 0.5
            if not (apart and x.min() >= 0 and x.max() < self.n and off <= 6):
                bad.append(name)
        return bad


# ---- weighted reservoir sampling of a stream ----


class Weighted:
    exercise, unit, n, k = "reservoir_weighted", "item", 10**6, 64

    def __init__(self):
        self.limit = Peer("limit: a call an item, of a function that does nothing", self.call_only)
        self.ours = [race.Rung(r, self.asker(r)) for r in ("plain", "fast")]
        self.peers = [
            Peer("numpy, rng.exponential(size=n) / w, argpartition", self.whole),
            Peer("numpy, the same in pieces of 16384 that stay in cache", self.pieces),
            Peer("numpy, rng.choice(n, k, replace=False, p=w / w.sum())", self.choice),
            peer_of("torch", "torch.multinomial, float64, without replacement", self.torch),
        ]
        self.kept = {}

    def fresh(self, turn):
        self.dice, self.seed = np.random.default_rng(turn), turn
        self.w = 1 / (1 + 15 * self.dice.random(self.n))
        self.cumulated = self.w.cumsum()
        if torch:
            torch.manual_seed(turn)
            self.tensor = torch.from_numpy(self.w)

    def keep(self, name, items):
        """Where they lie, by the share of weight that comes before each: nearly uniform."""
        apart = len(set(items.tolist())) == self.k
        place = (self.cumulated[items] - self.w[items] / 2) / self.cumulated[-1]
        self.kept.setdefault(name, []).append(place if apart else np.full(self.k, np.nan))

    def asker(self, rung):
        init, push = (reference(self.exercise, rung, self.exercise + f) for f in ("_init", "_push"))

        def call():
            items, keys = np.empty(self.k, dtype=np.int64), np.empty(self.k)
            HOST.host_weighted(init, push, ctypes.c_uint64(self.seed), place(self.w),
                               ctypes.c_size_t(self.n), place(items), place(keys),
                               ctypes.c_size_t(self.k))
            self.keep(rung, items)

        return call

    def call_only(self):
        HOST.host_call_with_each(place(self.w), ctypes.c_size_t(self.n))

    def whole(self):
        keys = self.dice.exponential(size=self.n) / self.w
        self.keep("whole", np.argpartition(keys, self.k)[: self.k])

    def pieces(self):
        items, keys = np.empty(0, dtype=np.int64), np.empty(0)
        for low in range(0, self.n, 16384):
            w = self.w[low : low + 16384]
            new = self.dice.exponential(size=len(w)) / w
            best = np.flatnonzero(new < keys[-1]) if len(keys) else np.arange(len(w))
            items, keys = np.append(items, low + best), np.append(keys, new[best])
            order = np.argsort(keys)[: self.k]
            items, keys = items[order], keys[order]
        self.keep("pieces", items)

    def choice(self):
        p = self.w / self.w.sum()
        self.keep("choice", self.dice.choice(self.n, self.k, replace=False, p=p))

    def torch(self):
        self.keep("torch", torch.multinomial(self.tensor, self.k).numpy())

    def wrong(self):
        """k different items, on average from the middle of the weight: 6 deviations off once in
        10^8 samples."""
        bad = []
        for name, samples in self.kept.items():
            x = np.concatenate(samples)
            if not abs(x.mean() - 0.5) * (12 * len(x)) ** 0.5 <= 6:
                bad.append(name)
        return bad


# ---- moments of a stream ----


class Moments:
    exercise, unit, n = "streaming_moments", "value", 10**7

    def __init__(self):
        self.ours = [race.Rung(r, self.asker(r)) for r in ("plain", "fast")]
        self.limit = Peer("limit: a call a value, of a function that does nothing", self.call_only)
        self.note = "Welford's mean and variance, one value at a time in Python: %.0f ns", self.loop
        self.peers = [
            Peer("numpy, np.mean and np.var", self.numpy, 5.5),
            Peer("numpy, all four: sums of (x - mean) ** 2, 3 and 4", self.numpy_four),
            peer_of("scipy.stats", "scipy.stats.describe", self.scipy),
        ]
        self.out = {}

    def fresh(self, turn):
        self.x = 5 + np.random.default_rng(turn).standard_normal(self.n)

    def asker(self, rung):
        library = ctypes.CDLL(f"{FOLDER}/reference/{self.exercise}/{rung}.so")
        said = [ctypes.c_double() for _ in range(4)]

        def call():
            s = (ctypes.c_double * 7)()
            HOST.host_moments(library.moments_init, library.moments_push, s, place(self.x),
                              ctypes.c_size_t(self.n))
            library.moments_get(s, 0, *map(ctypes.byref, said))
            self.out[rung] = [v.value for v in said]

        return call

    def call_only(self):
        HOST.host_call_with_each(place(self.x), ctypes.c_size_t(self.n))

    def numpy(self):
        self.out["numpy"] = [np.mean(self.x), np.var(self.x)]

    def numpy_four(self):
        mean = np.mean(self.x)
        d = self.x - mean
        square = d * d
        m2, m3, m4 = np.mean(square), square @ d / self.n, square @ square / self.n
        self.out["four"] = [mean, m2, m3 / m2**1.5, m4 / m2**2 - 3]

    def scipy(self):
        found = scipy.describe(self.x, ddof=0)
        self.out["scipy"] = list(found[2:])

    def loop(self):
        """Nanoseconds a value."""
        x = self.x[:10**5].tolist()

        def call():
            n, mean, m2 = 0, 0.0, 0.0
            for v in x:
                n += 1
                delta = v - mean
                mean += delta / n
                m2 += delta * (v - mean)

        rung = race.Rung("loop", call)
        race.run([rung], lambda turn: None)
        return race.median(rung.times) / len(x)

    def wrong(self):
        """At this n the contract's tolerances are far wider than what sums of 1e7 values need."""
        want = self.out["four"]
        return [k for k, got in self.out.items()
                if not np.allclose(got, want[:len(got)], rtol=1e-9, atol=1e-9)]


# ---- area under the ROC curve ----


def auc_by_cumsum(score, y):
    order = np.argsort(score)
    s, positive = score[order], y[order]
    last = np.flatnonzero(np.append(s[1:] != s[:-1], True))  # of each set of equal scores
    pos = np.cumsum(positive)[last]
    neg = last + 1 - pos
    wins = np.diff(pos, prepend=0) @ (neg + np.append(0, neg[:-1])) / 2
    return wins / (float(pos[-1]) * float(neg[-1]))


def auc_by_search(score, y):
    positive = y == 1
    pos, neg = np.sort(score[positive]), np.sort(score[~positive])
    wins = np.searchsorted(neg, pos, "left").sum() + np.searchsorted(neg, pos, "right").sum()
    return wins / 2 / (float(len(pos)) * float(len(neg)))


class Auc:
    exercise, unit, n = "roc_auc", "row", 10**6
    limit = None

    def __init__(self):
        self.ours = [race.Rung(r, self.asker(r)) for r in ("plain", "fast")]
        self.peers = [
            Peer("numpy, argsort and cumsum", self.caller("cumsum", auc_by_cumsum), 9),
            Peer("numpy, both classes sorted, searchsorted", self.caller("search", auc_by_search)),
            peer_of("sklearn.metrics", "sklearn.metrics.roc_auc_score", self.sklearn, 14),
        ]
        self.out = {}

    def fresh(self, turn):
        """Logits, the positives' a little higher; a row in five tied with others."""
        dice = np.random.default_rng(turn)
        self.y = (dice.random(self.n) < 0.4).astype(np.int32)
        s = dice.logistic(size=self.n) + self.y
        self.score = np.where(dice.random(self.n) < 0.2, s.round(3), s)

    def asker(self, rung):
        ask, auc, n = reference(self.exercise, rung, "roc_auc"), ctypes.c_double(), self.n

        def call():
            ask(place(self.score), place(self.y), None, ctypes.c_size_t(n), ctypes.byref(auc))
            self.out[rung] = auc.value

        return call

    def caller(self, name, f):
        def call():
            self.out[name] = f(self.score, self.y)

        return call

    def sklearn(self):
        self.out["sklearn"] = sklearn.roc_auc_score(self.y, self.score)

    def wrong(self):
        """The contract's tolerance, and as much again for the peer."""
        tol, want = 2 * (8 * self.n + 16) * 1.1e-16, self.out["cumsum"]
        return [k for k in self.out if not abs(self.out[k] - want) <= tol]


# ---- demographic parity ----


def gap(chosen, all_):
    rate = chosen / all_
    return rate.max() - rate.min(), rate.min() / rate.max()


class Parity:
    exercise, unit, n, groups = "demographic_parity", "row", 10**7, 8

    def __init__(self, weighted):
        self.weighted = weighted
        self.title = "weighted" if weighted else "weights NULL"
        self.limit = Peer("limit: all arrays read once", self.read)
        self.ours = [race.Rung(r, self.asker(r)) for r in ("plain", "fast")]
        self.peers = [
            Peer("numpy, np.bincount of all and of the selected", self.caller("two", self.two), 8),
            Peer("numpy, the same with labels of int64", self.caller("two64", self.two_of_int64)),
            Peer("numpy, one np.bincount of 2 * group + yhat", self.caller("one", self.one)),
        ]
        self.out = {}

    def fresh(self, turn):
        dice, n = np.random.default_rng(turn), self.n
        self.group = (self.groups * np.sqrt(dice.random(n, dtype=np.float32))).astype(np.int32)
        np.minimum(self.group, self.groups - 1, out=self.group)
        self.yhat = (dice.integers(0, 32, n, dtype=np.int32) < 10 + self.group).astype(np.int32)
        self.w = 0.5 + dice.random(n) if self.weighted else None
        self.group64, self.yhat64 = self.group.astype(np.int64), self.yhat.astype(np.int64)

    def asker(self, rung):
        ask, n, groups = reference(self.exercise, rung, "demographic_parity"), self.n, self.groups
        rate = np.empty(groups)
        out = ctypes.c_double(), ctypes.c_double()

        def call():
            ask(place(self.yhat), place(self.group), place(self.w), ctypes.c_size_t(n),
                ctypes.c_size_t(groups), ctypes.c_size_t(0), 0, place(rate),
                *map(ctypes.byref, out))
            self.out[rung] = tuple(x.value for x in out)

        return call

    def caller(self, name, f):
        def call():
            self.out[name] = f()

        return call

    def read(self):
        read_both(self.yhat, self.group)
        if self.weighted:
            read_both(*np.split(self.w, 2))

    def by_two(self, yhat, group):
        chosen = yhat if self.w is None else yhat * self.w
        return gap(np.bincount(group, chosen), np.bincount(group, self.w))

    def two(self):
        return self.by_two(self.yhat, self.group)

    def two_of_int64(self):
        return self.by_two(self.yhat64, self.group64)

    def one(self):
        cell = np.bincount(2 * self.group + self.yhat, self.w).reshape(self.groups, 2)
        return gap(cell[:, 1], cell.sum(axis=1))

    def wrong(self):
        """A rate is off by 4 n epsilon, in ours and in the peer's; a difference by twice that."""
        tol, want = 16 * self.n * np.finfo(float).eps, self.out["two"]
        return [k for k, got in self.out.items() if not np.allclose(got, want, rtol=0, atol=tol)]


# ---- equalized odds ----


class Odds(Parity):
    """The same people, with labels: of those with y = 1 more are flagged."""

    exercise = "equalized_odds"

    def __init__(self, weighted):
        super().__init__(weighted)
        self.peers = [
            Peer("numpy, np.bincount of each label's rows, twice", self.caller("two", self.two), 20),
            Peer("numpy, one np.bincount of 4 * group + 2 * y + yhat", self.caller("one", self.one)),
        ]

    def fresh(self, turn):
        super().fresh(turn)
        dice = np.random.default_rng(turn + 10**6)
        self.y = (dice.integers(0, 32, self.n, dtype=np.int32) < 8 + self.group).astype(np.int32)
        found = (dice.random(self.n, dtype=np.float32) < 0.5).astype(np.int32)
        self.yhat |= self.y & found

    def asker(self, rung):
        ask, n, groups = reference(self.exercise, rung, "equalized_odds"), self.n, self.groups
        tpr, fpr = np.empty((2, groups))
        out = ctypes.c_double(), ctypes.c_double()

        def call():
            ask(place(self.y), place(self.yhat), place(self.group), place(self.w),
                ctypes.c_size_t(n), ctypes.c_size_t(groups), 0, 0, place(tpr), place(fpr),
                *map(ctypes.byref, out))
            self.out[rung] = tuple(x.value for x in out)

        return call

    def read(self):
        read_both(self.y, self.yhat)
        read_both(*np.split(self.group, 2))
        if self.weighted:
            read_both(*np.split(self.w, 2))

    def worst(self, flagged, all_):
        """Of the sums of both labels, the gaps, and the worse of each."""
        differences, ratios = zip(*(gap(f, a) for f, a in zip(flagged, all_)))
        return max(differences), min(ratios)

    def two(self):
        flagged, all_ = [], []
        for rows in (self.y == 0, self.y == 1):
            group, w = self.group[rows], self.w[rows] if self.weighted else None
            yhat = self.yhat[rows]
            flagged.append(np.bincount(group, yhat if w is None else yhat * w))
            all_.append(np.bincount(group, w))
        return self.worst(flagged, all_)

    def one(self):
        cell = np.bincount(4 * self.group + 2 * self.y + self.yhat, self.w)
        cell = cell.reshape(self.groups, 2, 2).transpose(1, 0, 2)
        return self.worst(cell[:, :, 1], cell.sum(axis=2))


# ---- binary cross-entropy from logits ----


def stable_bce(z, y):
    return (np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))).mean()


def stable_sigma(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


class Bce:
    exercise, unit, n = "bce_logits", "logit", 10**6

    def __init__(self, sloped):
        self.sloped = sloped
        self.title = "loss and derivative" if sloped else "loss alone"
        self.limit = Peer("limit: both arrays read once", self.read)
        self.ours = [race.Rung(r, self.asker(r)) for r in ("plain", "fast")]
        formula = "maximum(z, 0) - z * y + log1p(exp(-abs(z)))"
        self.peers = [
            Peer(f"numpy, float64: {formula}", self.numpy("exact"), None if sloped else 7),
            Peer("numpy, the same in float32: seven digits", self.numpy("float")),
            peer_of("torch", "torch, binary_cross_entropy_with_logits, float32", self.torch),
        ]
        self.out = {}

    def fresh(self, turn):
        """Logits of a model that knows something; arrays of float64 are made beforehand."""
        dice = np.random.default_rng(turn)
        self.y = (dice.random(self.n, dtype=np.float32) < 0.4).astype(np.float32)
        self.z = 3 * dice.standard_normal(self.n, dtype=np.float32) + self.y - 1
        self.of = {"float": (self.z, self.y)}
        self.of["exact"] = self.z.astype(np.float64), self.y.astype(np.float64)
        if torch:
            self.tensors = torch.from_numpy(self.z), torch.from_numpy(self.y)
            self.tensors[0].requires_grad_(self.sloped)

    def asker(self, rung):
        ask, loss = reference(self.exercise, rung, "bce_logits"), ctypes.c_double()
        n, pos_weight = ctypes.c_size_t(self.n), ctypes.c_double(1)
        dz = np.empty(self.n, dtype=np.float32) if self.sloped else None

        def call():
            ask(place(self.z), place(self.y), None, n, pos_weight, 0, ctypes.byref(loss), place(dz))
            self.out[rung] = loss.value, dz

        return call

    def read(self):
        read_both(self.z, self.y)

    def numpy(self, key):
        def call():
            z, y = self.of[key]
            dz = (stable_sigma(z) - y) / self.n if self.sloped else None
            self.out[key] = stable_bce(z, y), dz

        return call

    def torch(self):
        z, y = self.tensors
        loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
        dz = torch.autograd.grad(loss, z)[0].numpy() if self.sloped else None
        self.out["torch"] = loss.item(), dz

    def wrong(self):
        """Ours and doubles as the contract has it, derivatives to the digits of float."""
        want, want_dz = self.out["exact"]
        tol = dict.fromkeys(["plain", "fast"], 2 * self.n * np.finfo(float).eps)
        bad = [k for k in self.out if not abs(self.out[k][0] / want - 1) <= tol.get(k, 1e-5)]
        if self.sloped:
            size = 1e-6 / self.n
            bad += [k for k in self.out if not np.allclose(self.out[k][1], want_dz, 0, size)]
        return bad


# ---- Huber loss ----


def huber(pred, target, delta):
    """Loss and residual."""
    r = pred - target
    a = np.abs(r)
    m = np.minimum(a, delta)
    return (m * (a - m / 2)).mean(), r


class Huber:
    exercise, unit, n, delta = "huber_loss", "residual", 10**6, 1.345

    def __init__(self, sloped):
        self.sloped = sloped
        self.title = "loss and derivative" if sloped else "loss alone"
        self.limit = Peer("limit: both arrays read once", self.read)
        self.ours = [race.Rung(r, self.asker(r)) for r in ("plain", "fast")]
        self.peers = [
            Peer("numpy, float64: m * (a - m / 2), m = minimum(a, delta)", self.numpy("exact")),
            Peer("numpy, the same in float32: seven digits", self.numpy("float")),
            peer_of("torch", "torch, huber_loss, float32", self.torch),
        ]
        self.out = {}

    def fresh(self, turn):
        """Errors of deviation 1, a tenth of them ten times as wide; float64 is made beforehand."""
        dice, n = np.random.default_rng(turn), self.n
        error = dice.standard_normal(n, dtype=np.float32)
        error[dice.random(n, dtype=np.float32) < 0.1] *= 10
        self.target = 5 * dice.standard_normal(n, dtype=np.float32)
        self.pred = self.target + error
        self.of = {"float": (self.pred, self.target)}
        self.of["exact"] = self.pred.astype(np.float64), self.target.astype(np.float64)
        if torch:
            self.tensors = torch.from_numpy(self.pred), torch.from_numpy(self.target)
            self.tensors[0].requires_grad_(self.sloped)

    def asker(self, rung):
        ask, loss = reference(self.exercise, rung, "huber_loss"), ctypes.c_double()
        n, delta = ctypes.c_size_t(self.n), ctypes.c_double(self.delta)
        dpred = np.empty(self.n, dtype=np.float32) if self.sloped else None

        def call():
            ask(place(self.pred), place(self.target), n, delta, 0, ctypes.byref(loss), place(dpred))
            self.out[rung] = loss.value, dpred

        return call

    def read(self):
        read_both(self.pred, self.target)

    def numpy(self, key):
        def call():
            loss, r = huber(*self.of[key], self.delta)
            dpred = np.clip(r, -self.delta, self.delta) / self.n if self.sloped else None
            self.out[key] = loss, dpred

        return call

    def torch(self):
        pred, target = self.tensors
        loss = torch.nn.functional.huber_loss(pred, target, delta=self.delta)
        dpred = torch.autograd.grad(loss, pred)[0].numpy() if self.sloped else None
        self.out["torch"] = loss.item(), dpred

    def wrong(self):
        """Ours and doubles as the contract has it, derivatives to the digits of float."""
        want, want_slope = self.out["exact"]
        tol = dict.fromkeys(["plain", "fast"], 2 * self.n * np.finfo(float).eps)
        bad = [k for k in self.out if not abs(self.out[k][0] / want - 1) <= tol.get(k, 1e-5)]
        if self.sloped:
            size = 2e-6 / self.n
            bad += [k for k in self.out if not np.allclose(self.out[k][1], want_slope, 0, size)]
        return bad


# ---- precision, recall and F1 of a window ----


class PrfFunctions(ctypes.Structure):
    _fields_ = [(name, ctypes.c_void_p) for name in ("init", "push", "get")]


class Prf:
    exercise, unit, n, window = "streaming_prf", "outcome, pushed and asked for", 10**6, 1000

    def __init__(self):
        self.ours = [race.Rung(r, self.asker(r)) for r in ("plain", "fast")]
        self.limit = Peer("limit: two calls an outcome, of functions that do nothing", self.nothing)
        self.note = ("one at a time in Python, a deque and a Counter: %.0f ns; scikit-learn, one "
                     "window of 1000: %.0f ns"), self.one_by_one
        self.peers = [
            Peer("numpy, all windows at once: differences of np.cumsum", self.numpy),
            Peer("numpy, the same in pieces of 16384 that stay in cache", self.pieces),
        ]
        self.ring, self.scratch = np.empty(self.window, np.uint8), np.empty(self.n)
        self.out = {}

    def fresh(self, turn):
        dice = np.random.default_rng(turn)
        self.y = (dice.random(self.n, dtype=np.float32) < 0.3).astype(np.int32)
        alarm = np.where(self.y, np.float32(0.6), np.float32(0.2))
        self.yhat = (dice.random(self.n, dtype=np.float32) < alarm).astype(np.int32)

    def asker(self, rung):
        library = ctypes.CDLL(f"{FOLDER}/reference/{self.exercise}/{rung}.so")
        f = PrfFunctions(*(ctypes.cast(library[f"prf_{name}"], ctypes.c_void_p).value
                           for name in ("init", "push", "get")))
        f1 = np.empty(self.n)

        def call():
            HOST.host_prf(ctypes.byref(f), place(self.ring), ctypes.c_size_t(self.window),
                          place(self.y), place(self.yhat), ctypes.c_size_t(self.n), place(f1))
            self.out[rung] = f1

        return call

    def nothing(self):
        HOST.host_prf_nothing(place(self.ring), place(self.y), place(self.yhat),
                              ctypes.c_size_t(self.n), place(self.scratch))

    def of_windows(self, y, yhat):
        """Precision, recall and F1 of each window, from the first full one on."""

        def last(x):
            total = np.cumsum(x, dtype=np.int32)
            return np.append(total[self.window - 1], total[self.window:] - total[:-self.window])

        tp, alarms, positives = last(y & yhat), last(yhat), last(y)
        with np.errstate(invalid="ignore"):
            return tp / alarms, tp / positives, 2 * tp / (alarms + positives)

    def numpy(self):
        self.out["numpy"] = self.of_windows(self.y, self.yhat)[2]

    def pieces(self):
        f1 = self.out.setdefault("pieces", np.empty(self.n - self.window + 1))
        for low in range(0, len(f1), 16384):
            part = slice(low, low + 16384 + self.window - 1)
            found = self.of_windows(self.y[part], self.yhat[part])[2]
            f1[low:low + len(found)] = found

    def one_by_one(self):
        """Nanoseconds an outcome, and nanoseconds a window."""
        stream, window = list(zip(self.y[:10**5].tolist(), self.yhat[:10**5].tolist())), self.window

        def call():
            last, counts = collections.deque(), collections.Counter()
            for outcome in stream:
                if len(last) == window:
                    counts[last.popleft()] -= 1
                last.append(outcome)
                counts[outcome] += 1
                tp, wrong = counts[1, 1], counts[0, 1] + counts[1, 0]
                2 * tp / (2 * tp + wrong) if tp + wrong else math.nan

        rungs = [race.Rung("loop", call)]
        if sklearn:
            rungs.append(race.Rung("sklearn", lambda: sklearn.precision_recall_fscore_support(
                self.y[:window], self.yhat[:window], average="binary")))
        race.run(rungs, lambda turn: None)
        times = [race.median(r.times) for r in rungs] + [math.nan]
        return times[0] / len(stream), times[1]

    def wrong(self):
        want = self.out["numpy"]
        return [k for k, got in self.out.items()
                if not np.allclose(got[-len(want):], want, rtol=4e-15, atol=0, equal_nan=True)]


# ---- exact top-k by cosine ----


def unit(v):
    """Rows divided by their lengths; einsum sums squares without an array of them."""
    return v / np.sqrt(np.einsum("ij,ij->i", v, v))[:, None]


def best(s, k):
    """The k largest of each row, best first."""
    some = np.argpartition(s, s.shape[1] - k, axis=1)[:, -k:]
    kept = np.take_along_axis(s, some, axis=1)
    order = np.argsort(-kept, axis=1)
    return np.take_along_axis(some, order, axis=1), np.take_along_axis(kept, order, axis=1)


class TopK:
    """What is made beforehand, unit vectors and an index, stands in a row's name."""

    exercise, unit, n, d, k = "cosine_topk", "row", 10**5, 128, 10

    def __init__(self, nq):
        self.nq = nq
        self.title = f"top {self.k} of {self.d} elements, {nq} {'query' if nq == 1 else 'queries'}"
        self.limit = Peer("limit: the rows read once", self.read) if nq == 1 else None
        rungs = ["plain", "blas", "fast"] if nq == 1 else ["blas", "fast"]
        self.ours = [race.Rung(r, self.asker(r)) for r in rungs]
        matmul, goal = "matmul, argpartition, sort", (2.2, None) if nq == 1 else (None, 1.2)
        self.peers = [
            Peer(f"numpy: {matmul}, and the lengths", self.caller("numpy", self.numpy), goal[0]),
            Peer(f"numpy: {matmul}; unit rows ready", self.caller("units", self.units)),
            peer_of("faiss", "faiss, IndexFlatIP; unit vectors, index ready",
                    self.caller("faiss", self.faiss), goal[1]),
        ]
        self.out = {}

    def fresh(self, turn):
        dice = np.random.default_rng(turn)
        self.q = 2 * dice.random((self.nq, self.d), dtype=np.float32) - 1
        self.x = 2 * dice.random((self.n, self.d), dtype=np.float32) - 1
        self.unit_q, self.unit_x = unit(self.q), unit(self.x)
        if faiss:
            self.index = faiss.IndexFlatIP(self.d)
            self.index.add(self.unit_x)

    def asker(self, rung):
        ask = reference(self.exercise, rung, "cosine_topk")
        idx = np.empty((self.nq, self.k), dtype=np.int64)
        sim = np.empty((self.nq, self.k), dtype=np.float32)
        sizes = [ctypes.c_size_t(v) for v in (self.nq, self.n, self.d, self.k)]

        def call():
            ask(place(self.q), sizes[0], place(self.x), *sizes[1:], place(idx), place(sim))
            self.out[rung] = idx, sim

        return call

    def caller(self, name, f):
        def call():
            self.out[name] = f()

        return call

    def read(self):
        read_both(*np.split(self.x, 2))

    def numpy(self):
        lengths = np.sqrt(np.einsum("ij,ij->i", self.x, self.x))
        return best(unit(self.q) @ self.x.T / lengths, self.k)

    def units(self):
        return best(self.unit_q @ self.unit_x.T, self.k)

    def faiss(self):
        return self.index.search(self.unit_q, self.k)[::-1]

    def wrong(self):
        """Sums of floats differ by some 1e-7; rows that close together are rare."""
        want = self.out["units"]
        return [k for k, (idx, sim) in self.out.items()
                if not np.allclose(sim, want[1], rtol=0, atol=2e-6) or np.mean(idx == want[0]) < 0.99]


# ---- softmax cross-entropy ----


def stable_xent(z, y, smoothing):
    """Mean loss, and the softmax."""
    z = z - z.max(axis=1, keepdims=True)
    e = np.exp(z)
    total = e.sum(axis=1)
    own = z[np.arange(len(y)), y]
    wanted = own if smoothing == 0 else (1 - smoothing) * own + smoothing * z.mean(axis=1)
    return (np.log(total) - wanted).mean(), e / total[:, None]


class Xent:
    exercise, unit, rows, classes = "softmax_xent", "logit", 4096, 1000
    n = rows * classes

    def __init__(self, sloped, smoothing=0.0):
        self.sloped, self.smoothing = sloped, smoothing
        self.title = f"{self.rows} rows of {self.classes}, loss " + (
            "and derivative" if sloped else "alone") + (f", smoothing {smoothing}" if smoothing else "")
        self.limit = Peer("limit: the logits read once", self.read)
        self.ours = [race.Rung(r, self.asker(r)) for r in ("plain", "fast")]
        goal = 2.7 if sloped else None
        self.peers = [
            Peer("numpy, float64, each row's maximum taken away", self.numpy("exact")),
            Peer("numpy, the same in float32: seven digits", self.numpy("float")),
            peer_of("torch", "torch.nn.functional.cross_entropy, float32", self.torch, goal),
        ]
        self.out = {}

    def fresh(self, turn):
        """Logits of a model that knows something."""
        dice = np.random.default_rng(turn)
        self.y = dice.integers(0, self.classes, self.rows, dtype=np.int32)
        self.z = 2 * dice.standard_normal((self.rows, self.classes), dtype=np.float32)
        self.z[np.arange(self.rows), self.y] += 6
        self.of = {"float": self.z, "exact": self.z.astype(np.float64)}
        if torch:
            self.tensors = torch.from_numpy(self.z), torch.from_numpy(self.y.astype(np.int64))
            self.tensors[0].requires_grad_(self.sloped)

    def asker(self, rung):
        ask, loss = reference(self.exercise, rung, "softmax_xent"), ctypes.c_double()
        rows, classes = ctypes.c_size_t(self.rows), ctypes.c_size_t(self.classes)
        dz = np.empty((self.rows, self.classes), dtype=np.float32) if self.sloped else None

        def call():
            ask(place(self.z), place(self.y), rows, classes, -100, ctypes.c_double(self.smoothing),
                0, ctypes.byref(loss), place(dz))
            self.out[rung] = loss.value, dz

        return call

    def read(self):
        read_both(*np.split(self.z, 2))

    def numpy(self, key):
        def call():
            loss, dz = stable_xent(self.of[key], self.y, self.smoothing)
            if self.sloped:
                dz -= self.smoothing / self.classes
                dz[np.arange(self.rows), self.y] -= 1 - self.smoothing
                dz /= self.rows
            self.out[key] = loss, dz

        return call

    def torch(self):
        z, y = self.tensors
        loss = torch.nn.functional.cross_entropy(z, y, label_smoothing=self.smoothing)
        dz = torch.autograd.grad(loss, z)[0].numpy() if self.sloped else None
        self.out["torch"] = loss.item(), dz

    def wrong(self):
        """Ours and doubles as the contract has it, derivatives to the digits of float."""
        want, want_dz = self.out["exact"]
        tol = dict.fromkeys(["plain", "fast"], 2 * self.n * np.finfo(float).eps)
        bad = [k for k in self.out if not abs(self.out[k][0] / want - 1) <= tol.get(k, 1e-5)]
        if self.sloped:
            size = 1e-5 / self.rows  # torch with smoothing: 3e-6 of a row's
            bad += [k for k in self.out if not np.allclose(self.out[k][1], want_dz, 0, size)]
        return bad


# ---- the table ----


def blas_of_numpy():
    """The shared library that numpy calls, as Debian's alternatives have it."""
    np.ones(2) @ np.ones(2)
    with open("/proc/self/maps") as maps:
        paths = {line.split()[-1] for line in maps if "/lib" in line and "blas" in line}
    names = sorted("/".join(p.split("/")[-2:]) for p in paths if p.split("/")[-1][:3] == "lib")
    return ", ".join(names) or "a BLAS of its own"


def versions():
    words = [sys.executable, f"numpy {np.__version__} on {blas_of_numpy()}"]
    if sklearn:
        words.append(f"scikit-learn {importlib.import_module('sklearn').__version__}")
    if faiss:
        words.append(f"faiss {faiss.__version__}")
    if torch:
        words.append(f"torch {torch.__version__}")
    return " · ".join(words + [f"one thread, processor {max(os.sched_getaffinity(0))}"])


def show(rung, n, ratios, met):
    """One row. met(ratio, goal) says whether the goal is."""
    (low, high), ratio = race.median_interval(ratios), race.median(ratios)
    row = f"  {rung.name:<60}{race.median(rung.times) / n:8.2f} ns"
    row += f"{ratio:9.2f}× " + f"({low:.2f}–{high:.2f})".ljust(16)
    if rung.goal is not None:
        row += f"goal {rung.goal:g}, {'met' if met(ratio, rung.goal) else 'NOT met'}"
    print(row.rstrip(), flush=True)


def show_all(job):
    fast = job.ours[-1]
    ours = ", ".join(f"{r.name}.c {race.median(r.times) / job.n:.2f} ns" for r in job.ours)
    title = job.exercise + (f", {job.title}" if getattr(job, "title", None) else "")
    print(f"{title} · n = {job.n:,} · per {job.unit}: {ours} · {len(fast.times)} rounds")
    for peer in job.peers:
        if peer.missing:
            need = peer.missing
            print(f"  {peer.name}: skipped: {need} is not installed (apt-get install {need})")
        else:
            show(peer, job.n, race.ratios(peer, fast), lambda ratio, goal: ratio >= goal)
    if job.limit:
        times = race.ratios(fast, job.limit)
        show(job.limit, job.n, times, lambda ratio, goal: ratio <= goal)
    if hasattr(job, "note"):
        words, measure = job.note
        print("  " + words % measure())
    print()


def compare(job):
    """A block of the table; False where results differ."""
    rungs = job.ours + [r for r in [job.limit, *job.peers] if r and not r.missing]
    job.fresh(0)
    for rung in rungs:
        rung.call()
    if not job.wrong():
        race.run(rungs, job.fresh)
    wrong = job.wrong()
    if wrong:
        print(f"{job.exercise}: the results of {', '.join(wrong)} differ from the others'\n")
    else:
        show_all(job)
    return not wrong


def main():
    gc.disable()
    wanted = sys.argv[2:]
    print(versions())
    print("× is how many times as long as fast.c it takes: median of interleaved rounds, and the 95 %")
    print("interval; for a limit, how many times as long as the limit fast.c takes\n")
    jobs = [Cosine, Reservoir, Weighted, Moments, Auc, lambda: Parity(False), lambda: Parity(True)]
    jobs += [lambda: Odds(False), lambda: Odds(True), lambda: Bce(False), lambda: Bce(True)]
    jobs += [lambda: TopK(1), lambda: TopK(64)]
    jobs += [Prf, lambda: Huber(False), lambda: Huber(True)]
    jobs += [lambda: Xent(False), lambda: Xent(True), lambda: Xent(True, 0.1)]
    agree = [compare(j) for j in (job() for job in jobs) if not wanted or j.exercise in wanted]
    if not agree:
        print(f"bench-peers: nothing to compare {' '.join(wanted)} with", file=sys.stderr)
    sys.exit(0 if agree and all(agree) else 2)


main()
