#!/bin/sh
# What running costs, in instructions (valgrind counts them; they repeat), and what frames, code and acmc itself take: never in
# time.  The programs and their limits are those of bench/.
#
# tests/cost.sh [NAME...]
suite=cost
. "$(dirname "$0")/lib.sh"
bench=$root/bench
. "$bench/lib.sh"

list() {
    for cc in $(compilers); do echo "rows_$cc"; done
    echo code nesting growth million_tasks
}

# at_most WHAT COUNT LIMIT
at_most() {
    if [ "$2" -le "$3" ]; then ok "$1: $2, at most $3"; else echo "$2, more than $3" | fail "$1"; fi
}

# Every row within its limit, which is gcc's; clang may take a tenth more.  Guarantee 4: whatever the depth of awaits.
rows_of() {
    CC=$1 BUILD=$build "$bench/build.sh" "$dir" >"$dir/errors" 2>&1 || { fail "$1: build" <"$dir/errors"; return; }
    if [ "$1" = gcc ]; then more=10; else more=11; fi
    rows | while read -r row; do
        limit=$(instructions_limit "$row")
        if [ "$limit" != - ]; then at_most "$1: $row, in tenths of an instruction" "$(instructions "$dir/ours" "$row")" $((limit * more)); fi
        if [ "$("$dir/ours" $row 1000 2>&1 >"$dir/out")" = "$("$dir/by_hand" $row 1000 2>&1 >"$dir/out")" ]; then
            ok "$1: $row comes to the same as by hand"
        else
            fail "$1: $row comes to something else than by hand" <"$dir/out"
        fi
    done
    at_most "$1: depth 64, in tenths of an instruction" "$(instructions "$dir/ours" "depth 64")" $(($(instructions "$dir/ours" "depth 1") * 11 / 10))
    for letter in a b c d e; do
        at_most "$1: bytes of frame $letter" "$(frame_size "$dir/ours" $letter)" "$(frame_limit $letter)"
    done
}

rows_gcc() { rows_of gcc; }
rows_clang() { rows_of clang; }

# Guarantee 5: the code of N nested managers is O(N).
code() {
    for n in 2 4 8 16 32; do
        nested managers $n >"$dir/nest$n.acm"
        "$acmc" -d "$dir" "$dir/nest$n.acm"
        eval "gcc -O2 -std=c11 $("$acmc" --cflags) -c '$dir/nest$n.acm.c' -o '$dir/nest$n.o'"
        eval "size_$n=$(size "$dir/nest$n.o" | awk 'NR == 2 { print $1 }') lines_$n=$(wc -l <"$dir/nest$n.acm.c")"
    done
    at_most "bytes of code for 16 more managers, for 8 more: $((size_16 - size_8))" $((size_32 - size_16)) $(((size_16 - size_8) * 22 / 10))
    at_most "lines of C for 16 more managers, for 8 more: $((lines_16 - lines_8))" $((lines_32 - lines_16)) $(((lines_16 - lines_8) * 22 / 10))
}

# bytes_of WHAT N: of the C of something nested
bytes_of() {
    nested "$1" "$2" >"$dir/$1.acm"
    "$acmc" -d "$dir" "$dir/$1.acm" 2>"$dir/errors" && wc -c <"$dir/$1.acm.c"
}

# Deep nesting crashes nothing, and takes C of linear size.
nesting() {
    for case in "managers 100 200" "blocks 500 1000" "parentheses 5000 10000"; do
        set -- $case
        half=$(bytes_of "$1" "$2")
        whole=$(bytes_of "$1" "$3")
        if [ -n "$half" ] && [ -n "$whole" ]; then
            at_most "bytes of C for $3 nested $1, for $2: $half" "$whole" $((half * 22 / 10))
        else
            fail "$3 nested $1" <"$dir/errors"
        fi
    done
}

million_tasks() { at_most "MB for a million suspended tasks" "$(million suspended)" 105; }

# Ten times the lines take eleven times as much at most.
growth() {
    gcc -O2 -o "$dir/measure" "$bench/measure.c"
    cd "$dir" || return
    for n in 2000 20000; do
        lines $n >lines$n.acm
        eval "count_$n=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$acmc" lines$n.acm 2>&1 | sed -n 's/.*Collected : *//p')"
        eval "memory_$n=$(./measure 1 "$acmc" lines$n.acm | sed 's/.* //')"
    done
    at_most "instructions of acmc for 20,000 lines, for 2,000: $count_2000" "$count_20000" $((count_2000 * 11))
    at_most "KiB of acmc for 20,000 lines, for 2,000: $memory_2000" "$memory_20000" $((memory_2000 * 11))
}

one() {
    dir=$work/$1
    rm -rf "$dir"
    mkdir -p "$dir"
    "$1"
}

main "$@"
