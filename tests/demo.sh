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
    options=$(sed -n 's|^ \* *acmc run \(-[^ ]*\) examples/.*|\1|p' "$file")      # as its comment says that it is run
    if grep -Eq '^(async )?int main' "$file"; then show acmc run $options "$file"; fi
done
