#!/bin/sh
# Generates programs that combine all constructs and ways out, and compares what they print with what the model says.
# SEED=N PROGRAMS=N COUNT=N ACMC=… OUT=… COMPILER=… OPTIONS=--random tests/combinations/run.sh
# PROGRAMS without tasks, and COUNT with tasks, timeouts, generators: 0 for none. What is not covered is an error, but for a small COUNT, a sample.
ulimit -f 400000          # a program that prints for ever fills no disk
cd "$(dirname "$0")/../.." || exit 2
here=tests/combinations
seed=${SEED:-1}
programs=${PROGRAMS:-2000}
count=${COUNT:-100}
covers_all=4000           # programs with tasks
out=${OUT:-build/combinations}
export ACMC="${ACMC:-build/acmc}"
missing=0

# Shows the first program of a kind that differs: its folder, its options.
show_first() {
    first=
    for result in $(find "$1" -name '*.result' | sort -t_ -k2 -n); do
        if grep -q failed "$result"; then
            first=${result%.result}
            break
        fi
    done
    [ -n "$first" ] || return
    program=$(awk '$2 == "failed" { print $1; exit }' "$first.result")
    echo "$first.acm ($(cat "$first.compiler")), program $program of seed $seed: exit status $(cat "$first.status")"
    grep -A 2 -e "error" "$first.run.log" | head -n 10
    [ "$program" != end ] || return
    awk -v p="$program" '/^program / { on = $2 == p } on' "$first.expected" >"$out/expected"
    awk -v p="$program" '/^program / { on = $2 == p } on' "$first.out" >"$out/actual"
    diff -u "$out/expected" "$out/actual" | head -n 20
    echo "To look at it:  $out/combinations $2 --seed $seed --one $program [--expected]"
    echo "To reduce it:   $out/combinations $2 --seed $seed --one $program --reduce $here/differs.sh --out /tmp/smaller"
}

# run FOLDER PROGRAMS OPTIONS
run() {
    rm -rf "$1"
    [ "$2" -gt 0 ] || return
    mkdir -p "$1"
    # shellcheck disable=SC2086
    "$out/combinations" $3 --seed "$seed" --programs "$2" --out "$1" || missing=1
    find "$1" -name '*.acm' | sed 's/.*batch_\([0-9]*\).acm/\1/' | sort -n | xargs -P "$(nproc)" -n 1 "$here/batch.sh" "$1"
    show_first "$1" "$3"
}

mkdir -p "$out"
"$here/build.sh" "$out" || exit 2
run "$out/batches" "$programs" "${OPTIONS:-}"
sample=
[ "$count" -ge "$covers_all" ] || sample=--sample
run "$out/tasks" "$count" "--tasks --batch 20 $sample ${OPTIONS:-}"

[ "$missing" = 0 ] || echo "combinations: not all pairs are covered"
find "$out/batches" "$out/tasks" -name '*.result' -exec cat {} + 2>/dev/null | awk -v missing="$missing" '
    { n[$2]++ }
    END { printf "%d passed, %d failed\n", n["passed"], n["failed"] + missing; exit n["failed"] + missing > 0 }'
