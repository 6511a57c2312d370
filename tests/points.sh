#!/bin/sh
# acm/testing.h.  tests/points/NAME.acm have bugs planted, which the test finds: it prints NAME.expected.  And all programs under examples/
# are tested at every point: cancelled, failing, and without memory, with their sanitizers.  In web.acm the test is told of responses.
#
# tests/points.sh [NAME...]
suite=points
. "$(dirname "$0")/lib.sh"

list() {
    for file in "$root"/tests/points/*.acm; do basename "$file" .acm; done
    for file in "$root"/examples/*.acm; do
        if has_main "$file"; then basename "$file" .acm; fi
    done
}

planted() {
    CC=gcc timeout 120 "$acmc" run -w "$1" 2>errors >output </dev/null
    sed "s|$root/tests/points/||g" output >actual
    same "$name" "${1%.acm}.expected" actual
    grep '^ACM_TEST=' output >replays
    while read -r point; do
        eval "CC=gcc $point timeout 60 '$acmc' run -w '$1'" >replay 2>&1 </dev/null
        status=$?
        if [ $status -ne 0 ] && head -n 1 replay | grep -qFx "$point"; then ok "$name: $point"; else fail "$name: $point: status $status" <replay; fi
    done <replays
}

# What there is a response for is held from here on.
watched_web() {
    sed -e 's|^import "acm.acm";|&\nimport "acm/testing.acm";|' \
        -e 's|^    defer {|    int held = 0; acm_test_acquired(\&held, "response");\n    defer {\n        acm_test_released(\&held);|' "$root/examples/web.acm"
}

one() {
    name=$1 dir=$work/$1
    rm -rf "$dir"
    mkdir -p "$dir" && cd "$dir" || return
    export LDFLAGS="$link_flags"
    if [ -e "$root/tests/points/$name.acm" ]; then
        planted "$root/tests/points/$name.acm"
        return 0
    fi
    cp "$root/examples/$name.acm" .
    watched_web >web.acm
    case $name in
    task_group) without=-DWITHOUT=ACM_TEST_TASK ;;      # its servers end when something fails
    *) without= ;;
    esac
    CC=gcc CFLAGS="$sanitize -fno-builtin $without" LDFLAGS="$link_flags -Wl,--wrap=printf,--wrap=puts" \
        timeout 300 "$acmc" run "$name.acm" "$root/tests/points/every_point.c" >output 2>errors </dev/null
    status=$?
    runs=$(awk '/ runs, 0 with faults$/ { n += $(NF - 4) } END { print n + 0 }' output)
    if [ $status -eq 0 ] && [ "$runs" -gt 6 ]; then
        ok "$name: $runs runs"
    else
        cat output errors | fail "$name: exit status $status"
    fi
}

main "$@"
