#!/bin/bash
# Does the speed verdict say the same thing again? The same answers graded many times, idle and with
# every processor busy:
#
#   same    the reference itself as the answer: 1 but for noise
#   half    an answer of about half the reference's speed, twice one of about twice
#
# A row says within how many per cent of its middle 95 % of the gradings lie, how many lie within 3 %
# and 5 % of it (of 1, for `same`), and how many got which band.
# Usage: tests/timing/repeat.sh KATA [GRADINGS=50 [EX …]]; of `half` half as many, of `twice`, which
# one exercise alone has, twice as many.
set -u
cd "$(dirname "$0")/../.." || exit 2
kata=${1:-build/kata} gradings=${2:-50}
shift $(($# < 2 ? $# : 2))
exercises=${*:-cosine_similarity demographic_parity reservoir roc_auc}
folder=$(mktemp -d) || exit 2
busy=()
stop() { [ ${#busy[@]} = 0 ] || kill "${busy[@]}" 2>/dev/null; busy=(); }
trap 'stop; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
keep_busy() { for _ in $(seq "$(nproc)"); do (while :; do :; done) & busy+=($!); done; }
export MLKATA_HOME=$folder/home

reference() { [ -e "reference/$1/blas.c" ] && echo "reference/$1/blas.c" || echo "reference/$1/fast.c"; }

# times FILE COUNT: an answer that computes everything COUNT times, from FILE; its one function
# returns a status
times() {
    local name head names
    name=$(sed -n 's/^enum ml_status \([a-z_]*\)(.*/\1/p' "$1" | tail -n 1)
    head=$(awk -v name="$name" 'index($0, "enum ml_status " name "(") == 1 { on = 1 }
        on { print } on && /\)/ { exit }' "$1")
    names=$(tr -d '\n' <<<"$head" | sed 's/^[^(]*(//; s/).*//; s/,/\n/g' | sed 's/.*[ *]//' | paste -sd,)
    sed "s/^enum ml_status $name(/static __attribute__((noinline)) enum ml_status once(/" "$1"
    printf '%s\n{\n    enum ml_status status = once(%s);\n' "$head" "$names"
    for _ in $(seq 2 "$2"); do printf '    if (status == ML_OK) once(%s);\n' "$names"; done
    printf '    return status;\n}\n'
}

# row LOAD EX WHAT FILE COUNT
row() {
    local json i
    for i in $(seq "$5"); do
        json=$("$kata" grade "$2" --submission "$4" --format json) || true
        sed -n 's/.*"conclusive":\([a-z]*\),"band":"\([^"]*\)".*"vs_reference":\([0-9.e+-]*\|null\),.*/\1 \3 \2/p' \
            <<<"$json" | head -n 1
    done >"$folder/rows"
    awk -v load="$1" -v ex="$2" -v what="$3" -v asked="$5" '
        $1 == "true" { x[n++] = $2; band[substr($0, length($1 $2) + 3)]++ }
        $1 == "false" { unsure++ }
        END {
            for (i = 1; i < n; i++)
                for (j = i; j > 0 && x[j] < x[j - 1]; j--) { t = x[j]; x[j] = x[j - 1]; x[j - 1] = t }
            middle = x[int(n / 2)]
            about = what == "same" ? 1 : middle
            for (i = 0; i < n; i++) {
                off = x[i] / about - 1; if (off < 0) off = -off
                three += off <= 0.03; five += off <= 0.05
                o[i] = off
            }
            for (i = 1; i < n; i++)
                for (j = i; j > 0 && o[j] < o[j - 1]; j--) { t = o[j]; o[j] = o[j - 1]; o[j - 1] = t }
            for (b in band) bands = bands (bands ? ", " : "") band[b] " " b
            if (unsure) bands = bands ", " unsure " inconclusive"
            if (n + unsure < asked) bands = bands ", " asked - n - unsure " without a speed"
            printf "| %-5s | %-19s | %-6s | %4d | %6.3f | ±%4.1f %% | %5.1f %% | %5.1f %% | %s |\n", load, ex, what,
                asked, middle, 100 * o[int(0.95 * n)], 100 * three / asked, 100 * five / asked, bands
        }' "$folder/rows"
}

rows() { # LOAD
    local ex half=$((gradings / 2))
    for ex in $exercises; do
        row "$1" "$ex" same "$(reference "$ex")" "$gradings"
        case $ex in
        reservoir) row "$1" "$ex" half reference/reservoir/plain.c $half ;; # its calls keep a state
        *)
            times "$(reference "$ex")" 2 >"$folder/half.c"
            row "$1" "$ex" half "$folder/half.c" $half
            ;;
        esac
        [ -e "reference/$ex/blas.c" ] || continue # twice the fastest there is: nobody has it
        times "reference/$ex/fast.c" 2 >"$folder/twice.c"
        row "$1" "$ex" twice "$folder/twice.c" $((2 * gradings))
    done
}

echo '| load  | exercise            | answer |    n | middle | 95 % in | within 3 | within 5 | bands |'
echo '|-------|---------------------|--------|------|--------|---------|----------|----------|-------|'
rows idle
keep_busy
rows busy
