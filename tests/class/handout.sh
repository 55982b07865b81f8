#!/bin/bash
# make handout: the same bytes whoever makes it; nothing of a reference, a known mistake or somebody's
# answer in it; and what is unpacked works: right and wrong are told apart there, and what takes a
# reference says in a line that there is none.
#
# Of HEAD: what is not committed is in no handout. Usage: tests/class/handout.sh; the last line is
# `handout: N passed, N failed`.
set -u
cd "$(dirname "$0")/../.." || exit 2
here=$PWD
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
export MLKATA_HOME="$folder/home" LC_ALL=C.UTF-8
unset MAKEFLAGS MFLAGS MAKELEVEL

passed=0 failed=0
row() { # CLAIM STATUS
    if [ "$2" = 0 ]; then
        passed=$((passed + 1)) && printf 'ok   %s\n' "$1"
    else
        failed=$((failed + 1)) && printf 'NOT  %s\n' "$1" && head -n 20 "$folder/said" | sed 's/^/     | /'
    fi
}

# ends CLAIM STATUS WORDS COMMAND…: in the handout it ends so, with these words
ends() {
    local status
    (cd "$folder/mlkata" && "${@:4}") >"$folder/said" 2>&1 </dev/null
    status=$?
    [ $status = "$2" ] && grep -qe "$3" "$folder/said"
    row "$1" $?
    [ $status = "$2" ] || echo "     status $status, wanted $2"
}

lacks() { # CLAIM WORDS: what was said last does not hold them
    ! grep -qe "$2" "$folder/said"
    row "$1" $?
}

# ---- the same bytes -----------------------------------------------------------------------------

both=(reservoir cosine_similarity)
tarball=build/handout/mlkata-reservoir-cosine_similarity.tar.gz
make -s handout EX="${both[*]}" >"$folder/said" 2>&1
row "a handout is made, and its file named" $?
cp $tarball "$folder/first.tar.gz"
git clone -q "$here" "$folder/clone" 2>"$folder/said"
mkdir -p "$folder/clone/exercises/reservoir"
sleep 1
(umask 077 && cd "$folder/clone" && TZ=Asia/Tokyo sh grader/handout.sh "${both[@]}") >"$folder/said" 2>&1
cmp "$folder/first.tar.gz" "$folder/clone/$tarball" >>"$folder/said" 2>&1
row "elsewhere, later and for others' umask the same commit gives the same bytes" $?

tar -tvf "$folder/first.tar.gz" --numeric-owner >"$folder/list"
at=$(git log -1 --format=%cd --date=format-local:'%Y-%m-%d %H:%M')
grep -vE "^[d-]rw.r-.r-. 0/0 +[0-9]+ $at " "$folder/list" >"$folder/said"
[ ! -s "$folder/said" ]
row "everything in it is nobody's, as old as the commit, and everybody's to read" $?

# ---- what is not in it --------------------------------------------------------------------------

make -s handout >"$folder/said" 2>&1
row "without names it has all exercises" $?
mkdir "$folder/all"
tar -xf build/handout/mlkata.tar.gz -C "$folder/all"
(cd "$folder/all" && find . -path '*reference*' -o -path '*mistakes*' -o -path './mlkata/tests*' -o -name '.git') \
    >"$folder/said"
[ ! -s "$folder/said" ]
row "no reference, no mistake, no test of the kit's own" $?
(cd "$folder/all/mlkata/exercises" && ls) | grep -vxF 'ml.h' >"$folder/has"
git ls-tree -d --name-only HEAD exercises/ | sed 's|.*/||' | diff - "$folder/has" >"$folder/said"
row "and of the exercises all" $?

# Lines of some length, as they stand or indented otherwise. What the contract or the suite says as well
# is no secret, and a type is none.
git ls-tree -r --name-only HEAD reference | grep '\.c$' | xargs -n 20 git --no-pager grep -hE '.{40}' HEAD -- |
    sed 's/^[ 	]*//; s/[ 	]*$//' | grep -E '^.{40}' | grep -v '^typedef ' | sort -u >"$folder/secret"
sed 's/^[ 	]*//; s/[ 	]*$//' exercises/*.h exercises/*/*.h exercises/*/{stub,test,bench}.c | sort -u >"$folder/told"
comm -23 "$folder/secret" "$folder/told" >"$folder/lines"
find "$folder/all" -type f -print0 | xargs -0 sed 's/^[ 	]*//; s/[ 	]*$//' | sort -u >"$folder/given"
comm -12 "$folder/lines" "$folder/given" >"$folder/said"
[ -s "$folder/lines" ] && [ ! -s "$folder/said" ]
row "no longer line of a reference or a mistake is in it" $?
grep -rnE '^// (says|expect):' "$folder/all" >"$folder/said"
[ $? = 1 ]
row "no word of what a mistake says" $?

(
    cd "$folder/clone" && cp reference/reservoir/plain.c exercises/reservoir/reservoir.c &&
        cp reference/reservoir/plain.c exercises/reservoir/reservoir.2.c && git add exercises &&
        git -c user.name=o -c user.email=o@example.org commit -qm 'an answer' && sh grader/handout.sh reservoir
) >"$folder/said" 2>&1
tar -tf "$folder/clone/build/handout/mlkata-reservoir.tar.gz" | grep -E 'reservoir(\.2)?\.c$|cosine' >>"$folder/said"
[ "$(wc -l <"$folder/said")" = 1 ]
row "an answer that somebody committed is not in it, nor another exercise" $?

