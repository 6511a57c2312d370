#!/bin/sh
# translate.sh FILE.acm PROGRAM COMPILER…: translates, compiles and links. Exit status 3: acmc failed; 4: the compiler did.
acmc=${ACMC:-build/acmc}
source=$1
program=$2
shift 2
# The model knows what a context without a yield, or with two, does: not an error here.
"$acmc" -Wno-second-yield -Wno-no-yield -o "$program.c" "$source" 2>"$program.log" || exit 3
# shellcheck disable=SC2046
"$@" -std=c11 -w $("$acmc" --cflags) -o "$program" "$program.c" $("$acmc" --libs) 2>"$program.log" || exit 4
