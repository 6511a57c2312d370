#!/bin/sh
# "The arms of a conditional need not balance braces alike" (language.md, section 2): tests/conditionals/NAME.acm does the same
# whether acmc sees its conditionals on A and B, and the C compiler decides them, or the preprocessor has decided them before.
#
# tests/conditionals.sh [NAME...]
suite=conditionals
. "$(dirname "$0")/lib.sh"

list() { (cd "$root/tests/conditionals" && ls *.acm | sed 's/\.acm$//'); }

# run COMPILER PROGRAM OPTION...: what it prints
run() {
    cc=$1 program=$2
    shift 2
    flags=$("$(acmc_for "$cc")" --cflags) libs=$("$(acmc_for "$cc")" --libs)
    eval "$cc -std=c11 -Wall -Wextra -Werror -Wno-unused-label -Wno-implicit-fallthrough $sanitize $* $flags -o $program $program.acm.c $libs" >errors 2>&1 || return
    ACM_DRIVER=sim timeout 60 "./$program" >"$program.out" 2>errors
}

one() {
    name=$1 file=$root/tests/conditionals/$1.acm
    rm -rf "$work/$name"
    mkdir -p "$work/$name" && cd "$work/$name" || return
    cp "$file" whole.acm
    if "$acmc" whole.acm >errors 2>&1; then ok "$name: acmc"; else fail "$name: acmc" <errors; return; fi
    for defined in "" -DA -DB "-DA -DB"; do
        { grep '^#include' "$file"; grep -v '^#include' "$file" | gcc $defined -E -P -x c - 2>/dev/null; } >decided.acm
        if ! "$acmc" decided.acm >errors 2>&1; then fail "$name: decided, $defined" <errors; continue; fi
        for cc in $(compilers); do
            if ! run "$cc" whole $defined || ! run "$cc" decided; then fail "$name: $cc $defined" <errors; continue; fi
            same "$name: $cc $defined" decided.out whole.out
        done
    done
}

main "$@"
