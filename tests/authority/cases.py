"""The text that cases.c reads (cases.h describes it), and the numbers to fill it with."""

import pathlib
import re
import subprocess
import sys

import numpy as np

# ---- chance: splitmix64, so that cases.c can make the same numbers ----


def draws(seed, n):
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


class Recipe:
    """An array too long to be written out: its values follow from a line such as `below 7 10`.

    below SEED M           draw mod M
    one_in SEED M          1 where draw mod M is 0, else 0
    wide SEED BITS SPREAD  a float of either sign: 1.xxx (BITS bits) times 2^-SPREAD .. 2^SPREAD
    """

    def __init__(self, kind, seed, *parameters):
        self.words = " ".join(map(str, (kind, seed) + parameters))
        self.make = lambda n: getattr(self, kind)(draws(seed, n), *parameters)

    @staticmethod
    def below(x, m):
        return (x % np.uint64(m)).astype(np.float64)

    @staticmethod
    def one_in(x, m):
        return (x % np.uint64(m) == 0).astype(np.float64)

    @staticmethod
    def wide(x, bits, spread):
        sign = np.where(x >> np.uint64(63), -1.0, 1.0)
        mantissa = 1 + np.ldexp((x & np.uint64((1 << bits) - 1)).astype(np.float64), -bits)
        exponent = (x >> np.uint64(53)) % np.uint64(1024) % np.uint64(2 * spread + 1)
        return sign * np.ldexp(mantissa, exponent.astype(np.int64) - spread)


class Dice:
    def __init__(self, seed):
        self.rest = iter(draws(seed, 100_000).tolist())

    def below(self, n):
        return next(self.rest) % n

    def unit(self):
        return (next(self.rest) >> 11) * 2.0**-53

    def between(self, lo, hi):
        return lo + (hi - lo) * self.unit()

    def chance(self, p):
        return self.unit() < p


# ---- the text ----


def word(x):
    """A hex float as C's %a writes it: no digit is lost."""
    if isinstance(x, (str, int)):
        return str(x)
    return re.sub(r"\.?0*p", "p", float(x).hex())


HERE = pathlib.Path(__file__).parent


class Cases:
    def __init__(self, authority):
        self.lines = [
            "# Made by: /usr/bin/python3 tests/authority/make_cases.py",
            f"# {authority}",
            f"# Python {sys.version.split()[0]}, numpy {np.__version__}",
        ]

    def add(self, name, **fields):
        self.lines += ["", f"case {name}"]
        for key, value in fields.items():
            if value is None:
                continue
            if isinstance(value, Recipe):
                value = value.words.split()
            elif isinstance(value, (str, int, float)):
                value = [value]
            self.lines.append(" ".join([key] + [word(x) for x in value]))

    def write(self, exercise):
        (HERE / f"{exercise}.txt").write_text("\n".join(self.lines) + "\n")


def values(array, n):
    return array.make(n) if isinstance(array, Recipe) else np.array(array, dtype=np.float64)


def ints(array, n):
    return values(array, n).astype(np.int64)


def debian(package):
    query = ["dpkg-query", "-W", "-f", "${Version}", package]
    return f"Debian {package} {subprocess.run(query, capture_output=True, text=True).stdout}"
