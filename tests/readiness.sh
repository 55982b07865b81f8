#!/bin/bash
# `make readiness` with histories that are odd, absent or not to be read: one clear line each, nothing
# lost. With --browser instead: the page in headless Chromium, at two widths, with its pictures.
#
# Usage: tests/readiness.sh KATA [--browser]. The last line is `readiness: N passed, N failed`.
set -u
cd "$(dirname "$0")/.." || exit 2
kata=$(realpath "${1:-build/release/kata}")
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
export MLKATA_HOME=$folder/home TZ=UTC0 LC_ALL=C.UTF-8 COLUMNS=110 MLKATA_NOW=1796400000
kit=$folder/kit
mkdir -p "$kit/build/release/runners" "$kit/exercises" "$kit/grader"
cp grader/*.ld "$kit/grader"
cp exercises/ml.h "$kit/exercises"
for ex in cosine_similarity reservoir; do
    mkdir "$kit/exercises/$ex"
    for file in README.md exercise.json stub.c "$ex.h"; do cp "exercises/$ex/$file" "$kit/exercises/$ex"; done
done
cp "$kata" "$kit/build/release/kata"
for part in runners reference records; do
    rm -rf "$kit/build/release/$part"
    ln -s "$(dirname "$kata")/$part" "$kit/build/release/$part"
done

passed=0 failed=0
row() { # CLAIM TRUE?
    if [ "$2" = 0 ]; then
        passed=$((passed + 1)) && printf 'ok   %s\n' "$1"
    else
        failed=$((failed + 1)) && printf 'NOT  %s\n%s\n' "$1" "$(head -qn 20 "$folder/out" "$folder/err")"
    fi
}
ready() { # ARGUMENTS…
    "$kit/build/release/kata" readiness "$@" >"$folder/out" 2>"$folder/err" </dev/null
    status=$?
}
# said CLAIM STATUS OUT ERR: that status, OUT on stdout, and ERR, the only line, on stderr.
said() {
    local ok=0
    [ $status = "$2" ] || ok=1
    [ -z "$3" ] || grep -qF -- "$3" "$folder/out" || ok=1
    if [ -n "$4" ]; then
        [ "$(wc -l <"$folder/err")" = 1 ] && grep -qF -- "$4" "$folder/err" || ok=1
    else
        [ ! -s "$folder/err" ] || ok=1
    fi
    row "$1" $ok
}
answer() { # EX FILE: graded as the learner's own
    "$kit/build/release/kata" start "$1" >/dev/null 2>&1 </dev/null
    cp "$2" "$kit/exercises/$1/$1.c"
    MLKATA_NOW=$((MLKATA_NOW + 600)) "$kit/build/release/kata" grade "$1" --no-bench >/dev/null 2>&1 </dev/null
}

# ---- odd histories ------------------------------------------------------------------------------

odd_histories() {
    ready
    said "without a history there is no evidence, and no complaint" 0 'evidence: none yet' ''
    [ ! -e "$MLKATA_HOME" ]
    row "to look makes no history" $?
    MLKATA_HOME='' ready
    said "an empty MLKATA_HOME is named" 0 'no history is kept: MLKATA_HOME is empty' ''
    MLKATA_HOME=home ready
    said "a MLKATA_HOME that is no whole path is named" 0 'no evidence' 'it must be a whole path'
    env -u MLKATA_HOME -u HOME -u XDG_DATA_HOME "$kit/build/release/kata" readiness >"$folder/out" 2>"$folder/err"
    status=$?
    said "without HOME it says what would do" 0 'no evidence' 'HOME says no place for it'
    ready --format xml
    said "an unknown format is named with those there are" 2 '' 'readiness is term, json or html'

    answer cosine_similarity reference/cosine_similarity/plain.c
    answer reservoir reference/reservoir/mistakes/"$(basename "$(find reference/reservoir/mistakes -name '*.c' |
        sort | head -n 1)")"
    ready
    said "two gradings are evidence" 0 '2 gradings' ''
    cp "$folder/out" "$folder/usual"
    ready --format json
    said "JSON is one object" 0 '"format":"mlkata-readiness","version":1' ''
    cp "$folder/out" "$folder/json"
    ready --format json
    cmp -s "$folder/out" "$folder/json"
    row "asked again, the same to the byte" $?

    PATH=/nowhere "$kit/build/release/kata" readiness --format html >"$folder/out" 2>"$folder/err" </dev/null
    status=$?
    said "without gnuplot there is a page, and a word" 0 'build/readiness.html' \
        'the page is without its plots: no gnuplot'

    MLKATA_NOW=$((MLKATA_NOW - 100 * 86400)) ready
    said "a history from the future is said" 0 'was the clock set back?' ''
    mv "$kit/exercises/reservoir" "$folder"
    ready
    said "an exercise removed since is named, and not counted" 0 \
        'no longer exercises of this kit, and not counted: reservoir' ''
    mv "$folder/reservoir" "$kit/exercises"

    # Root writes wherever it may mount, and a mount is all that stops it.
    if unshare --mount --propagation private true 2>/dev/null; then
        unshare --mount --propagation private sh -c 'mount --bind -o ro "$MLKATA_HOME" "$MLKATA_HOME" &&
            ! touch "$MLKATA_HOME/x" 2>/dev/null && "$0" readiness' "$kit/build/release/kata" \
            >"$folder/out" 2>"$folder/err" </dev/null
        cmp -s "$folder/out" "$folder/usual" && [ ! -s "$folder/err" ]
        row "a home that cannot be written is read" $?
    else
        echo 'skipped: nothing can be mounted here'
    fi

    printf 'no database at all, but long enough to be looked at as one' >"$MLKATA_HOME/history.sqlite"
    cp "$MLKATA_HOME/history.sqlite" "$folder/broken"
    ready
    said "a corrupt history is said, in the report too" 0 'not all was read:' 'history.sqlite'
    cmp -s "$folder/broken" "$MLKATA_HOME/history.sqlite"
    row "and left as it was" $?
}

# ---- the page -----------------------------------------------------------------------------------

browser() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
}

# What the page looks like from within, as attributes of its <html>.
probe='<script>
const all = s => [...document.querySelectorAll(s)], ids = all("[id]").map(e => e.id);
document.documentElement.dataset.probe = JSON.stringify({
    pictures: all("body > svg").filter(e =>
        e.getBoundingClientRect().height > 100 && e.querySelectorAll("path").length > 3).length,
    fits: document.documentElement.scrollWidth <= window.innerWidth,
    unique: new Set(ids).size === ids.length,
    fetched: performance.getEntriesByType("resource").length,
    rounds: all("input[type=checkbox]").length,
    competencies: all("table")[0].rows.length - 1,
    figures: all("tr.none").filter(r => /\d/.test(r.cells[2].textContent) && !r.querySelector("input")).length
});</script>'

page() {
    local program width
    program=$(browser) || { echo 'skipped: there is no chromium (apt-get install chromium)'; passed=1; return; }
    command -v gnuplot >/dev/null || { echo 'skipped: there is no gnuplot'; passed=1; return; }
    answer cosine_similarity reference/cosine_similarity/mistakes/unclamped.c
    MLKATA_NOW=$((MLKATA_NOW + 1000)) answer cosine_similarity reference/cosine_similarity/plain.c
    MLKATA_NOW=$((MLKATA_NOW + 86400)) ready --format html
    said "the page is written, and named" 0 'build/readiness.html' ''
    cp "$kit/build/readiness.html" "$folder/page.html"
    printf '%s\n' "$probe" >>"$folder/page.html"
    for width in 1200 500; do
        timeout 60 "$program" --headless --no-sandbox --disable-gpu --window-size=$width,900 \
            --user-data-dir="$folder/profile" --host-resolver-rules='MAP * ~NOTFOUND' \
            --dump-dom "file://$folder/page.html" >"$folder/dom" 2>/dev/null
        grep -o 'data-probe="[^"]*"' "$folder/dom" | sed 's/&quot;/"/g' >"$folder/out"
        for part in 'two pictures are drawn:"pictures":2' 'nothing is wider than the window:"fits":true' \
            'no id is there twice:"unique":true' 'nothing is fetched:"fetched":0' \
            'six rounds can be ticked:"rounds":6' 'nine competencies are listed:"competencies":9' \
            'what has no evidence has no figure:"figures":0'; do
            grep -qF -- "${part#*:}" "$folder/out"
            row "at $width pixels: ${part%%:*}" $?
        done
    done
}

if [ "${2-}" = --browser ]; then page; else odd_histories; fi
printf 'readiness: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed != 0 ]
