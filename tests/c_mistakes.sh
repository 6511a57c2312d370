#!/bin/sh
# Section 11: what the C compiler finds in the user's code points to the .acm line, and to names that are in it.  Each mistake of
# tests/c_mistakes/mistakes, by its number, in a coroutine; gcc and clang are to say what stands beside it, of its line and of no other.
suite=c_mistakes
. "$(dirname "$0")/lib.sh"
mistakes=$root/tests/c_mistakes

numbered() { grep -v -e '^#' -e '^$' "$mistakes/mistakes"; }
list() { numbered | sed -n '$='  | xargs seq; }

line=$(grep -n '^@MISTAKE@$' "$root/tests/c_mistakes/template.acm" | sed 's/:.*//')

# try COMPILER EXPECTED.  ~EXPECTED: that comes first; what the compiler can't say of a frame after it, it says too.
try() {
    first=
    if [ "${2#\~}" != "$2" ]; then
        first=1
        set -- "$1" "${2#\~}"
    fi
    $1 -std=c11 -Wall -c -o /dev/null $flags mistake.acm.c >"$1.said" 2>&1
    if grep -Eq "^mistake\.acm:$line:[0-9]+: (error|warning): .*($2)" "$1.said"; then ok "$name: $1"; else fail "$name: $1" <"$1.said"; fi
    if grep -E '^[^ :]*:[0-9]+:[0-9]+: (error|warning):' "$1.said" | { if [ -n "$first" ]; then head -n 1; else cat; fi; } | grep -qv "^mistake\.acm:$line:"; then
        fail "$name: $1, of other lines too" <"$1.said"
    fi
    # What it tells is in terms of the file, not of what acmc made of it.
    if grep -E '(error|warning):' "$1.said" | grep -Eq 'acm_|_frame|frame_|_resume'; then fail "$name: $1, of names that are not the user's" <"$1.said"; fi
}

one() {
    name=$1
    rm -rf "$work/$name"
    mkdir -p "$work/$name" && cd "$work/$name" || return
    mistake=$(numbered | sed -n "$1p")
    text=${mistake%% ## *} expected=${mistake#* ## }
    awk -v text="$(printf '%s' "$text" | sed 's/\\/\\\\/g')" '$0 == "@MISTAKE@" { $0 = "        " text } { print }' "$mistakes/template.acm" >mistake.acm
    flags=$("$acmc" --cflags)
    "$acmc" -w mistake.acm >acmc.said 2>&1 || { fail "$name: acmc" <acmc.said; return; }
    try gcc "${expected%% ## *}"
    if command -v clang >/dev/null; then try clang "${expected#* ## }"; fi
}

main "$@"
