#!/bin/sh
# tests/golden/NAME.acm becomes exactly NAME.acm.c and NAME.acm.h, and NAME.d where there is one, with the options in NAME.flags
# and the warnings in NAME.err; its frames are laid out as NAME.frames says.  That C is clean under strict warnings, and what the program prints is in NAME.out.
#
# tests/golden.sh [--update] [NAME...]
suite=golden
. "$(dirname "$0")/lib.sh"
golden=$root/tests/golden

list() { (cd "$golden" 2>/dev/null && ls *.acm 2>/dev/null | sed 's/\.acm$//'); }

# compare WHAT GOLDEN ACTUAL, or update the golden
compare() {
    if [ -z "${UPDATE:-}" ]; then
        if [ -e "$2" ]; then same "$1" "$2" "$3"; else echo "there is no $2" | fail "$1"; fi
    elif cmp -s "$2" "$3"; then
        ok "$1"
    else
        cp "$3" "$2" && ok "$1 (updated)"
    fi
}

# What the program does: standard output, then what else it does that is not usual.
run() {
    ACM_DRIVER=sim timeout 60 "$1" >"$dir/out" 2>"$dir/errors" </dev/null
    status=$?
    if [ -s "$dir/errors" ]; then echo "--- standard error"; cat "$dir/errors"; fi >>"$dir/out"
    if [ $status -ne 0 ]; then echo "--- exit status $status" >>"$dir/out"; fi
}

compile_and_run() {
    name=$1 cc=$2
    eval "set -- $("$(acmc_for "$cc")" --libs)"
    for c in "$dir"/*.acm.c; do
        if compile "$cc $sanitize" -c -o "$c.$cc.o" "$c" && compile "$cc -O2" -c -o /dev/null "$c"; then
            ok "$name: $cc ${c##*/}"
        else
            fail "$name: $cc ${c##*/}" <"$dir/errors"
            return
        fi
    done
    if has_main "$name.acm"; then
        $cc $sanitize -o "$dir/program" "$dir"/*."$cc".o "$@" >"$dir/errors" 2>&1 || { fail "$name: link" <"$dir/errors"; return; }
        run "$dir/program"
        compare "$name: output, $cc" "$name.out" "$dir/out"
    fi
}

# compile "COMPILER AND OPTIONS" MORE...
compile() {
    compiler=$1 how=$strict
    shift
    if [ "${compiler%% *}" = g++ ]; then how='-std=c++17 -Wall -Wextra -Werror'; fi
    eval "set -- $("$(acmc_for "${compiler%% *}")" --cflags)"' "$@"'
    $compiler $how -I"$dir" -iquote . "$@" >"$dir/errors" 2>&1
}

# A header stands alone, in C and in C++.
include_alone() {
    printf '#include "%s.acm.h"\nint alone;\n' "$1" >"$dir/alone.c"
    cp "$dir/alone.c" "$dir/alone.cc"
    for compiler in $(compilers) g++; do
        command -v $compiler >/dev/null || continue
        source=$dir/alone.c
        if [ $compiler = g++ ]; then source=$dir/alone.cc; fi
        if compile $compiler -fsyntax-only "$source"; then
            ok "$1: header alone, $compiler"
        else
            fail "$1: header alone, $compiler" <"$dir/errors"
        fi
    done
}

# The layouts of the frames, NAME.frames and NAME.frames.json, where there are such.
frames() {
    golden_file=$name.frames what=frames
    if [ "$1" = json ]; then golden_file=$name.frames.json what=frames-json; fi
    if [ ! -e "$golden_file" ]; then return; fi
    if CC=gcc "$acmc" $(flags_of "$name.acm") --emit=$what "$name.acm" >"$dir/frames" 2>"$dir/errors"; then
        compare "$name: $what" "$golden_file" "$dir/frames"
        CC=clang "$acmc" $(flags_of "$name.acm") --emit=$what "$name.acm" >"$dir/frames" 2>"$dir/errors"
        compare "$name: $what, clang" "$golden_file" "$dir/frames"
    else
        fail "$name: $what" <"$dir/errors"
    fi
}

one() {
    name=$1 dir=$work/$1
    rm -rf "$dir"
    mkdir -p "$dir" && cd "$golden" || return
    if ! "$acmc" $(flags_of "$name.acm") -MMD -MT "$name.acm.c" -d "$dir" "$name.acm" 2>"$dir/stderr"; then
        fail "$name: acmc" <"$dir/stderr"
        return 0
    fi
    if [ -e "$name.err" ] || [ -s "$dir/stderr" ]; then compare "$name: warnings" "$name.err" "$dir/stderr"; fi
    if [ -e "$name.d" ]; then compare "$name: dependencies" "$name.d" "$dir/$name.acm.d"; fi
    frames text
    frames json
    compare "$name: C" "$name.acm.c" "$dir/$name.acm.c"
    compare "$name: header" "$name.acm.h" "$dir/$name.acm.h"
    for import in $(imports_of "$dir/$name.acm.d"); do
        "$acmc" $(flags_of "$import") -d "$dir" "$import" 2>/dev/null
    done
    for cc in $(compilers); do compile_and_run "$name" "$cc"; done
    include_alone "$name"
}

if [ "${1:-}" = --update ]; then
    export UPDATE=yes
    shift
fi
main "$@"
