#!/bin/sh
# docs/diagnostics.md says what is true: acmc says of each wrong program exactly what its page shows, and nothing of the right one, whose C
# gcc takes without a warning; there is a page on each warning (language.md, section 11), and each message that tests/errors/ has is on a page.
#
# tests/manual.sh [--update] [PAGE...]      --update writes what acmc says into the pages
suite=manual
. "$(dirname "$0")/lib.sh"
manual=$root/docs/diagnostics.md

pages() { awk -v what="$1" -v page="${2:-}" -v said="$work" -f "$root/tests/manual/pages.awk" "$manual"; }

list() {
    pages list
    printf '%s\n' all-contents all-warnings all-messages
}

# Line numbers are those of the page: it doesn't show what stands in front of each program.
heads() {
    awk -v prelude="$1" '/^[^ ]*:[0-9]+:[0-9]+: (error|warning): / {
        split($0, part, ":")
        text = substr($0, length(part[1] part[2] part[3]) + 3)
        print part[1] ":" part[2] - prelude ":" part[3] text
    }'
}

translate() { (cd "$1" && timeout 60 "$acmc" $options -d ../out $2 2>&1); }

wrong() {
    if ! [ -e wrong ]; then echo "it has no wrong program" | fail "$name"; return; fi
    lines=$(cat prelude)
    if [ "$(sort -u wrong/files | wc -l)" -gt 1 ]; then lines=0; fi
    translate wrong "$(basename "$(tail -n 1 wrong/files)")" >text
    status=$?
    heads "$lines" <text >said
    if [ -s said ]; then same "$name: message" expected said; else fail "$name: message" <text; fi
    case $status$(grep -c 'error: ' said) in
    00 | 1[1-9]*) ok "$name: exit status" ;;
    *) echo "it is $status" | fail "$name: exit status" ;;
    esac
}

right() {
    for file in $(cat right/files); do
        file=$(basename "$file")
        translate right "$file" >text
        if [ $? -eq 0 ] && ! [ -s text ]; then ok "$name: $file: silence"; else fail "$name: $file: silence" <text; fi
        if gcc -std=c11 -Wall -Wextra -Werror -fsyntax-only $("$acmc" --cflags) "out/$file.c" >text 2>&1; then ok "$name: $file: gcc"; else fail "$name: $file: gcc" <text; fi
    done
}

# The messages of standard input, each once: what is quoted, expected, seen and suggested is taken out, and numbers are.
kinds() {
    sed -nE 's/^[^ ]*: (error|warning): //p' | sed -E "
        s/ \[-W[^]]*\]\$//
        s/: \".*\"\$//
        s/^expected .* after .*, saw .*/expected X after Y, saw Z/
        s/; did you mean .*\$//
        s/([a-z])'([ts]) /\1\2 /g
        s/'[^']*'/NAME/g
        s/[0-9]+/N/g" | sort -u
}

one() {
    name=$1
    rm -rf "${work:?}/$name"
    mkdir -p "$work/$name/out" && cd "$work/$name" || return
    case $name in
    all-contents)           # the links above the pages, and the pages
        sed -nE 's/^ *- \[.*\]\(#(.*)\)$/\1/p' "$manual" | sort >linked
        pages titles | cut -d ' ' -f 2 | grep -vx contents | sort >titles
        same "$name" titles linked ;;
    all-warnings)
        "$acmc" --help=warnings | sed -nE 's/^  -W([a-z-]+) .*/-w\1/p' | sort >warnings
        pages list | grep '^-w' | sort >on_pages
        same "$name" warnings on_pages ;;
    all-messages)
        cat "$root"/tests/errors/*.err | kinds >said
        pages messages | kinds >on_pages
        pages others | kinds >others
        if comm -23 said on_pages | grep . >missing; then fail "$name: those of tests/errors that are on no page" <missing; else ok "$name"; fi
        if comm -13 said others | grep . >missing; then fail "$name: those of the lists that no test has" <missing; else ok "$name: tested"; fi ;;
    *)
        mkdir wrong right && pages page "$name"
        touch expected options wrong/files right/files
        options=$(cat options)
        wrong
        right ;;
    esac
}

if [ "${1:-}" = --update ]; then
    "$0" >/dev/null
    pages update >"$work/updated" && cp "$work/updated" "$manual"
    shift
fi
main "$@"
