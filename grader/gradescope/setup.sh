#!/bin/bash
# Run once by Gradescope, as root, when it builds the image: the packages, and the kit built. What is
# slow is done here, so that a submission costs its own grading and nothing else.
set -eu
root=${AUTOGRADER:-/autograder}
export DEBIAN_FRONTEND=noninteractive
ex=''
# shellcheck disable=SC1091 # made by zip.sh
. "$root/source/settings"

if ! command -v make >/dev/null; then
    apt-get -qq update
    apt-get -qq -y --no-install-recommends install make
fi
mkdir -p "$root/kit"
tar -xf "$root/source/mlkata.tar" -C "$root/kit"
cd "$root/kit"
make ready EX="$ex"
grep -m1 '^flags' /proc/cpuinfo >build/built-for || : # see run_autograder

# An image that cannot grade must not be built.
said=$(MLKATA_HOME='' build/kata grade "$ex" --submission "exercises/$ex/stub.c" --no-bench --format json) || :
case $said in
*'"verdict":"unsolved"'*) echo "mlkata: $ex is ready" ;;
*)
    echo "mlkata: the untouched stub should be unsolved, and this came instead: $said" >&2
    exit 1
    ;;
esac
