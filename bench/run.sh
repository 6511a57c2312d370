#!/bin/sh
# bench/run.sh [ROW...]: the time of each row, ours and by hand in turns, on one processor.  ROUNDS (11) rounds of MS (40)
# milliseconds each.  The lower of the two ratios counts: that of the minima, and the median of the rounds' own.
set -e
bench=$(cd "$(dirname "$0")" && pwd)
. "$bench/lib.sh"
build=$(cd "${BUILD:-$bench/../build}" && pwd)
out=$build/bench
pinned=
if command -v taskset >/dev/null; then pinned='taskset -c 0'; fi

ns() { $pinned "$out/$1" $2 "$3" 2>/dev/null | sed 's/.* //'; }
checksum() { "$out/$1" $2 1000 2>&1 >/dev/null; }

# Lines `NS-BY-HAND NS-OURS`, one for each round; who is first changes.
measure() {
    n=$(ns by_hand "$1" 20000 | awk -v ms="${MS:-40}" '{ printf "%d", ms * 1e6 / $1 }')
    round=0
    while [ $round -lt "${ROUNDS:-11}" ]; do
        if [ $((round % 2)) -eq 0 ]; then
            first=$(ns by_hand "$1" "$n")
            echo "$first $(ns ours "$1" "$n")"
        else
            first=$(ns ours "$1" "$n")
            echo "$(ns by_hand "$1" "$n") $first"
        fi
        round=$((round + 1))
    done
}

# ROW LIMIT: a line of the table
summary() {
    awk -v row="$1" -v limit="$2" '
        function median(a, n,   i, j, x) {
            for (i = 2; i <= n; i++) {
                x = a[i]
                for (j = i - 1; j > 0 && a[j] > x; j--) a[j + 1] = a[j]
                a[j + 1] = x
            }
            return n % 2 ? a[(n + 1) / 2] : (a[n / 2] + a[n / 2 + 1]) / 2
        }
        {
            ratios[NR] = $2 / $1
            if (NR == 1 || $1 < hand) hand = $1
            if (NR == 1 || $2 < ours) ours = $2
        }
        END { printf "| %s | %.2f | %.2f | %.2f | %.2f | %s |\n", row, hand, ours, ours / hand, median(ratios, NR), limit == "-" ? "" : limit }'
}

if [ $# -eq 0 ]; then
    rows >"$out/rows"
    while read -r row; do
        if [ "$(time_limit "$row")" != x ]; then set -- "$@" "$row"; fi
    done <"$out/rows"
fi
echo "| one operation, in ns | by hand | ours | ratio of minima | median of ratios | at most |"
echo "| --- | --: | --: | --: | --: | --: |"
for row in "$@"; do
    if [ "$(checksum ours "$row")" != "$(checksum by_hand "$row")" ]; then
        echo "$row: the checksums differ" >&2
        exit 1
    fi
    measure "$row" | summary "$row" "$(time_limit "$row")"
done
