#!/bin/sh
# Generates C programs at random, runs each as plain C and as coroutines that suspend everywhere, and compares what they print.
# SEED=N COUNT=N FIRST=N ACMC=… OUT=… tests/random/run.sh
# COMPILER='clang -O1 -std=gnu17': that one for all; RUNNER='valgrind -q --error-exitcode=9': what coroutines run under;
# M32=1: everything for 32 bits, with a runtime built for them.
ulimit -f 400000
cd "$(dirname "$0")/../.." || exit 2
here=tests/random
seed=${SEED:-1}
programs=${COUNT:-1000}
out=${OUT:-build/random}
export ACMC="${ACMC:-build/acmc}"

if [ -n "${M32:-}" ]; then
    make -s build=build/m32 CC='gcc -m32' build/m32/libacm.a || exit 2
    export RUNTIME=build/m32/libacm.a
    export M32
fi
rm -rf "$out/batches"
mkdir -p "$out/batches"
"$here/build.sh" "$out" || exit 2
"$out/random" --seed "$seed" --first "${FIRST:-0}" --programs "$programs" --out "$out/batches" || exit 2
find "$out/batches" -name 'batch_*.acm' | sed 's/.*batch_\([0-9]*\).acm/\1/' | sort -n | xargs -P "$(nproc)" -n 1 "$here/batch.sh" "$out/batches"

for result in $(grep -l failed "$out"/batches/*.result | sort -t_ -k2 -n | head -n 5); do
    base=${result%.result}
    program=$(awk '$2 == "failed" { print $1; exit }' "$result")
    echo "$base.acm ($(cat "$base.compiler")), program $program of seed $seed: exit status $(cat "$base.status" 2>/dev/null)"
    grep -h -m 2 -e error "$base.run.log" "$base.log" 2>/dev/null | head -n 3
    echo "To look at it:  $out/random --seed $seed --one $program [--plain]"
done

# Every item of the list has to be come by; few programs need not meet them all.
"$out/random" --items >"$out/items"
cat "$out"/batches/*.hits | awk -v all="$((programs >= 1000))" '
    FNR == NR { name[$1] = $0; sub(/^[0-9]+ [0-9]+ /, "", name[$1]); count = NR; next }
    { hits[$1] += $2 }
    END {
        for (k = 0; k < count; k++) {
            printf "%9d  %s\n", hits[k], name[k]
            if (!hits[k]) never++
        }
        printf "random: %d of %d items\n", count - never, count
        exit all && never > 0
    }' "$out/items" - >"$out/hits" || missing=1
if [ "$programs" -ge 1000 ]; then cat "$out/hits"; else tail -n 1 "$out/hits"; fi
cat "$out"/batches/*.result | awk -v missing="${missing:-0}" '
    { n[/failed/ ? "failed" : "passed"]++ }
    END { printf "%d passed, %d failed\n", n["passed"], n["failed"] + missing; exit n["failed"] + missing > 0 }'
