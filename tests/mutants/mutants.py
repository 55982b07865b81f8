"""Does a suite notice? Every mutant of every plain.c is graded, and must not pass.

Usage: mutants.py KATA [EX …]     (by way of mutants.sh; ANSWER_FLAGS and CC are make's)

A mutant is no mistake if the compiler makes the same machine code of it, or if EX.txt beside this
file names it, with the reason below: why no caller can tell it from the original. To be listed and
killed, or listed and not there any more, is an error too. V=1 shows every mutant.
The last line is `mutants: N passed, N failed`.
"""

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


def grade(exercise, text, folder):
    """The report on it."""
    path = os.path.join(folder, exercise + ".c")
    with open(path, "w", encoding="latin-1") as file:
        file.write(text)
    done = subprocess.run(
        [KATA, "grade", exercise, "--submission", path, "--no-bench", "--format", "json"],
        stdout=subprocess.PIPE, check=False, env={**os.environ, "MLKATA_HOME": ""})
    return json.loads(done.stdout)


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
        report = grade(exercise, text, folder)
    finally:
        shutil.rmtree(folder)
    if report["verdict"] == "fault":
        return "a fault", report.get("message", "")
    if report["verdict"] == "pass":
        return "not noticed", ""
    failed = [test["name"] for test in report["tests"] if test["status"] not in ("pass", "skipped")]
    return "killed", f"{report['verdict']} {' '.join(failed[:1])}"


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
        elif what in ("not noticed", "a fault"):
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
