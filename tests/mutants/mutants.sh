#!/bin/bash
# Mutants of the references, graded: mutants.py, with a Python that has libclang (the one on the path,
# or Debian's). KATA is the path of the program from here.
# Usage: tests/mutants/mutants.sh KATA [EX …]
set -u
here=$(dirname "$0")
for python in python3 /usr/bin/python3; do
    "$python" -c 'import clang.cindex' 2>/dev/null && exec "$python" -B "$here/mutants.py" "$@"
done
echo 'mutants: there is no libclang for Python (apt-get install python3-clang)' >&2
exit 2
