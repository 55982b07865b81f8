"""What a class's run wrote, as others read it: results.csv by the csv module, strictly; results.json and the
feedback by json; and that all of them say the same.

Usage: results.py OUT; a line for each that is wrong, status 1 where there is any."""
import csv
import json
import os
import sys

out = sys.argv[1]
wrong = []
VERDICTS = ["pass", "fail", "unsolved", "no-compile", "rejected", "fault", "none"]
COLUMNS = ("member,slug,people,exercise,file,verdict,score,max_score,tests,passed,vs_reference,vs_least,vs_most,"
           "band,first_failure,mistake,reason,source_sha256").split(",")
ANSWER = ["exercise", "file", "source_sha256", "verdict", "reason", "score", "max_score", "tests", "failed",
          "mistakes", "vs_reference", "interval", "band", "feedback"]
ENDINGS = [".txt", ".json", ".md", ".gradescope.json", ".exercism.json", ".junit.xml", ".tap"]


def must(claim, words):
    if not claim:
        wrong.append(words)


def read(name):
    with open(os.path.join(out, name), "rb") as file:
        return file.read().decode("utf-8")


def read_json(name):
    return json.loads(read(name), parse_constant=lambda word: must(False, f"{name}: {word}"))


# As text.h makes it visible, and class_results_csv.c harmless.
def shown(words):
    words = "".join("    " if c == "\t" else "^" + chr(ord(c) ^ 64) if c < " " or c == "\x7f" else
                    "\ufffd" if "\x80" <= c < "\xa0" or c in UNSEEN else c for c in words or "")
    return ("'" if words.lstrip(" ")[:1] in FORMULA else "") + words


UNSEEN = "".join(map(chr, [*range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xAD, 0x61C,
                           0xFEFF]))
FORMULA = tuple("=+-@＝＋－＠")

# ---- results.csv ----

text = read("results.csv")
must(text.endswith("\r\n") and text.count("\n") == text.count("\r\n") == text.count("\r"), "results.csv: line ends")
must(all(c >= " " or c in "\r\n" for c in text), "results.csv: control characters")
rows = list(csv.reader(text.splitlines(keepends=True), strict=True))
must(rows[0] == COLUMNS, f"results.csv: columns {rows[0]}")
must(len(rows) == text.count("\n"), "results.csv: rows and lines")
for row in rows:
    must(len(row) == len(COLUMNS), f"results.csv: {len(row)} cells: {row}")
    for cell in row:
        must(cell.lstrip(" ")[:1] not in FORMULA, f"results.csv: a formula: {cell}")
rows = [dict(zip(COLUMNS, row)) for row in rows[1:]]

# ---- results.json ----

whole = read_json("results.json")
must(list(whole) == ["format", "version", "seed", "exercise", "jailed", "bench", "members", "exercises", "totals",
                     "remarks"], f"results.json: keys {list(whole)}")
must(whole["format"] == "mlkata-class" and whole["version"] == 1, "results.json: another format")


def sum_of(answers):
    verdicts = [answer["verdict"] or "none" for answer in answers]
    return {"answers": len(answers), "score": sum(answer["score"] or 0 for answer in answers),
            "verdicts": {verdict: verdicts.count(verdict) for verdict in VERDICTS}}


def must_be_sum(got, answers, of):
    want = sum_of(answers)
    must(got["answers"] == want["answers"] and list(got["verdicts"].items()) == list(want["verdicts"].items()),
         f"results.json: {of}: {got}, not {want}")
    must(abs(got["score"] - want["score"]) <= 1e-5 * max(1, want["score"]), f"results.json: {of}: score {got}")


everyone = [answer for member in whole["members"] for answer in member["answers"]]
for member in whole["members"]:
    must(list(member) == ["name", "slug", "people", "problem", "answers", "totals"], f"a member's keys: {list(member)}")
    must_be_sum(member["totals"], member["answers"], member["slug"])
must(whole["totals"]["members"] == len(whole["members"]), "results.json: members")
must_be_sum(whole["totals"], everyone, "all")
names = [one["exercise"] for one in whole["exercises"]]
must(names == sorted({answer["exercise"] for answer in everyone}), f"results.json: exercises {names}")
for one in whole["exercises"]:
    must_be_sum(one, [answer for answer in everyone if answer["exercise"] == one["exercise"]], one["exercise"])
slugs = [member["slug"] for member in whole["members"]]
must(len({slug.lower() for slug in slugs}) == len(slugs), "two members have one slug")

# ---- each answer ----


def number(cell):
    return float(cell) if cell else None


def near(a, b):
    return a == b or (a is not None and b is not None and abs(a - b) <= 1e-5 * abs(b))


def look(member, answer, row):
    of = f'{member["slug"]}, {answer["exercise"]}'
    must(list(answer) == ANSWER, f"{of}: keys {list(answer)}")
    must(row["slug"] == member["slug"] and row["exercise"] == answer["exercise"], f"{of}: another row: {row}")
    must(row["verdict"] == (answer["verdict"] or "none"), f'{of}: {answer["verdict"]}, and {row["verdict"]}')
    for key in ("score", "max_score", "vs_reference"):
        must(near(number(row[key]), answer[key]), f"{of}: {key}: {row[key]}, and {answer[key]}")
    must(row["source_sha256"] == answer["source_sha256"], f"{of}: of another source")
    must(row["member"] == shown(member["name"]) and row["people"] == shown(member["people"]), f"{of}: names: {row}")
    must(row["file"] == shown(answer["file"]) and row["reason"] == shown(answer["reason"]), f"{of}: words: {row}")
    must(row["mistake"] == next((shown(one["mistake"]) for one in answer["mistakes"]), ""), f"{of}: mistake")
    must(row["first_failure"] == next(map(shown, answer["failed"]), ""), f"{of}: first failure")
    if answer["verdict"] is None:
        must(answer["reason"] and answer["feedback"] is None, f"{of}: no verdict, and no reason or some feedback")
        base = f'feedback/{member["slug"]}/{answer["exercise"]}'
        must(not any(os.path.exists(os.path.join(out, base + ending)) for ending in ENDINGS), f"{of}: old feedback")
        return
    for ending in ENDINGS:
        must(read(answer["feedback"] + ending), f"{of}: {ending} is empty")
    told = read_json(answer["feedback"] + ".json")
    must(told["verdict"] == answer["verdict"] and near(told["score"], answer["score"]), f"{of}: told {told['verdict']}")
    must(told["exercise"] == answer["exercise"] and told["submission"] == answer["file"], f"{of}: told of another")
    must(told["seed"] == whole["seed"], f"{of}: another seed")
    failed = [f'{t["group"]}/{t["name"]}' for t in told["tests"] if t["status"] not in ("pass", "skipped")]
    must(failed == answer["failed"] and len(told["tests"]) == answer["tests"], f"{of}: other tests")


rest = iter(rows)
for member in whole["members"]:
    if not member["answers"]:
        row = next(rest, {})
        must(row.get("slug") == member["slug"] and row["exercise"] == "" and row["verdict"] == "none" and row["reason"],
             f'{member["slug"]}: not said to have handed in nothing')
    for answer in member["answers"]:
        look(member, answer, next(rest, {key: "" for key in COLUMNS}))
must(next(rest, None) is None, "results.csv: a row too many")

print("\n".join(wrong[:20]), end="\n" if wrong else "")
sys.exit(bool(wrong))
