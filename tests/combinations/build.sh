#!/bin/sh
# Builds the generator: build.sh FOLDER makes FOLDER/combinations.
set -e
here=$(dirname "$0")
out=$1
mkdir -p "$out"
od -An -v -tu1 "$here/prelude.acm" | sed 's/\([0-9][0-9]*\)/\1,/g' >"$out/prelude.inc"
${CC:-gcc} -std=c11 -O2 -Wall -Wextra -Wpedantic -Wconversion -I"$out" "$here"/*.c -o "$out/combinations"
