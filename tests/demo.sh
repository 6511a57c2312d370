#!/bin/sh
# make demo: the examples, one after the other.
cd "$(dirname "$0")/.." || exit 1

for file in examples/*.acm; do
    grep -Eq '^async int main' "$file" || continue
    printf '\n$ acmc run %s\n' "$file"
    build/acmc run "$file" || exit 1
done
