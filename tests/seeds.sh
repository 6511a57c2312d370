#!/bin/sh
# tests/seeds/NAME.acm are programs that test themselves (acm/testing.acm) under any order of ready tasks: a few hundred here; with --all, as
# `make check-seeds` does, under 10,000 seeds; and interrupted at every point, under some.
#
# tests/seeds.sh [--all] [NAME...]
suite=seeds
. "$(dirname "$0")/lib.sh"
seeds=300 interrupted=3
if [ "${1:-}" = --all ]; then
    export ALL_SEEDS=yes
    shift
fi
if [ -n "${ALL_SEEDS:-}" ]; then seeds=10000 interrupted=200; fi

list() { for file in "$root"/tests/seeds/*.acm; do basename "$file" .acm; done; }

one() {
    mkdir -p "$work/$1"
    cd "$work/$1" || return
    CC=gcc CFLAGS="-std=c11 -Wall -Wextra -Werror -O1 -g" LDFLAGS=$link_flags timeout 1800 "$acmc" run "$root/tests/seeds/$1.acm" -- $seeds $interrupted >output 2>errors </dev/null
    status=$?
    orders=$(sed -n 's/^.* \([0-9]*\) orders of tasks.*/\1/p' output | head -n 1)
    if [ $status -eq 0 ] && [ "${orders:-0}" -gt $((seeds * 9 / 10)) ]; then
        ok "$1: $seeds seeds, $orders orders of tasks; interrupted under $interrupted"
    else
        cat output errors | fail "$1: exit status $status, ${orders:-no} orders of tasks"
    fi
    cat output
}

main "$@"
