#!/bin/sh
# Generates programs that combine all constructs and ways out, and compares what they print with what the model says.
# SEED=N PROGRAMS=N ACMC=… OUT=… COMPILER=… OPTIONS=--random tests/combinations/run.sh
ulimit -f 400000          # a program that prints for ever fills no disk
cd "$(dirname "$0")/../.." || exit 2
here=tests/combinations
seed=${SEED:-1}
programs=${PROGRAMS:-2000}
out=${OUT:-build/combinations}
export ACMC="${ACMC:-build/acmc}"

rm -rf "$out/batches"
mkdir -p "$out/batches"
"$here/build.sh" "$out" || exit 2
# shellcheck disable=SC2086
"$out/combinations" ${OPTIONS:-} --seed "$seed" --programs "$programs" --out "$out/batches" || missing=1

find "$out/batches" -name '*.acm' | sed 's/.*batch_\([0-9]*\).acm/\1/' | sort -n |
    xargs -P "$(nproc)" -n 1 "$here/batch.sh" "$out/batches"

first=
for result in $(find "$out/batches" -name '*.result' | sort -t_ -k2 -n); do
    if grep -q failed "$result"; then
        first=${result%.result}
        break
    fi
done
if [ -n "$first" ]; then
    program=$(awk '$2 == "failed" { print $1; exit }' "$first.result")
    echo "$first.acm ($(cat "$first.compiler")), program $program of seed $seed: exit status $(cat "$first.status")"
    grep -A 2 -e "error" "$first.run.log" | head -n 10
    if [ "$program" != end ]; then
        awk -v p="$program" '/^program / { on = $2 == p } on' "$first.expected" >"$out/expected"
        awk -v p="$program" '/^program / { on = $2 == p } on' "$first.out" >"$out/actual"
        diff -u "$out/expected" "$out/actual" | head -n 20
        echo "To look at it:  $out/combinations --seed $seed --one $program [--expected]"
        echo "To reduce it:   $out/combinations --seed $seed --one $program --reduce $here/differs.sh --out /tmp/smaller"
    fi
fi
[ -z "${missing:-}" ] || echo "combinations: not all pairs are covered"
cat "$out"/batches/*.result | awk -v missing="${missing:-0}" '
    { n[$2]++ }
    END { printf "%d passed, %d failed\n", n["passed"], n["failed"] + missing; exit n["failed"] + missing > 0 }'
