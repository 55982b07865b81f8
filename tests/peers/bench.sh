#!/bin/bash
# The references beside what else one would call for the same job. Runs peers.py with a Python that
# has numpy: the one on the path, or Debian's.
# Usage: tests/peers/bench.sh FOLDER [EX …]; FOLDER holds host.so and reference/EX/RUNG.so
set -u
here=$(dirname "$0")
for python in python3 /usr/bin/python3; do
    "$python" -c 'import numpy' 2>/dev/null && exec "$python" -B "$here/peers.py" "$@"
done
echo 'bench-peers: no numpy to compare with (apt-get install python3-numpy; python3-sklearn and' \
    'python3-torch for the rest)' >&2
exit 2