# ---- bad input ----------------------------------------------------------------------------------

sh grader/handout.sh reservoir nowhere >"$folder/said" 2>&1
[ $? = 2 ] && grep -qx 'mlkata: no exercise is called "nowhere" in this commit' "$folder/said"
row "an unknown exercise is named" $?
make -s handout EX="it's" >"$folder/said" 2>&1
[ $? = 2 ] && grep -q "no exercise is called \"it's\"" "$folder/said"
row "whatever its name" $?

# ---- what works there ---------------------------------------------------------------------------

tar -xf "$folder/first.tar.gz" -C "$folder"
cp grader/handout.sh "$folder/mlkata/grader/"
ends "a folder that is no clone makes none" 2 'takes a clone of the kit' sh grader/handout.sh
rm "$folder/mlkata/grader/handout.sh"

# What is built here of the same text need not be built again.
if git diff --quiet HEAD -- grader harness exercises/ml.h Makefile; then
    mkdir -p "$folder/mlkata/build/release"
    cp -r build/release/grader build/release/harness "$folder/mlkata/build/release/"
fi

ends "what is unpacked builds, and its stub is unsolved" 2 'The stub is untouched' make grade EX=reservoir
answer=exercises/reservoir/reservoir.c
cp reference/reservoir/plain.c "$folder/mlkata/$answer"
ends "a right answer passes" 0 '^pass · 90 of 90' make grade EX=reservoir
grep -q 'speed   not measured: the references are not in this kit' "$folder/said"
row "and a line says why it has no speed" $?
[ "$(wc -l <"$folder/said")" -lt 12 ]
row "and no more than that" $?
ends "for programs too" 0 '"speed":null' make -s grade EX=reservoir FORMAT=json
ends "without speed nothing is said of it" 0 '^pass' make grade EX=reservoir BENCH=0
lacks "as was asked for" 'not measured'
cp reference/reservoir/mistakes/draw_one_short.c "$folder/mlkata/$answer"
ends "a wrong one does not" 2 '✗ every_position_is_equally_likely' make grade EX=reservoir
lacks "nobody says which mistake it is" 'known mistake'
sed 's/return ML_OK;/for (volatile int i = 0;; i++);/' reference/reservoir/plain.c >"$folder/mlkata/$answer"
ends "one that hangs is ended" 2 'still running after 1000 ms' make grade EX=reservoir
lacks "and no reference's time is told" 'the plain reference needs'
cp reference/cosine_similarity/blas.c "$folder/mlkata/exercises/cosine_similarity/cosine_similarity.c"
ends "an answer may call BLAS where the exercise says so" 0 '^pass' make grade EX=cosine_similarity

for command in bench plot; do
    ends "make $command says that it takes references" 2 '^mlkata: the references are not in this kit (a handout)' \
        make -s $command EX=reservoir
done
ends "make solution says that there is none" 2 '^mlkata: there is no solution in this kit' \
    make -s solution EX=reservoir YES=1
ends "make new says that there is no template" 2 'clone of the kit' build/kata new focal_loss
ends "the history knows of no giving up" 0 'pass' make -s history EX=reservoir
lacks "for nothing was shown" 'solution\|gave up'
for command in start hint debrief list next readiness; do
    ends "make $command works" 0 . make -s $command EX=reservoir
done
ends "the second make has nothing to do" 0 'Nothing to be done' sh -c 'make -s && make'

ends "make help shows what there is" 0 '^make grade EX=' make help
lacks "and nothing else" '^make \(solution\|bench\|plot\|new\|handout\|gradescope\|test\|attacks\|fuzz\|mutants\)\>'
sed -n 's/^make \([a-z][a-z-]*\) .*/\1/p' "$folder/said" >"$folder/targets"
while read -r target; do
    (cd "$folder/mlkata" && make -n "$target" EX=reservoir) >"$folder/said" 2>&1
    row "make $target is there" $?
done <"$folder/targets"
cat "$folder/mlkata/README.md" >"$folder/said"
grep -q 'This is a handout' "$folder/said" && grep -q 'tar -xf mlkata.tar.gz' "$folder/said" &&
    grep -q LICENSE "$folder/said"
row "its README says what it is" $?
lacks "and names no file that is not there" 'reference/\|tests/\|CONTRIBUTING\|bench-peers\|make attacks'

# ---- an autograder's ----------------------------------------------------------------------------

# Not built here, which takes an image of its own (gradescope.sh): does make find all that it takes?
mkdir "$folder/bin" "$folder/kit"
printf '#!/bin/sh\ncp mlkata.tar "%s/" && : >"$4"\n' "$folder" >"$folder/bin/zip"
chmod +x "$folder/bin/zip"
{
    (cd "$folder/clone" && PATH=$folder/bin:$PATH sh grader/gradescope/zip.sh reservoir)
    tar -xf "$folder/mlkata.tar" -C "$folder/kit" && cd "$folder/kit" && INSTALL=0 make -n ready EX=reservoir
} >"$folder/said" 2>&1
row "an autograder's kit can be built from what is in it" $?

printf 'handout: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ]
