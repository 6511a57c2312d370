#!/bin/sh
# What looks like a mistake and is none (tests/near_misses/NAME.acm, with the options in NAME.flags), and all that is meant to be read or
# measured: examples, the library, the benchmarks.  acmc says nothing about it.
#
# tests/near_misses.sh [NAME...]      NAME is a path below the project's directory
suite=near_misses
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 1

list() { find tests/near_misses examples runtime/lib bench -name '*.acm' | sort; }

run_case() {
    log=$work/$(echo "$1" | tr / _).log
    one "$1" >"$log" 2>&1
}

one() {
    dir=$work/$(echo "$1" | tr / _)
    mkdir -p "$dir"
    if timeout 60 "$acmc" $(flags_of "$1") -d "$dir" "$1" >"$dir/said" 2>&1 && ! [ -s "$dir/said" ]; then
        ok "$1"
    else
        fail "$1" <"$dir/said"
    fi
}

report() {
    set -- $(echo "$@" | tr / _)
    passed=$(cat "$work"/*.log | grep -c '^ok ') failed=$(cat "$work"/*.log | grep -c '^FAIL ')
    if [ -n "$verbose" ]; then cat "$work"/*.log; else cat "$work"/*.log | grep -v '^ok '; fi
    echo "$suite: $passed passed, $failed failed"
    echo "$passed $failed" >"$work.count"
    [ "$failed" -eq 0 ] && [ "$passed" -ge $# ]
}

main "$@"
