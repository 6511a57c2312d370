#!/bin/sh
# For tests/errors/NAME.acm acmc says exactly what NAME.err has, with the options in NAME.flags; its exit status is 1, and it writes nothing.
#
# tests/errors.sh [--update] [NAME...]
suite=errors
. "$(dirname "$0")/lib.sh"
errors=$root/tests/errors

list() { (cd "$errors" && ls *.acm 2>/dev/null | sed 's/\.acm$//'); }

one() {
    name=$1 dir=$work/$1
    rm -rf "$dir"
    mkdir -p "$dir" && cd "$errors" || return
    timeout 60 "$acmc" $(flags_of "$name.acm") -MD -d "$dir" "$name.acm" >"$work/$name.stdout" 2>"$work/$name.err"
    status=$?
    if [ -n "${UPDATE:-}" ] && [ $status -eq 1 ]; then cmp -s "$name.err" "$work/$name.err" || cp "$work/$name.err" "$name.err"; fi
    if [ -e "$name.err" ]; then same "$name: message" "$name.err" "$work/$name.err"; else fail "$name: there is no $name.err" <"$work/$name.err"; fi
    if [ $status -eq 1 ]; then ok "$name: exit status"; else echo "it is $status" | fail "$name: exit status"; fi
    if [ -z "$(ls "$dir")" ]; then ok "$name: no output"; else ls "$dir" | fail "$name: no output"; fi
}

if [ "${1:-}" = --update ]; then
    export UPDATE=yes
    shift
fi
main "$@"
