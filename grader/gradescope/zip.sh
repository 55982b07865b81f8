#!/bin/sh
# An autograder for Gradescope, as a zip to upload there: setup.sh and run_autograder as they are run,
# and of the kit what one exercise takes.
#
#   zip.sh EX          SEED=n of tests and timed rounds, BENCH=0 without speed: for every submission
#
# From the commit that is checked out, and the same bytes whoever makes it. In build/gradescope.
# Status 0, or 2 and why not.
set -eu
export LC_ALL=C TZ=UTC
cd "$(dirname "$0")/../.."

stop() {
    printf 'mlkata: %s\n' "$1" >&2
    exit 2
}
command -v git >/dev/null || stop 'there is no git, which make gradescope takes the files from'
[ "$(git rev-parse --show-prefix 2>/dev/null || echo none)" = '' ] ||
    stop 'make gradescope takes a clone of the kit: this folder is none'

ex=${1:-}
[ -n "$ex" ] || stop 'which exercise? say EX=name, for instance make gradescope EX=reservoir'
case $ex in
*[!a-z0-9_]*) known= ;;
*) known=$(git ls-tree --name-only HEAD "exercises/$ex/exercise.json") ;;
esac
[ -n "$known" ] || stop "no exercise is called \"$ex\" in this commit"
case ${SEED:-0} in
*[!0-9]*) stop 'SEED must be a whole number below 2^64, like 81' ;;
esac

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP

git -c tar.umask=0022 archive --format=tar -o "$folder/mlkata.tar" HEAD -- Makefile LICENSE \
    compile_flags.txt harness grader exercises/ml.h "exercises/$ex" ":(exclude)exercises/$ex/$ex.c" "reference/$ex"
for file in setup.sh run_autograder; do
    git cat-file blob "HEAD:grader/gradescope/$file" >"$folder/$file"
    chmod 755 "$folder/$file"
done
{
    echo "ex=$ex"
    echo "seed=${SEED:-}"
    [ "${BENCH:-}" = 0 ] && echo bench=0 || echo bench=
} >"$folder/settings"
chmod 644 "$folder/settings" "$folder/mlkata.tar"
touch -d "@$(git log -1 --format=%ct)" "$folder"/*

out=$PWD/build/gradescope/$ex.zip
mkdir -p build/gradescope
rm -f "$out"
(cd "$folder" && zip -q -X -D "$out" setup.sh run_autograder settings mlkata.tar)
[ -z "$(git status --porcelain -uno)" ] || echo 'mlkata: what is not committed is not in it' >&2
printf '%s: %s at commit %s, %d kB; upload it as it is\n' "${out#"$PWD"/}" "$ex" "$(git rev-parse --short HEAD)" \
    $(($(wc -c <"$out") / 1000))
