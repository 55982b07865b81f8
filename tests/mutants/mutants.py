"""Does a suite notice? Every mutant of every plain.c is graded, and must not pass. Is it taken for
what it is not? A mutant that looks like a known mistake (grader/diagnose.h) must fail the same tests
as that one with other dice, too.

Usage: mutants.py KATA [EX …]     (by way of mutants.sh; ANSWER_FLAGS and CC are make's)

A mutant is no mistake if the compiler makes the same machine code of it, or if EX.txt beside this
file names it, with the reason below: why no caller can tell it from the original. To be listed and
killed, or listed and not there any more, is an error too. V=1 shows every mutant.
The last line is `mutants: N passed, N failed`.
"""

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import mutate

KATA, EXERCISES = sys.argv[1], sys.argv[2:]
CC, FLAGS = os.environ["CC"].split(), os.environ["ANSWER_FLAGS"].split()
VERBOSE = os.environ.get("V")
OTHER_DICE = 7
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")


def includes(exercise):
    return ["-Iexercises", f"-Iexercises/{exercise}"]


def machine_code(exercise, text, folder):
    """What the compiler makes of it; None: it is no C."""
    path = os.path.join(folder, "object")
    done = subprocess.run(
        [*CC, *FLAGS, "-w", *includes(exercise), "-x", "c", "-c", "-", "-o", path],
        input=text, encoding="latin-1", stderr=subprocess.DEVNULL)
    if done.returncode != 0:
        return None
    with open(path, "rb") as file:
        return file.read()


def grade(exercise, path, seed=1):
    """The report on it."""
    done = subprocess.run(
        [KATA, "grade", exercise, "--submission", path, "--no-bench", "--format", "json",
         "--seed", str(seed)],
        stdout=subprocess.PIPE, check=False, env={**os.environ, "MLKATA_HOME": ""})
    return json.loads(done.stdout)


def failures(report):
    """Pairs of a test and how it ended, of those that did not pass. The sanitizers say more or less
    of the same mistake, as it happens to lie in memory."""
    return [(t["name"], t["status"]) for t in report["tests"]
            if t["status"] not in ("pass", "skipped") and t["group"] != "sanitizers"]


@functools.cache
def failures_of_mistake(exercise, mistake):
    return failures(grade(exercise, f"reference/{exercise}/mistakes/{mistake}.c", OTHER_DICE))


def not_alike(exercise, told, path):
    """Those of the known mistakes told that fail other tests with other dice."""
    got = failures(grade(exercise, path, OTHER_DICE))
    return [m for m in told if failures_of_mistake(exercise, m) != got]


def listed(exercise):
    """{mutant: reason}: a reason is indented, and is that of all names above it."""
    reasons, names = {}, []
    path = os.path.join(HERE, exercise + ".txt")
    if not os.path.exists(path):
        return reasons
    with open(path, encoding="latin-1") as file:
        for line in file.read().split("\n"):
            if line.startswith("    "):
                for name in names:
                    reasons[name] = f"{reasons.get(name, '')} {line.strip()}".strip()
            elif line:
                if names and names[-1] in reasons:
                    names = []
                names.append(line)
    return {name: reasons.get(name, "") for name in [*reasons, *names]}


def judge(exercise, original, text):
    """What became of a mutant: a word, and the test that told it from right."""
    folder = tempfile.mkdtemp()
    try:
        code = machine_code(exercise, text, folder)
        if code is None:
            return "no C", ""
        if code == original:
            return "the same code", ""
        path = os.path.join(folder, exercise + ".c")
        with open(path, "w", encoding="latin-1") as file:
            file.write(text)
        report = grade(exercise, path)
        if report["verdict"] == "fault":
            return "a fault", report.get("message", "")
        if report["verdict"] == "pass":
            return "not noticed", ""
        told = [d["mistake"] for d in report["diagnosis"]]
        others = not_alike(exercise, told, path) if told else []
    finally:
        shutil.rmtree(folder)
    if others:
        return "taken for another", ", ".join(others)
    where = f"{report['verdict']} {''.join(name for name, _ in failures(report)[:1])}"
    return ("killed and recognised", f"{where} as {told[0]}") if told else ("killed", where)


def run(exercise, pool):
    """Rows, and how many of the mutants are as they should be."""
    plain = f"reference/{exercise}/plain.c"
    headers = subprocess.run([*CC, "-print-file-name=include"], stdout=subprocess.PIPE, check=True,
                             encoding="utf-8").stdout.strip()
    with open(plain, encoding="latin-1") as file, tempfile.TemporaryDirectory() as folder:
        original = machine_code(exercise, file.read(), folder)
    mutants = mutate.mutants_of(plain, [*includes(exercise), "-std=gnu17", f"-I{headers}"])
    same = listed(exercise)
    results = pool.map(lambda m: judge(exercise, original, m[1]), mutants)
    counts, wrong = {}, []
    for (name, _), (what, where) in zip(mutants, results):
        reason = same.pop(name, None)
        if reason is not None and what == "not noticed":
            what = "listed"
        if reason is not None and (what != "listed" or not reason):
            wrong.append(f"listed, but {what} {where}: {name}" if reason else f"no reason: {name}")
        elif what in ("not noticed", "a fault", "taken for another"):
            wrong.append(f"{what}{where and ': '}{where}: {name}")
        counts[what] = counts.get(what, 0) + 1
        if VERBOSE:
            print(f"     {what} {where}: {name}", flush=True)
    wrong += [f"listed, and no mutant of plain.c: {name}" for name in same]
    for line in wrong:
        print(f"NOT  {exercise}: {line}")
    told = ", ".join(f"{n} {what}" for what, n in sorted(counts.items(), key=lambda c: -c[1]))
    print(f"{'NOT' if wrong else 'ok'}   {exercise}: {len(mutants)} mutants: {told}", flush=True)
    return len(mutants) - len(wrong), len(wrong)


def main():
    os.chdir(ROOT)
    passed = failed = 0
    exercises = EXERCISES or sorted(
        e for e in os.listdir("reference") if os.path.exists(f"reference/{e}/plain.c"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for exercise in exercises:
            right, wrong = run(exercise, pool)
            passed, failed = passed + right, failed + wrong
    print(f"mutants: {passed} passed, {failed} failed")
    sys.exit(failed != 0 or passed == 0)


main()
