#!/bin/sh
# translate.sh FILE.acm PROGRAM COMPILER…: translates, compiles and links. Exit status 3: acmc failed; 4: the compiler did.
# RUNTIME: a runtime for that compiler's options, instead of acmc's own.
acmc=${ACMC:-build/acmc}
source=$1
program=$2
shift 2
"$acmc" -w -o "$program.c" "$source" 2>"$program.log" || exit 3
# shellcheck disable=SC2046
"$@" -w $("$acmc" --cflags) -o "$program" "$program.c" ${RUNTIME:-$("$acmc" --libs)} -lm 2>"$program.log" || exit 4
