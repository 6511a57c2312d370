#!/bin/sh
# bench/compiler.sh: what acmc itself takes: time, against that of gcc -O0 on what it has written; memory; growth; deep nesting.
set -e
bench=$(cd "$(dirname "$0")" && pwd)
. "$bench/lib.sh"
build=$(cd "${BUILD:-$bench/../build}" && pwd)
out=$build/bench/compiler
mkdir -p "$out"
${CC:-gcc} -O2 -o "$out/measure" "$bench/measure.c"
cd "$out"

# measure FILE.acm: microseconds, KiB
measure() { ./measure "$2" "$build/acmc" "$1.acm"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f", a / b }'; }

echo "| acmc | measured | at most |"
echo "| --- | --: | --: |"
lines 10000 >ten.acm
lines 100000 >hundred.acm
read -r ten ten_memory <<X
$(measure ten 7)
X
read -r hundred hundred_memory <<X
$(measure hundred 3)
X
eval "set -- $("$build/acmc" --cflags)"
read -r compiled _ <<X
$(./measure 3 gcc -O0 -c -o ten.o "$@" ten.acm.c)
X
echo "| 10,000 lines: milliseconds | $(ratio "$ten" 1000) | |"
echo "| the same, of the time of gcc -O0 -c on the C | $(ratio $((ten * 100)) "$compiled") % | 5 % |"
echo "| 10,000 lines: MiB | $(ratio "$ten_memory" 1024) | |"
echo "| 10 times the lines: times the time | $(ratio "$hundred" "$ten") | 11 |"
echo "| 10 times the lines: times the memory | $(ratio "$hundred_memory" "$ten_memory") | 11 |"
for case in "managers 200" "blocks 1000" "parentheses 10000"; do
    set -- $case
    nested "$1" "$2" >nested.acm
    nested "$1" $(($2 / 2)) >half.acm
    read -r time memory <<X
$(measure nested 5)
X
    measure half 1 >/dev/null
    echo "| $2 nested $1: milliseconds, MiB | $(ratio "$time" 1000), $(ratio "$memory" 1024) | |"
    echo "| the same: times the C of half as many | $(ratio "$(wc -c <nested.acm.c)" "$(wc -c <half.acm.c)") | 2.2 |"
done
