#!/bin/sh
# bench/count.sh [ROW...]: the instructions of one operation, which repeat exactly, and the bytes of frames.
set -e
bench=$(cd "$(dirname "$0")" && pwd)
. "$bench/lib.sh"
build=$(cd "${BUILD:-$bench/../build}" && pwd)
out=$build/bench
command -v valgrind >/dev/null || { echo "valgrind is needed, to count instructions" >&2; exit 1; }

known() { if [ "$1" = - ]; then echo; else echo "$1"; fi; }

if [ $# -eq 0 ]; then
    rows >"$out/rows"
    while read -r row; do set -- "$@" "$row"; done <"$out/rows"
fi
echo "| one operation, in instructions | by hand | ours | at most |"
echo "| --- | --: | --: | --: |"
for row in "$@"; do
    echo "| $row | $(tenths "$(instructions "$out/by_hand" "$row")") | $(tenths "$(instructions "$out/ours" "$row")") | $(known "$(instructions_limit "$row")") |"
done
echo
echo "| frame, in bytes | by hand | ours | at most |"
echo "| --- | --: | --: | --: |"
for letter in a b c d e; do
    echo "| $letter | $(frame_size "$out/by_hand" $letter) | $(frame_size "$out/ours" $letter) | $(frame_limit $letter) |"
done
echo
echo "| a million live tasks | MB | at most |"
echo "| --- | --: | --: |"
echo "| suspended | $(million suspended) | 105 |"
echo "| waiting for an event | $(million waiting) | |"
