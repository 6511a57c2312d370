#!/bin/sh
# Real code does the same as coroutines as it does as C (language.md, section 4): libraries of Debian's, fetched at test time, whose functions
# tests/real_code/coroutines.py makes coroutines that suspend in each of their blocks, with a main of ours, tests/real_code/PACKAGE.c.
# Needs apt, python3, and the network on the first run.
#
# tests/real-code.sh [PACKAGE...]      make check-real
suite=real
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/debian.sh"

list() { echo bzip2 cjson libyaml lz4 | tr ' ' '\n'; }

# Of a package: its C files, from its top, and what they are compiled with.
sources_of() {
    case $1 in
    bzip2) echo blocksort.c huffman.c crctable.c randtable.c compress.c decompress.c bzlib.c ;;
    cjson) echo cJSON.c ;;
    libyaml) for name in api reader scanner parser loader writer emitter dumper; do echo "src/$name.c"; done ;;
    lz4) echo lib/lz4.c lib/lz4hc.c ;;
    esac
}

flags_for() {
    case $1 in
    bzip2) echo -I. -DBZ_NO_STDIO ;;
    libyaml) echo -Iinclude -Isrc -DYAML_VERSION_MAJOR=0 -DYAML_VERSION_MINOR=2 -DYAML_VERSION_PATCH=5 '-DYAML_VERSION_STRING=\"0.2.5\"' ;;
    lz4) echo -Ilib -DLZ4_STATIC_LINKING_ONLY -DLZ4_HC_STATIC_LINKING_ONLY ;;
    *) echo -I. ;;
    esac
}

# All in one file, whose includes of the system's headers the preprocessor leaves alone.
collect() {
    cp -r "$home/$name/source" source && cd source || return
    find . -name '*.[ch]' -exec sed -i 's/^[ \t]*#[ \t]*include[ \t]*<yaml.h>/#include "yaml.h"/; s/^[ \t]*#[ \t]*include[ \t]*<\([^>]*\)>/INCLUDE_OF_SYSTEM "\1"/' {} +
    # a private header that has no guard would come once for each file
    for header in src/yaml_private.h; do if [ -e "$header" ]; then sed -i '1i #pragma once' "$header"; fi; done
    sed 's/^#include <\([^>]*\)>/INCLUDE_OF_SYSTEM "\1"/' "$root/tests/real_code/$name.c" | cat - $(sources_of "$name") >all.c
    eval "gcc -w -E -P -std=gnu11 $(flags_for "$name") all.c" | sed 's/INCLUDE_OF_SYSTEM "\([^"]*\)"/\n#include <\1>\n/g' >../plain.c
    cd ..
}

one() {
    name=$1
    rm -rf "$work/$name"
    mkdir -p "$work/$name" && cd "$work/$name" || return
    if [ ! -e "$home/$name/fetched" ]; then fail "$name: can't be fetched" </dev/null; return; fi
    if ! collect >collected 2>&1 || ! gcc -w -O1 -std=gnu11 -o plain plain.c >errors 2>&1; then cat collected errors | fail "$name: plain C"; return; fi
    record plain 300 ./plain
    if ! python3 "$root/tests/real_code/coroutines.py" plain.c >coroutines.acm 2>converted; then fail "$name: coroutines.py" <converted; return; fi
    if ! "$acmc" -w coroutines.acm >errors 2>&1; then fail "$name: acmc" <errors; return; fi
    for cc in $(compilers); do
        flags=$("$(acmc_for "$cc")" --cflags) libs=$("$(acmc_for "$cc")" --libs)
        for level in "-O2" "$sanitize"; do
            if ! eval "$cc -w -std=gnu11 $level $flags -o coroutines coroutines.acm.c $libs" >errors 2>&1; then fail "$name: $cc" <errors; continue; fi
            record coroutines 300 ./coroutines
            same "$name, $(cat converted): $cc ${level%% -f*}" plain.out coroutines.out
        done
    done
}

if [ "${1:-}" != --case ]; then
    for name in ${*:-$(list)}; do fetch "$name"; done          # one after the other: apt locks its lists
fi
main "$@"
