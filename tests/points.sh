#!/bin/sh
# acm/testing.h.  tests/points/NAME.acm have bugs planted, which the test finds: it prints NAME.expected.  And all programs under examples/
# are tested at every point: cancelled, failing, and without memory, with their sanitizers; and once more with -finstrument-managers.  In web.acm the test is
# told of responses.  missing_exits plants bugs in the C that instrumented.acm becomes; programs of tests/cases do what they do with
# -finstrument-managers, too, and some of them are tested at every point: whatever they say then, they lose nothing.
#
# tests/points.sh [NAME...]
suite=points
. "$(dirname "$0")/lib.sh"

list() {
    for file in "$root"/tests/points/*.acm; do basename "$file" .acm; done
    for file in "$root"/examples/*.acm; do
        if has_main "$file"; then basename "$file" .acm; fi
    done
    echo missing_exits
    for file in "$root"/tests/cases/*.acm; do
        if has_main "$file"; then echo "case:$(basename "$file" .acm)"; fi
    done
}

# Where an error leads out of the function at once, past all that is open: at each await of a generator, one after the other.
missing_exits() {
    "$acmc" -w -finstrument-managers "$root/tests/points/instrumented.acm"
    c=instrumented.acm.c
    awk '/_resume\(acm_frame \*frame, acm_task \*task\)$/ { wanted = $3 ~ /^pages_resume/ }
         wanted && /ACM_(AWAIT|YIELD_VALUE)\(.*, [a-z]+_[0-9]+\);$/ { print NR }' $c >lines
    while read -r line; do
        sed "$line s/, [a-z]*_[0-9]*);\$/, ended);/" $c >planted.c
        # shellcheck disable=SC2046
        if ! gcc -w $("$acmc" --cflags) -o planted planted.c $("$acmc" --libs) $link_flags 2>errors; then
            fail "$name: $line" <errors
            continue
        fi
        ACM_TEST=sound timeout 60 ./planted >output 2>&1 </dev/null
        what="$name: $(sed -n "$line s/^ *//p" $c)"
        if ! grep -q '^sound: [0-9]* runs, [1-9]' output || ! grep -q 'was entered, but not exited' output; then
            fail "$what" <output
        else
            ok "$what"
        fi
    done <lines
    if [ "$(wc -l <lines)" -ge 8 ]; then ok "$name: awaits"; else fail "$name: awaits" <lines; fi
}

instrumented_case() {
    CC=gcc CFLAGS=-O0 ACM_DRIVER=sim timeout 120 "$acmc" run -finstrument-managers $(flags_of "$1") "$1" >output 2>errors </dev/null
    status=$?
    if [ $status -eq 0 ] && ! grep -q '^FAIL ' output; then ok "$name"; else cat output errors | fail "$name: exit status $status"; fi
    case $name in
    case:enter | case:gather | case:generators | case:groups | case:groups_cancelled | case:managers | case:suppress) ;;
    *) return 0 ;;
    esac
    CC=gcc CFLAGS=-O0 timeout 300 "$acmc" run -finstrument-managers $(flags_of "$1") "$1" "$root/tests/points/all_points.c" >output 2>errors </dev/null
    status=$?
    if [ $status -eq 0 ] && grep -q '^main: [0-9]\{3,\} runs, 0 with faults$' output; then
        ok "$name: $(sed 's/^main: \([0-9]* runs\).*/\1/' output)"
    else
        cat output errors | fail "$name: exit status $status"
    fi
}

planted() {
    CC=gcc timeout 120 "$acmc" run -w $(flags_of "$1") "$1" 2>errors >output </dev/null
    sed "s|$root/tests/points/||g" output >actual
    same "$name" "${1%.acm}.expected" actual
    grep '^ACM_TEST=' output >replays
    while read -r point; do
        eval "CC=gcc $point timeout 60 '$acmc' run -w $(flags_of "$1") '$1'" >replay 2>&1 </dev/null
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
    case $name in
    missing_exits) missing_exits; return 0 ;;
    case:*) instrumented_case "$root/tests/cases/${name#case:}.acm"; return 0 ;;
    esac
    cp "$root/examples/$name.acm" .
    watched_web >web.acm
    case $name in
    task_group) without=-DWITHOUT=ACM_TEST_TASK ;;      # its servers end when something fails
    *) without= ;;
    esac
    every_point "$name" "$sanitize"
    every_point "$name, instrumented" -O0 -finstrument-managers
}

# every_point WHAT CFLAGS OPTION...
every_point() {
    what=$1 how=$2
    shift 2
    CC=gcc CFLAGS="$how -fno-builtin $without" LDFLAGS="$link_flags -Wl,--wrap=printf,--wrap=puts" \
        timeout 300 "$acmc" run "$@" "$name.acm" "$root/tests/points/every_point.c" >output 2>errors </dev/null
    status=$?
    runs=$(awk '/ runs, 0 with faults$/ { n += $(NF - 4) } END { print n + 0 }' output)
    if [ $status -eq 0 ] && [ "$runs" -gt 6 ]; then
        ok "$what: $runs runs"
    else
        cat output errors | fail "$what: exit status $status"
    fi
}

main "$@"
