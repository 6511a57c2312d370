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

# compiles COMPILER ARGUMENTS..., with the flags for generated code and the library
compiles() { eval "\"\$@\" -Iout $("$acmc" --cflags)"; }
links() { eval "\"\$@\" -Iout $("$acmc" --cflags) $("$acmc" --libs)"; }

mkdir out
check "translates all" sh -c 'cd "$1" && "$2" -d "$3" ./*.acm one/*.acm two/*.acm sub/*.acm' sh "$files" "$acmc" "$PWD/out"
cp "$files"/*.h "$files"/*.cpp out && cp "$files"/one/*.h out/one && cp "$files/../expect.h" .
for c in 2-clients.v1 arms cplusplus definitions from_c left prototypes right shapes one/client two/client sub/deep; do
    check "compiles $c" compiles gcc $strict $sanitize -c -o out/$c.o out/$c.acm.c
done
for cxx in g++ clang++; do
    command -v $cxx >/dev/null || continue
    for how in "" -DWIDE; do
        check "headers, $cxx $how" compiles $cxx -std=c++17 -Wall -Wextra -Wpedantic -Werror $how -fsyntax-only out/all_headers.cpp
    done
done
if command -v g++ >/dev/null; then
    check "C++ that starts coroutines is compiled" links g++ -std=c++17 -Wall -Wextra -Werror $sanitize -o from_c out/from_c.main.cpp out/from_c.o out/shapes.o
    check "C++ that starts coroutines" ./from_c
    check "C++ with all headers is compiled" links g++ -std=c++17 $sanitize -o all out/all_headers.cpp out/cplusplus.o
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
