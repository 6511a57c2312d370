#!/bin/sh
# make demo: a program and the C that it becomes, then the examples, one after the other.
cd "$(dirname "$0")/.." || exit 1

# show COMMAND...
show() {
    printf '\n$ %s\n' "$*"
    "$@" || exit 1
}

PATH=$PWD/build:$PATH
show cat examples/db_connection.acm
show acmc --no-line --emit=c examples/db_connection.acm
for file in examples/*.acm; do
    if grep -Eq '^(async )?int main' "$file"; then show acmc run "$file"; fi
done
