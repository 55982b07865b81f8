#!/bin/bash
# What FORMAT=tap, junit, exercism, gradescope and markdown write is read by who reads such files: Perl's
# TAP::Parser, an XML parser, a JSON parser with the keys that each format asks for, GitHub's Markdown. Of
# a right answer, a wrong one, one that does not compile, a stub, and one that prints all kinds of bytes.
# Usage: tests/formats.sh KATA; the last line is `formats: N passed, N failed`.
set -u
cd "$(dirname "$0")/.." || exit 2
kata=${1:-build/release/kata}
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
export MLKATA_HOME='' LC_ALL=C.UTF-8

passed=0 failed=0
row() { # CLAIM STATUS
    if [ "$2" = 0 ]; then
        passed=$((passed + 1)) && printf 'ok   %s\n' "$1"
    else
        failed=$((failed + 1)) && printf 'NOT  %s\n' "$1" && head -n 20 "$folder/said" | sed 's/^/     | /'
    fi
}

# Perl's own harness: what it makes of the tests. It knows version 13, of which this is a part.
tap() {
    sed -i 's/^TAP version 14$/TAP version 13/' "$1"
    perl -MTAP::Parser -e '
        open my $f, "<", $ARGV[0]; local $/; my $p = TAP::Parser->new({tap => <$f>}); my ($ok, $not, $bail) = (0, 0, 0);
        while (my $r = $p->next) {
            $bail++ if $r->is_bailout;
            $r->is_ok ? $ok++ : $not++ if $r->is_test;
            print "unknown: ", $r->raw, "\n" and exit 1 if $r->is_unknown && $r->raw =~ /\S/;
        }
        print "$_\n" for $p->parse_errors;
        exit 1 if $p->parse_errors && !$bail;
        print "$ok ok, $not not ok, $bail bailed out\n"' "$1"
}

json() { # FORMAT FILE VERDICT
    python3 - "$@" <<'END'
import json, sys
kind, path, verdict = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    report = json.load(file)
if kind == "exercism":
    assert set(report) == {"version", "status", "message", "tests"} and report["version"] == 3
    status = {"pass": "pass", "fail": "fail", "unsolved": "fail"}.get(verdict, "error")
    assert report["status"] == status, report["status"]
    assert (report["message"] is None) == (report["status"] != "error")
    for test in report["tests"]:
        assert test["status"] in ("pass", "fail", "error") and test["name"]
        assert ("message" in test) == (test["status"] != "pass")
        assert len(test.get("output", "")) <= 500
else:
    formats = {"text", "html", "simple_format", "md", "ansi"}
    seen = {"hidden", "after_due_date", "after_published", "visible"}
    assert report["output_format"] in formats and report["visibility"] in seen
    assert abs(sum(t["score"] for t in report["tests"]) - report["score"]) < 1e-6
    for test in report["tests"]:
        assert test["status"] in ("passed", "failed") and test["visibility"] in seen
        assert 0 <= test["score"] <= test["max_score"] and isinstance(test["number"], str)
        assert isinstance(test["tags"], list) and test["output_format"] in formats
    assert report["extra_data"]["verdict"] == verdict
print("fine")
END
}

junit() {
    python3 - "$1" <<'END'
import sys, xml.etree.ElementTree as xml
root = xml.parse(sys.argv[1]).getroot()
cases = root.findall("./testsuite/testcase")
assert root.tag == "testsuites" and int(root.get("tests")) == len(cases)
for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
    assert int(root.get(attribute)) == len([c for c in cases if c.find(tag) is not None]), attribute
for case in cases:
    assert case.get("name") and case.get("classname") and float(case.get("time")) >= 0
    assert len([c for c in case if c.tag in ("failure", "error", "skipped")]) <= 1
print("fine")
END
}

# As GitHub shows it: nothing but headings, tables, lists and code, nothing to click, and all that failed.
markdown() { # FILE VERDICT JSON
    cmark-gfm --unsafe -e table -e autolink -e strikethrough -e tasklist "$1" >"$folder/html" || return
    python3 - "$folder/html" "$2" "$3" <<'END'
import json, sys
from html.parser import HTMLParser
allowed = {"h1", "h2", "h3", "p", "strong", "code", "pre", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"}
class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.texts = [], []
    def handle_starttag(self, tag, attributes):
        assert tag in allowed and {key for key, _ in attributes} <= {"class", "align"}, (tag, attributes)
        self.texts.append([tag, ""])
        self.open.append(self.texts[-1])
    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag
    def handle_comment(self, words):
        raise AssertionError(words)
    def handle_data(self, words):
        if self.open: self.open[-1][1] += words
page = Page()
page.feed(open(sys.argv[1], encoding="utf-8").read())
report = json.load(open(sys.argv[3], encoding="utf-8"))
code = {words for tag, words in page.texts if tag == "code"}
verdicts = {"pass": "pass", "fail": "not yet", "unsolved": "nothing to grade", "no-compile": "does not compile"}
assert page.texts[0][0] == "h1" and not page.open
assert page.texts[2][0] == "strong" and page.texts[2][1].startswith(verdicts[sys.argv[2]])
for test in report["tests"]:
    if test["status"] in ("fail", "crash", "timeout") and test["group"] != "sanitizers" and sys.argv[2] == "fail":
        assert test["name"] in code, test["name"]
print("fine")
END
}

has() { command -v "$1" >/dev/null 2>&1; }
look() { # WHAT VERDICT FILE
    local format status
    "$kata" grade reservoir --submission "$3" --no-bench --format json >"$folder/json" 2>/dev/null
    for format in tap junit exercism gradescope markdown; do
        "$kata" grade reservoir --submission "$3" --no-bench --format $format >"$folder/out" 2>"$folder/said"
        status=$?
        if [ $format = exercism ] && [ $status != 0 ]; then
            row "$1, exercism: status $status" 1
            continue
        fi
        case $format in
        tap) has perl && perl -MTAP::Parser -e 1 2>/dev/null || continue && tap "$folder/out" ;;
        junit) has python3 || continue && junit "$folder/out" ;;
        markdown)
            has cmark-gfm && has python3 || continue
            markdown "$folder/out" "$2" "$folder/json"
            ;;
        *) has python3 || continue && json $format "$folder/out" "$2" ;;
        esac >"$folder/said" 2>&1
        status=$?
        row "$1, $format: $(tail -n 1 "$folder/said")" $status
    done
}

echo 'int reservoir_init(' >"$folder/broken.c"
loud='printf("\\033[31m<b>\&\\"]]>\\001\\377# x\\n...\\n---\\nok 1\\n");'
sed "1i #include <stdio.h>
s/\*r = (struct reservoir)/$loud &/" reference/reservoir/plain.c >"$folder/prints.c"

look "a right answer" pass reference/reservoir/plain.c
look "a wrong one" fail reference/reservoir/mistakes/draw_one_short.c
look "the stub" unsolved exercises/reservoir/stub.c
look "no C" no-compile "$folder/broken.c"
look "one that prints" fail "$folder/prints.c"
printf 'formats: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
