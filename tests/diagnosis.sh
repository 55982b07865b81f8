#!/bin/bash
# Each known mistake is told to the learner who made it: as it stands, and with --reordered also with
# its sums in another order (gcc may reorder them then). Where it is told nothing, a row says so. To be
# told another one's words is an error, unless the suite saw no difference between the two.
# Usage: tests/diagnosis.sh KATA [--reordered] [EX …]; the last line is `diagnosis: N passed, N failed`.
set -u
cd "$(dirname "$0")/.." || exit 2
kata=${1:-build/kata}
shift
reordered=
[ "${1-}" != --reordered ] || { reordered=1 && shift; }
exercises=${*:-$(cd reference && ls)}
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
export MLKATA_HOME=

# what the record of EX holds of MISTAKE, but its name and words
numbers() { awk -v name="$2" '$1 == "mistake" { on = $2 == name } on && $1 == "test"' "$(dirname "$kata")/records/$1"; }

passed=0 failed=0 told=0 silent=()
row() { # EX MISTAKE HOW FILE
    local json names
    json=$("$kata" grade "$1" --submission "$4" --no-bench --format json)
    names=$(grep -o '"mistake":"[^"]*"' <<<"$json" | cut -d'"' -f4 | tr '\n' ' ')
    [ -z "$names" ] || [ "$(numbers "$1" "$2")" != "$(numbers "$1" "${names%% *}")" ] || names="$names$2 "
    case " $names" in
    *" $2 "*) told=$((told + 1)) ;;
    ' ') silent+=("$1/$2 $3") ;;
    *)
        failed=$((failed + 1))
        printf 'NOT  %s/%s, %s: taken for %s\n' "$1" "$2" "$3" "$names"
        return
        ;;
    esac
    passed=$((passed + 1))
    printf 'ok   %s/%s, %s: %s\n' "$1" "$2" "$3" "${names:-nothing}"
}

for ex in $exercises; do
    for file in reference/"$ex"/mistakes/*.c; do
        mistake=$(basename "$file" .c)
        row "$ex" "$mistake" 'as it stands' "$file"
        [ -n "$reordered" ] || continue
        { echo '#pragma GCC optimize("associative-math,no-signed-zeros,no-trapping-math")' && cat "$file"; } \
            >"$folder/$mistake.c"
        row "$ex" "$mistake" 'sums reordered' "$folder/$mistake.c"
    done
done
echo "     told $told of $((passed + failed))"
[ ${#silent[@]} = 0 ] || printf '     silent: %s\n' "${silent[@]}"
# Most must be told: that nothing is ever said would pass otherwise.
[ $((10 * told)) -ge $((8 * (passed + failed))) ] || failed=$((failed + 1))
printf 'diagnosis: %d passed, %d failed\n' $passed $failed
[ $failed = 0 ] && [ $passed != 0 ]
