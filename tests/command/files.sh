# Programs of several files: those of tests/cases/files.

files=$root/tests/cases/files
export ACM_DRIVER=sim

# runs WHAT COMPILER FLAGS FILES...
runs() {
    what=$1 cc=$2 flags=$3
    shift 3
    CC=$cc CFLAGS="$strict $sanitize $flags" timeout 300 "$(acmc_for "$cc")" run "$@" >runs.log 2>&1 </dev/null
    status=$?
    if [ $status -eq 0 ] && ! grep -q '^FAIL ' runs.log; then ok "$what, $cc"; else fail "$what, $cc" <runs.log; fi
}

for cc in $(compilers); do
    runs "imports" $cc "" "$files/imports.acm"
    runs "from C" $cc "" "$files/from_c.acm" "$files/from_c.main.c"
    runs "forms in arms" $cc "" "$files/arms_user.acm"
    runs "forms in the other arms" $cc "-DWIDE" "$files/arms_user.acm"
    runs "several files" $cc "" "$files/several.acm" "$files/awaitable.c"
done

# Headers, in C++ too.
mkdir out
check "translates all" sh -c 'cd "$1" && "$2" -d "$3" ./*.acm one/*.acm two/*.acm sub/*.acm' sh "$files" "$acmc" "$PWD/out"
mkdir -p out/one && cp "$files"/*.h out && cp "$files"/one/*.h out/one && cp "$files"/*.cpp out && cp "$files/../expect.h" .
eval "set -- $("$acmc" --cflags)"
for c in out/2-clients.v1.acm.c out/cplusplus.acm.c out/from_c.acm.c out/shapes.acm.c out/one/client.acm.c out/two/client.acm.c; do
    check "compiles $c" gcc $strict $sanitize -Iout "$@" -c -o "$c.o" "$c"
done
for cxx in g++ clang++; do
    command -v $cxx >/dev/null || continue
    for how in "" -DWIDE; do
        check "headers alone, $cxx $how" $cxx -std=c++17 -Wall -Wextra -Wpedantic -Werror $how -Iout "$@" -fsyntax-only out/all_headers.cpp
    done
done
if command -v g++ >/dev/null; then
    eval "libs=\$(\"$acmc\" --libs)"
    check "C++ that starts coroutines, compiled" eval g++ -std=c++17 -Wall -Wextra -Werror $sanitize -Iout '"$@"' -o from_c out/from_c.main.cpp out/from_c.acm.c.o out/shapes.acm.c.o "$libs"
    check "C++ that starts coroutines" ./from_c
    check "C++ with all headers, compiled" eval g++ -std=c++17 $sanitize -Iout '"$@"' -o all out/all_headers.cpp out/cplusplus.acm.c.o "$libs"
    check "C++ with all headers" ./all
fi

# The header stays the same while only bodies change.
mkdir changed
cp out/left.acm.h before.h
sed -e 's/note("left out/note("gone out/' -e 's/number + (int)strlen/number - (int)strlen/' -e 's/\* 100 + n/* 10 + n/' "$files/left.acm" >changed/left.acm
cp "$files/shapes.acm" changed
check "the body is another" sh -c '! cmp -s "$1" changed/left.acm' sh "$files/left.acm"
check "translates again" "$acmc" -d out changed/left.acm
same "a change of bodies leaves the header" before.h out/left.acm.h
