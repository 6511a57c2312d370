#!/bin/sh
# The programs under examples/ and docs/ print what the comment at their top says after "Output:", on each driver, and allocate nothing.
# examples/inventory is a project with a makefile; what it prints is in its main.c.  examples/firmware runs on the core alone.  Those on other libraries are run by tests/libraries.sh.
#
# tests/examples.sh [NAME...]
suite=examples
. "$(dirname "$0")/lib.sh"

# Calls of the program's own are caught, also those in libacm.a; libc's, of its streams, are not its business.
no_allocation=-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=posix_memalign,--wrap=strdup,--wrap=strndup

# A test of coroutines makes processes, and allocates.
is_test() { grep -q '^import "acm/testing.acm"' "$1"; }

list() {
    for file in "$root"/examples/*.acm "$root"/docs/*.acm; do
        if [ -e "$file" ] && { has_main "$file" || is_test "$file"; }; then basename "$file" .acm; fi
    done
    for main in "$root"/examples/*/main.c; do basename "${main%/main.c}"; done
    echo firmware
}

expected_output() {
    sed -n '/^ \* *Output:/,/\*\//p' "$1" | sed -e 1d -e '/\*\//,$d' -e 's/^ \* \{0,3\}//' -e 's/^ \*$//'
}

# The options in the `acmc run OPTION examples/NAME.acm` of its comment.
options_of() { sed -n 's|^ \* *acmc run \(-[^ ]*\) examples/.*|\1|p' "$1"; }

# run NAME WHAT FILE OPTION...
run() {
    what="$1: $2" file=$3
    shift 3
    timeout 60 "$acmc" run "$@" "$file" >actual 2>errors </dev/null
    status=$?
    if [ $status -eq 0 ]; then
        sed -i "s|$root/examples/||" actual
        same "$what" expected actual
    else
        { echo "exit status $status"; cat errors; } | fail "$what"
    fi
}

project() {
    cp -R "$root/examples/$1" project
    expected_output project/main.c >expected
    make -s -C project ACMC="$acmc" LDFLAGS=$link_flags >actual 2>errors || fail "$1: make" <errors
    grep -v '^make' actual >output
    same "$1: output" expected output
    touch stamp && sleep 1 && make -C project ACMC="$acmc" LDFLAGS=$link_flags >again 2>&1
    if [ -z "$(find project -newer stamp -name '*.[oc]')" ]; then ok "$1: nothing is built twice"; else fail "$1: built twice" <again; fi
    imported=$(cd project && sed -n 's/^import "\(.*\)";/\1/p' ./*.acm | while read -r import; do [ -e "$import" ] && echo "$import"; done | head -n 1)
    importer=$(cd project && grep -l "^import \"$imported\"" ./*.acm | head -n 1)
    touch stamp && sleep 1 && touch "project/$imported" && make -C project ACMC="$acmc" LDFLAGS=$link_flags >again 2>&1
    if grep -q "acmc.* ${importer#./}$" again; then ok "$1: an import that changed"; else fail "$1: an import that changed" <again; fi
}

# The core is freestanding: what it does not have itself it takes from nobody, but for what compilers ask of any program (C11, 4p6).
firmware() {
    expected_output "$root/examples/firmware/board.c" >expected
    cp -R "$root/examples/firmware" project
    make -s -C "$root" build="${build#"$root"/}" core CORE_CC=gcc >errors 2>&1 || fail "firmware: make core" <errors
    nm -u "$build/core/libacm_core.a" | awk '$1 == "U" { print $2 }' | grep -v -x -e 'acm_.*' -e memcpy -e memset -e memmove -e memcmp >others
    if [ -s others ]; then fail "firmware: the core needs more than itself" <others; else ok "firmware: the core needs nothing"; fi
    for cc in $(compilers); do
        make -s -C project clean
        make -s -C project CC="$cc" ACMC="$acmc" CORE="$build/core" >actual 2>errors || fail "firmware: make, $cc" <errors
        grep -v '^make' actual >output
        same "firmware: $cc" expected output
    done
}

one() {
    name=$1 dir=$work/$1
    rm -rf "$dir"
    mkdir -p "$dir" && cd "$dir" || return
    if [ "$name" = firmware ]; then
        firmware
        return 0
    fi
    if [ -d "$root/examples/$name" ]; then
        project "$name"
        return 0
    fi
    for file in "$root/examples/$name.acm" "$root/docs/$name.acm"; do [ -e "$file" ] && break; done
    expected_output "$file" >expected
    if [ ! -s expected ]; then echo "no 'Output:' in the comment at its top" | fail "$name"; fi
    export LDFLAGS="$link_flags"
    ACM_DRIVER=epoll run "$name" epoll "$file" $(options_of "$file")
    ACM_DRIVER=sim run "$name" sim "$file" $(options_of "$file")
    if is_test "$file"; then return 0; fi
    ACM_DRIVER=sim LDFLAGS="$link_flags $no_allocation" run "$name" "no allocation" "$file" "$root/tests/no_allocation.c"
}

main "$@"
