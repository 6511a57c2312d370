#!/bin/sh
# Builds the generator: build.sh FOLDER makes FOLDER/random.
set -e
here=$(dirname "$0")
out=$1
mkdir -p "$out"
bytes() { od -An -v -tu1 | sed 's/\([0-9][0-9]*\)/\1,/g'; }
sed '/plain C only/d; s: */\* coroutines only \*/::' "$here/prelude.acm" | bytes >"$out/prelude_coroutines.inc"
sed '/coroutines only/d; s: */\* plain C only \*/::; s/\basync //; s/\bawait //g' "$here/prelude.acm" | bytes >"$out/prelude_plain.inc"
${CC:-gcc} -std=gnu11 -O1 -Wall -Wextra -Wpedantic -Wconversion -I"$out" "$here"/*.c -o "$out/random"
