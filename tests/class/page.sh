#!/bin/bash
# A class's index.html: of a made-up group with hostile names, of a large one, and of a small one that is
# graded. As XML and HTML; in headless Chromium (page.py); its size, and what memory it takes to write.
#
# Usage: tests/class/page.sh SAMPLE KATA [FOLDER], SAMPLE being page_sample.c's program; FOLDER: for
# screenshots. The last line is `page: N passed, N failed`.
set -u
cd "$(dirname "$0")/../.." || exit 2
sample=$(realpath "$1")
kata=$(realpath "$2")
shots=${3:+$(realpath "$3")}
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
export LC_ALL=C.UTF-8 TZ=UTC0 MLKATA_HOME=

passed=0 failed=0
row() { # CLAIM TRUE?
    if [ "$2" = 0 ]; then
        passed=$((passed + 1)) && printf 'ok   %s\n' "$1"
    else
        failed=$((failed + 1)) && printf 'NOT  %s\n' "$1" && head -n 20 "$folder/said" | sed 's/^/     | /'
    fi
}
has() { command -v "$1" >/dev/null || { echo "skipped: there is no $1 (apt-get install $2)"; return 1; }; }
browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

make_page() { # NAME MEMBERS TEXT_KB
    "$sample" "$folder/$1" "$2" "$3" >"$folder/$1.said" 2>"$folder/said"
    row "$1: the page is written" $?
}

# Also as a test that nothing got out of its place: a parser would stumble over it.
as_text() { # NAME
    local page=$folder/$1/index.html
    if has xmllint libxml2-utils; then
        xmllint --nonet --noout --huge "$page" >"$folder/said" 2>&1
        row "$1: the page is well-formed XML" $?
    fi
    if has tidy tidy; then
        tidy -q -e --drop-empty-elements no "$page" >"$folder/said" 2>&1
        [ ! -s "$folder/said" ]
        row "$1: tidy has nothing to say" $?
    fi
    LC_ALL=C grep -nP '[\x00-\x08\x0b-\x1f\x7f]' "$page" >"$folder/said"
    [ ! -s "$folder/said" ]
    row "$1: no control character is in it" $?
    grep -noE '(src|srcset|background|action|xlink:href)="[^#"][^"]*"|https?://[^"<]*' "$page" |
        grep -vE 'http://www\.w3\.org/|http://localhost' >"$folder/said"
    [ ! -s "$folder/said" ]
    row "$1: there is nothing in it to be fetched" $?
}

in_browser() { # NAME KIND
    local program
    program=$(browser) || { echo 'skipped: there is no chromium (apt-get install chromium)'; return; }
    has python3 python3 || return
    timeout 300 python3 tests/class/page.py "$program" "$folder/profile" "$folder/$1/index.html" "$2" $shots \
        >"$folder/rows" 2>"$folder/said"
    local status=$?
    cat "$folder/rows"
    passed=$((passed + $(grep -c '^ok ' "$folder/rows"))) failed=$((failed + $(grep -c '^NOT ' "$folder/rows")))
    [ $status = 0 ] || [ $status = 1 ]
    row "$1: the browser came to the end" $?
}

make_page group 30 0
as_text group
"$sample" "$folder/again" 30 0 >/dev/null 2>&1
cmp "$folder/group/index.html" "$folder/again/index.html" >"$folder/said" 2>&1
row "group: written again it is the same, to the byte" $?
in_browser group group

# 5,000 answers, each of whose reports is 200 KB: a gigabyte, of which nothing may stay.
make_page large 1668 200
as_text large
sed -n '$p' "$folder/large.said" >"$folder/said"
answers=$(head -n 1 "$folder/large.said")
[ "$(cat "$folder/said")" -lt 65536 ]
row "large: $answers take less than 64 MB to write" $?
stat -c %s "$folder/large/index.html" >"$folder/said"
[ "$(cat "$folder/said")" -lt 6000000 ]
row "large: the page is smaller than 6 MB" $?
in_browser large large

# Two right ones, a known mistake, one that does not compile; one member after another, spaces and all.
mkdir -p "$folder/three/Ada B." "$folder/three/<b>" "$folder/three/carl"
cp reference/reservoir/plain.c "$folder/three/Ada B./reservoir.c"
cp reference/roc_auc/plain.c "$folder/three/Ada B./roc_auc.c"
cp tests/right/reservoir/"$(ls tests/right/reservoir | head -n 1)" "$folder/three/<b>/reservoir.c"
cp reference/roc_auc/mistakes/float_sums.c "$folder/three/<b>/roc_auc.c"
echo 'int' >"$folder/three/carl/reservoir.c"
timeout 300 "$kata" class "$folder/three" --no-bench --out "$folder/real" >"$folder/said" 2>&1 </dev/null
row "real: a folder is graded" $?
as_text real
in_browser real real

printf 'page: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed != 0 ]
