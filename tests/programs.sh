#!/bin/sh
# Whole programs do the same as coroutines that suspend everywhere as they do as plain C, which is the same text without the words (language.md,
# section 4): tests/programs/NAME.acm, where lines for coroutines only say so.
#
# tests/programs.sh [NAME...]; M32=1: for 32 bits, with a runtime built for them (build/m32)
suite=programs
. "$(dirname "$0")/lib.sh"

list() { (cd "$root/tests/programs" && ls *.acm | sed 's/\.acm$//'); }

one() {
    name=$1
    rm -rf "$work/$name"
    mkdir -p "$work/$name" && cd "$work/$name" || return
    cp "$root/tests/programs/$name.acm" .
    sed '/coroutines only/d; s/\basync //g; s/\bawait //g' "$name.acm" >plain.c
    if ! "$acmc" "$name.acm" >errors 2>&1; then fail "$name: acmc" <errors; return; fi
    for cc in $(if [ -n "${M32:-}" ]; then echo gcc; else compilers; fi); do
        flags=$("$(acmc_for "$cc")" --cflags) libs=$("$(acmc_for "$cc")" --libs) levels="-O0 -O2 sanitizers"
        if [ -n "${M32:-}" ]; then
            cc="gcc -m32" levels="-O0 -O2" libs="-L$root/build/m32 $libs"
        fi
        for level in $levels; do
            [ "$level" != sanitizers ] || level=$sanitize
            [ -z "${SAN:-}" ] || level=$sanitize
            if ! eval "$cc -std=c11 $level -o plain plain.c" >errors 2>&1; then fail "$name: $cc, plain C" <errors; continue; fi
            if ! eval "$cc -std=c11 -Wall -Wextra -Werror $level $flags -o coroutines $name.acm.c $libs" >errors 2>&1; then fail "$name: $cc" <errors; continue; fi
            record plain 60 ./plain
            record coroutines 60 ./coroutines
            same "$name: $cc ${level%% -f*}" plain.out coroutines.out
        done
    done
}

main "$@"
